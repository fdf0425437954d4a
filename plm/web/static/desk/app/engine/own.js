/* This device's own scans that the server's entries do not show yet: together they say who is inside. */

import { NOBODY, settle } from "./judge.js";

export class OwnScans {
  constructor() {
    this.bySlot = new Map();
    this.byId = new Map();
  }

  /** A line of the log that let somebody through. */
  add(line) {
    if (!line.key || this.byId.has(line.id)) return;
    const place = placeOf(line);
    this.byId.set(line.id, line);
    if (!this.bySlot.has(place)) this.bySlot.set(place, []);
    this.bySlot.get(place).push(line);
  }

  remove(id) {
    const line = this.byId.get(id);
    if (!line) return;
    this.byId.delete(id);
    const place = placeOf(line);
    const rest = this.bySlot.get(place).filter((one) => one.id !== id);
    if (rest.length) this.bySlot.set(place, rest);
    else this.bySlot.delete(place);
  }

  clear() {
    this.bySlot.clear();
    this.byId.clear();
  }

  answered(id, answeredAt) {
    const line = this.byId.get(id);
    if (line) line.answeredAt = answeredAt;
  }

  /** The server's entries fetched from `startedAt` on hold what it had answered before. */
  reflectedSince(startedAt) {
    for (const line of [...this.byId.values()]) {
      if (line.answeredAt && line.answeredAt < startedAt) this.remove(line.id);
    }
  }

  /** How many people they let in (and not out again) that the server's count does not hold. */
  get net() {
    let net = 0;
    for (const { direction, answeredAt } of this.byId.values()) {
      if (!answeredAt) net += direction === "out" ? -1 : 1;
    }
    return net;
  }

  /** Where the slot of a line stands; `entry` is what the server said of it last, `me` who and where this device is. */
  standing(line, { entry, reEntry, me }) {
    const lines = (this.bySlot.get(placeOf(line)) ?? []).map((one) => ({ ...one, ...me }));
    const [standing] = settle(lines, reEntry, entry ? standingOf(entry, me) : NOBODY);
    const [earliest] = lines.filter(({ direction }) => direction === "in").sort((one, other) => one.at - other.at);
    // Of two doors that both let in, the earlier one is told.
    if (earliest && standing.entry && earliest.at < standing.entry.at) standing.entry = earliest;
    return standing;
  }
}

const standingOf = ({ firstAt, by, inside, passes }, { place }) => ({
  entry: { at: firstAt, by, place },
  inside,
  passes,
  leftBy: null,
});

const placeOf = ({ checkpoint, key, slot }) => `${checkpoint} ${key} ${slot}`;
