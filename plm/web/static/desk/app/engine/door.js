/* The device's own verdict on a code: from its roster, the keys it knows, its own scans, and nothing else. */

import { isoOf } from "./bytes.js";
import { readCode } from "./codes.js";
import { advance, judge, rulesOf, slotOf } from "./judge.js";
import { checkSigned } from "./signed.js";

// Sound, but nothing is known of the holder; what cannot be asked is not objected to.
const SOMEBODY = { state: "active", roles: null };

export class Door {
  constructor(roster, own) {
    Object.assign(this, { roster, own, post: null });
  }

  /** `post` is what the server tells of this device: {device, event, checkpoint, keys, count}. */
  stand(post) {
    this.post = post;
    this.rules = post && rulesOf(post.checkpoint);
    this.me = post && { by: post.device.name, place: post.checkpoint.name };
  }

  /** -> {verdict, line, person}; the line's key is null for what is no ticket. */
  async judge(text, { id, direction, at }) {
    const read = await this.read(text);
    const found = read.flaw ? { key: null, ticket: null, person: null } : await this.roster.find(read);
    const { key, person } = found;
    const { ticket, note } = this.factsOf(found, read);
    const asked = { flaw: read.flaw, direction };
    const judged = judge(asked, ticket, { rules: this.rules, at, isGuest: this.roster.isGuest(key) });
    const slot = key && slotOf(this.rules.passing, id, at, this.post.event.zone);
    const line = { id, key, slot, at, direction, checkpoint: this.rules.code };
    const verdict = shown(judged.outcome === "accepted" ? this.settle(line) : judged);
    if (note && verdict.outcome !== "refused") verdict.note = note;
    return { verdict, line, person };
  }

  async read(text) {
    const read = readCode(text);
    if (read.kind !== "signed") return read;
    const { flaw, serial } = await checkSigned(read.lookup, { keys: this.post.keys ?? [], tag: this.post.event.tag });
    return flaw ? { ...read, flaw } : { ...read, lookup: `S:${serial}`, serial };
  }

  /** A signature proves the ticket, not who holds it: where roles are asked for, it is as unknown as any other. */
  factsOf({ ticket }, { kind, flaw }) {
    if (ticket || flaw) return { ticket };
    if (kind === "signed" && !this.rules.roles.length) return { ticket: SOMEBODY };
    if (this.rules.unknownOffline !== "let_in") return { ticket: null };
    return { ticket: SOMEBODY, note: "unknown_offline" };
  }

  /** How the scan stands after all before it. Nothing waits in here, so that two scans never settle side by side. */
  settle(line) {
    const { reEntry, capacity } = this.rules;
    const entry = this.roster.entryOf(line.key, line.slot);
    const standing = this.own.standing(line, { entry, reEntry, me: this.me });
    const [, settled] = advance(standing, line, reEntry);
    if (settled.outcome !== "accepted") return settled;
    const filled = (this.post.count?.inside ?? 0) + this.own.net;
    if (line.direction === "in" && capacity !== null && filled >= capacity) return { outcome: "refused", reason: "full" };
    this.own.add(line);
    return settled;
  }
}

/** A verdict as it is shown: moments as texts, and of a first scan when, by whom and where. */
function shown({ outcome, reason, first, moment }) {
  return {
    outcome,
    ...(reason ? { reason } : {}),
    ...(first ? { first: { at: isoOf(first.at), by: first.by, checkpoint: first.place } } : {}),
    ...(Number.isFinite(moment) ? { moment: isoOf(moment) } : {}),
  };
}
