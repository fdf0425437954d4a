/* The device's own scans: judged here, kept, sent, and amended by what the server says later. */

import { isoOf } from "./bytes.js";
import { isPicked } from "./codes.js";
import { Outbox } from "./outbox.js";

// Whoever stands at the door waits for the server this long, and for a ticket nobody here knows a little longer.
const ANSWER_PATIENCE = 60;
const UNKNOWN_PATIENCE = 1500;
const TICK_PATIENCE = 10_000;
const TIME_TO_ANNUL = 15 * 60_000;
const LONGEST_CODE = 400;
const PEOPLE = 300;
const LARGEST_STEP = 10_000;

export class Ledger {
  /** `send` flushes and minds what comes of it; `tell` is heard by the other tabs. */
  constructor(store, server, door, { owner, amended, changed, send, tell }) {
    Object.assign(this, { store, server, door, own: door.own, amended, changed, send, tell });
    this.outbox = new Outbox(store, server, { owner, answered: (...heard) => this.answered(...heard) });
    this.waiters = new Map();
    this.patience = ANSWER_PATIENCE;
    this.latestAt = 0;
    // Names are for the people at this screen now: in memory, never in the store.
    this.people = new Map();
    this.looseLines = new Map();
  }

  async load(syncedFrom) {
    this.own.clear();
    const lines = await this.store.allLines();
    if (!lines.length) this.people.clear();
    this.latestAt = Math.max(this.latestAt, ...lines.map(({ at }) => at));
    for (const line of [...lines, ...this.looseLines.values()].filter(isIn)) this.own.add(line);
    this.own.reflectedSince(syncedFrom);
  }

  flush() {
    return this.outbox.flush();
  }

  reflectedSince(startedAt) {
    this.own.reflectedSince(startedAt);
  }

  async waiting(owner) {
    const kept = await this.store.waiting(owner).catch(() => ({ waiting: 0, since: null, foreign: 0 }));
    const { loose } = this.outbox;
    const since = kept.since ?? loose[0]?.at ?? null;
    return { ...kept, since, waiting: kept.waiting + loose.length, loose: loose.length };
  }

  async scan(text, direction) {
    const id = crypto.randomUUID();
    const at = Date.now();
    const moment = this.momentOf(at);
    const { verdict, line, person } = await this.door.judge(text, { id, direction, at: moment });
    if (person) this.remember(id, person);
    const online = this.server.link === "on";
    const heard = online ? this.waitFor(id, verdict.note ? UNKNOWN_PATIENCE : this.patience) : null;
    const kept = await this.keep({ at, ticket: text, line, verdict, online });
    const change = await heard;
    return this.verdict(id, change ?? verdict, { kept: kept || Boolean(change), source: change ? "server" : "device" });
  }

  /** The server's time of a scan. What this device did later is later, also when its idea of the clock has become
      better by some milliseconds meanwhile; only a clock that was set starts anew. */
  momentOf(at) {
    const moment = at + this.server.offset;
    const sooner = this.latestAt - moment;
    this.latestAt = sooner >= 0 && sooner < LARGEST_STEP ? this.latestAt + 1 : moment;
    return this.latestAt;
  }

  /** Into the outbox and the log at once, and on its way if the server is there. */
  async keep({ at, ticket, line: { id, direction, checkpoint, ...judged }, verdict, online }) {
    const passed = verdict.outcome === "accepted";
    const line = { id, direction, checkpoint, ...judged, ...verdict, passed, manual: isPicked(ticket) };
    const scan = {
      id, ticket: ticket.trim().slice(0, LONGEST_CODE), checkpoint, direction,
      clock_offset_ms: line.at - at, shown: verdict.outcome,
    };
    const kept = await this.outbox.add({ kind: "scan", id, at, offline: !online, scan }, line);
    if (!kept) this.looseLines.set(id, line);
    this.tell({ kind: "scan", line });
    if (online) this.send();
    this.changed();
    return kept;
  }

  async tick(tickets, direction) {
    const refusal = { outcome: "refused", reason: "needs_server" };
    if (this.server.link !== "on") return tickets.map(() => ({ id: null, ...refusal, source: "device" }));
    const at = Date.now();
    const nobody = { direction, checkpoint: this.door.rules.code, key: null, slot: null };
    const lines = tickets.map(() => ({ ...nobody, at: this.momentOf(at), id: crypto.randomUUID() }));
    const answers = lines.map(({ id }) => this.waitFor(id, TICK_PATIENCE));
    for (const [place, line] of lines.entries()) {
      await this.keep({ at, ticket: tickets[place], line, verdict: refusal, online: true });
    }
    const changes = await Promise.all(answers);
    return Promise.all(lines.map(({ id }, place) => this.tickTold(id, changes[place], refusal)));
  }

  /** What was shown as not done must not be done later: without an answer the id is taken back. */
  async tickTold(id, change, refusal) {
    if (!change) await this.queueAnnulment(id, "");
    return this.verdict(id, change ?? refusal, { source: change ? "server" : "device" });
  }

