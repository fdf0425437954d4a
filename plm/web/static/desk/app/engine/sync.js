/* Fetches what changed at the server, page by page; each page is kept together with the place to go on from. */

import { LARGEST_OFFSET } from "./outbox.js";
import { Unreachable } from "./server.js";
import { Superseded, isFull } from "./store.js";

export const LOCK = "plm-sync";
const PATIENCE = 30_000;
const PROBE_PATIENCE = 5000;
// A server that never says it is done would keep a phone busy for ever.
const MOST_PAGES = 1000;
const RETRY_KEEPING = 60_000;

export class Sync {
  /** `heard(page, {kept})` is called for each page once it is kept, `done(startedAt)` when nothing more is to come. */
  constructor(store, server, { heard, done, waiting }) {
    Object.assign(this, { store, server, heard, done, waiting, cursor: null, aheadSince: 0 });
  }

  /** Whether the server is there, by asking it; what the browser says of its network is not believed. */
  async probe() {
    const { status, body } = await this.server.call("GET", "device", { timeout: PROBE_PATIENCE });
    if (status !== 200) throw new Unreachable(String(status));
    return body;
  }

  /** All pages; one tab does it for all. Whether this one did. */
  run() {
    if (!navigator.locks) return this.fetchAll();
    return navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? this.fetchAll() : false));
  }

  async fetchAll() {
    const startedAt = Date.now();
    const { token } = this.server;
    if (this.aheadSince && startedAt - this.aheadSince > RETRY_KEEPING) this.forget();
    // Another tab may have gone on since.
    if (!this.aheadSince) this.cursor = (await this.store.meta()).cursor ?? null;
    for (let pages = 0; pages < MOST_PAGES; pages += 1) {
      const page = await this.fetchPage();
      if (token !== this.server.token || !(await this.keep(page, token))) return false;
      if (!page.more) {
        await this.done(startedAt);
        return true;
      }
    }
    return true;
  }

  async fetchPage() {
    const asked = new URLSearchParams({ waiting: this.waiting(), offset_ms: within(this.server.offset) });
    if (this.cursor) asked.set("cursor", this.cursor);
    const { status, body } = await this.server.call("GET", `roster?${asked}`, { timeout: PATIENCE });
    if (status !== 200 || typeof body.cursor !== "string") throw new Unreachable(String(status));
    return this.cursor ? body : { ...body, reset: true };
  }

  /** Whether the page is still wanted. What finds no room is used while this tab lives and fetched again later; after it
      nothing is kept either, because a later page with its cursor would hide the missing one. */
  async keep(page, token) {
    if (!this.aheadSince) {
      try {
        await this.store.applyPage(page, page.cursor, token);
      } catch (error) {
        if (error instanceof Superseded) return false;
        if (!isFull(error)) throw error;
        this.aheadSince = Date.now();
      }
    }
    this.cursor = page.cursor;
    this.heard(page, { kept: !this.aheadSince });
    return true;
  }

  forget() {
    this.cursor = null;
    this.aheadSince = 0;
  }
}

const within = (offset) => Math.max(-LARGEST_OFFSET, Math.min(LARGEST_OFFSET, offset));
