/* Scans and annulments on their way to the server: at least once on the line, exactly once in effect, because the
   server looks at the id first and only what it named is taken out. No DOM: a service worker may use this too. */

import { isoOf, msOf } from "./bytes.js";

export const LOCK = "plm-flush";
const BATCH = 50;
const PATIENCE = 15_000;
const SENT_AT_ONCE = 5000;
export const LARGEST_OFFSET = 400 * 24 * 3600e3;

export class Outbox {
  /** `answered(changes, pairs)` hears what the server said: changes of lines, and [before, after] of those kept. */
  constructor(store, server, { owner = () => null, answered = () => {} } = {}) {
    Object.assign(this, { store, server, owner, answered, queued: null, loose: [], nextLoose: -1, batch: BATCH });
  }

  /** Whether the row is on the disk; what finds no room there stays in memory and is sent from there. */
  async add(row, line) {
    const owned = { ...row, owner: this.owner() };
    try {
      await this.store.record(owned, line);
      return true;
    } catch {
      this.loose.push({ ...owned, line, seq: this.nextLoose });
      this.nextLoose -= 1;
      return false;
    }
  }

  /** Sends what waits. One tab at a time; a call that comes while another sends has its turn after it. */
  flush() {
    this.queued ??= locked(() => {
      this.queued = null;
      return this.drain();
    });
    return this.queued;
  }

  async drain() {
    while (this.server.token && this.owner()) {
      await this.keepLoose();
      const rows = await this.rows();
      if (!rows.length || !(await this.send(rows))) return;
    }
  }

  /** What found no room finds it perhaps now. */
  async keepLoose() {
    try {
      while (this.loose.length) {
        const [{ seq, line, ...row }] = this.loose;
        await this.store.record(row, line);
        this.loose.shift();
      }
    } catch {
      // Still no room.
    }
  }

  async rows() {
    const kept = await this.store.waitingRows(this.owner(), this.batch).catch(() => []);
    return [...kept, ...this.loose].slice(0, this.batch);
  }

  /** An annulment goes alone, and after the scan it takes back. Whether anything was answered. */
  async send(rows) {
    if (rows[0].kind === "annul") return this.sendAnnulment(rows[0]);
    const until = rows.findIndex(({ kind }) => kind === "annul");
    return this.sendScans(until < 0 ? rows : rows.slice(0, until));
  }

  async sendScans(rows) {
    const scans = rows.map((row) => scanAsSent(row));
    const { status, body } = await this.server.call("POST", "scans", { body: { scans }, timeout: PATIENCE });
    if (status !== 200) return this.sendFewer(rows);
    this.batch = BATCH;
    const named = new Map((body.results ?? []).map((result) => [result.id, result]));
    const done = rows.filter(({ id }) => named.has(id));
    await this.settle(done, done.map(({ id }) => changeOf(named.get(id))));
    return done.length > 0;
  }

  /** One row that no server takes must not hold up all others: it is looked for by halves, and answered here. */
  async sendFewer(rows) {
    if (rows.length > 1) {
      this.batch = Math.ceil(rows.length / 2);
      return true;
    }
    this.batch = BATCH;
    await this.settle(rows, [changeOf({ id: rows[0].id, outcome: "refused", reason: "malformed" })]);
    return true;
  }

  async sendAnnulment(row) {
    const body = row.reason ? { reason: row.reason } : {};
    const answer = await this.server.call("POST", `scans/${row.id}/annul`, { body, timeout: PATIENCE });
    const refusal = answer.status === 200 ? null : (answer.body.error ?? "malformed");
    const change = { id: row.id, annulled: !refusal, annulRefused: refusal, answeredAt: Date.now() };
    await this.settle([row], [change]);
    return true;
  }

  async settle(rows, changes) {
    const loose = new Set(rows.filter(({ seq }) => seq < 0).map(({ seq }) => seq));
    this.loose = this.loose.filter(({ seq }) => !loose.has(seq));
    const seqs = rows.map(({ seq }) => seq).filter((seq) => seq >= 0);
    const kept = changes.map(({ participant, replacedBy, ...change }) => change);
    const pairs = await this.store.answered(seqs, kept);
    this.answered(changes, pairs);
  }
}

/** What an answer changes in the log. Names are shown and not kept: they stay out of the store. */
function changeOf({ id, outcome, reason, participant, first_scan: first, moment, replaced_by: replacedBy }) {
  const text = (moment) => (moment ? isoOf(msOf(moment)) : null);
  return {
    id, outcome, reason: reason ?? null, participant, answeredAt: Date.now(), moment: text(moment),
    first: first ? { at: text(first.scanned_at), by: first.scanned_by, checkpoint: first.checkpoint } : null,
    replacedBy: replacedBy ?? null,
  };
}

/** A row as the server wants it. What could not be sent at once was the device's own decision; a clock that is years
    wrong, as after an empty battery, is corrected here, because no server takes such a difference. */
function scanAsSent({ scan, at, offline }) {
  const late = Math.abs(Date.now() - at) > SENT_AT_ONCE;
  const wild = Math.abs(scan.clock_offset_ms) > LARGEST_OFFSET;
  const clock = wild ? { scanned_at: isoOf(at + scan.clock_offset_ms), clock_offset_ms: 0 } : { scanned_at: isoOf(at) };
  return { ...scan, ...clock, offline: offline || late };
}

let chain = Promise.resolve();

/** Old browsers know no locks between tabs; there the tab at least waits for itself. */
function locked(work) {
  if (navigator.locks) return navigator.locks.request(LOCK, work);
  chain = chain.then(work, work);
  return chain;
}