  /** -> {id, annulled, sent} or {error}. */
  async annul(id, reason) {
    const line = this.looseLines.get(id) ?? (await this.store.line(id));
    if (!line) return { error: "unknown_scan" };
    if (this.server.now() - line.at > TIME_TO_ANNUL) return { error: "too_late" };
    const online = this.server.link === "on";
    const heard = online ? this.waitFor(`annul ${id}`, UNKNOWN_PATIENCE) : null;
    await this.queueAnnulment(id, reason);
    const change = await heard;
    if (change?.annulRefused) return { error: change.annulRefused };
    return { id, annulled: true, sent: Boolean(change) };
  }

  async queueAnnulment(id, reason) {
    this.own.remove(id);
    const line = { ...this.looseLines.get(id), id, annulled: true };
    await this.outbox.add({ kind: "annul", id, at: Date.now(), reason }, line);
    this.tell({ kind: "annulled", id });
    if (this.server.link === "on") this.send();
    this.changed();
  }

  /** What the server said, heard by the tab that sent; `pairs` are lines [before, after] of the log. */
  answered(changes, pairs) {
    this.take(changes, pairs);
    this.tell({ kind: "answers", changes, pairs });
  }

  take(changes, pairs) {
    const lines = new Map(pairs.map(([before, after]) => [after.id, [before, after]]));
    for (const change of changes) {
      const loose = this.looseLines.get(change.id);
      const [before, after] = lines.get(change.id) ?? (loose ? [loose, { ...loose, ...change }] : []);
      if (loose) this.looseLines.delete(change.id);
      if (change.participant) this.remember(change.id, change.participant, change.replacedBy);
      if (after) this.count(after);
      const waiter = this.waiters.get("annulled" in change ? `annul ${change.id}` : change.id);
      if (waiter) waiter(change);
      else if (before && differs(before, after, change)) this.amend(before, after);
    }
    this.changed();
  }

  /** Whether the line still says that somebody is in. */
  count(line) {
    if (isIn(line)) this.own.add(line);
    else this.own.remove(line.id);
    this.own.answered(line.id, line.answeredAt);
  }

  /** Verdicts that changed at the server after they were answered. */
  async ruled(rulings) {
    const changes = rulings.map(({ id, outcome, reason }) => ({ id, outcome, reason: reason || null }));
    this.answered(changes, await this.store.answered([], changes));
  }

  amend(before, after) {
    if (isAnother(before, after)) this.store.mark(after.id, { amended: true }).catch(() => {});
    this.amended({ id: after.id, before: this.entry(before), after: this.entry(after) });
  }

  async latest(limit) {
    const lines = await this.store.latestLines(limit).catch(() => []);
    const all = [...this.looseLines.values(), ...lines].sort((one, other) => other.at - one.at);
    return all.slice(0, limit).map((line) => this.entry(line));
  }

  /** A line of the log as the screen sees it. */
  entry(line) {
    const { id, at, direction, outcome, reason, note, first, moment, annulled, annulRefused, answeredAt } = line;
    const { person = null, replacedBy = null } = this.people.get(id) ?? {};
    return {
      id, at: isoOf(at), direction, outcome, reason: reason ?? null, note: note ?? null, first: first ?? null,
      moment: moment ?? null, annulled: Boolean(annulled), annulRefused: annulRefused ?? null,
      sent: Boolean(answeredAt), amended: Boolean(line.amended), manual: Boolean(line.manual), person, replacedBy,
    };
  }

  /** A verdict as the screen gets it, from this device's judgement or the server's answer. */
  verdict(id, { outcome, reason, note, first, moment }, more) {
    const { person, replacedBy } = this.people.get(id) ?? {};
    const handOut = outcome === "accepted" ? this.door.post.checkpoint.hand_out : "";
    const facts = { reason, note, first, moment, replacedBy, handOut, person };
    const given = Object.entries(facts).filter(([, value]) => value !== undefined && value !== null && value !== "");
    return { id, outcome, ...Object.fromEntries(given), ...more };
  }

  waitFor(id, patience) {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.waiters.get(id)?.(null), patience);
      this.waiters.set(id, (change) => {
        clearTimeout(timer);
        this.waiters.delete(id);
        resolve(change);
      });
    });
  }

  remember(id, person, replacedBy = null) {
    this.people.set(id, { person, replacedBy });
    if (this.people.size > PEOPLE) this.people.delete(this.people.keys().next().value);
  }

  /** What another tab did. */
  told(kind, { line, id, changes, pairs }) {
    if (kind === "scan") this.latestAt = Math.max(this.latestAt, line.at);
    if (kind === "scan" && line.passed) this.own.add(line);
    if (kind === "annulled") this.own.remove(id);
    if (kind === "answers") this.take(changes, pairs);
  }
}

/** Whether somebody went through by this device's word or the server's; a duplicate of another door's scan is in too. */
const isIn = ({ annulled, outcome, passed }) =>
  !annulled && (outcome === "accepted" || (passed && outcome === "duplicate"));

/** Whether the screen that showed `before` must be told. */
function differs(before, after, change) {
  if (change.annulRefused) return true;
  if ("annulled" in change) return false;
  return isAnother(before, after) || Boolean(before.note && change.participant);
}

const isAnother = (before, after) =>
  before.outcome !== after.outcome || (before.reason ?? null) !== (after.reason ?? null);
