/* The server as the device sees it: there or not, what time it has, and whether it still knows this device. */

import { msOf } from "./bytes.js";

// A sample of the clock is good to half the time the request took; beyond this it is no use.
const WORST_SAMPLE = 10_000;

/** No answer, or none that a plm gives: no network, a hotel's login page, a server in trouble. */
export class Unreachable extends Error {}

/** The token is unknown or was revoked. */
export class Unauthorized extends Error {}

export class Server {
  /** `changed(what)` is called when `link` or `clock` becomes another. */
  constructor(base, { changed = () => {}, ask = (...request) => fetch(...request) } = {}) {
    Object.assign(this, { base, changed, ask, token: null, link: "off", clock: null });
  }

  /** -> {status, body}; answers below 500 that are JSON count as heard. */
  async call(method, path, { body, timeout, token = this.token }) {
    const headers = { Accept: "application/json" };
    if (token) headers.Authorization = `Bearer ${token}`;
    if (body) headers["Content-Type"] = "application/json";
    const askedAt = Date.now();
    const { status, heard, heardAt } = await this.hear(method, path, { headers, body, timeout });
    if (heard.now) this.compareClocks(msOf(heard.now), askedAt, heardAt);
    this.setLink("on");
    if (status === 401 && token && token === this.token) throw new Unauthorized();
    return { status, body: heard };
  }

  async hear(method, path, { headers, body, timeout }) {
    try {
      const answer = await this.ask(this.base + path, {
        method,
        headers,
        body: body && JSON.stringify(body),
        credentials: "omit",
        cache: "no-store",
        redirect: "error",
        signal: AbortSignal.timeout(timeout),
      });
      const heardAt = Date.now();
      const heard = await answer.json();
      const { status } = answer;
      // Whoever stands in between may say 401 too; only plm's own word makes a device forget.
      const foreign = !heard || typeof heard !== "object" || (status === 401 && heard.error !== "unauthorized");
      if (foreign || status >= 500 || status === 429) throw new Unreachable(String(status));
      return { status, heard, heardAt };
    } catch (error) {
      this.setLink("off");
      throw error instanceof Unreachable ? error : new Unreachable(String(error));
    }
  }

  setLink(link) {
    if (link === this.link) return;
    this.link = link;
    this.changed("link");
  }

  /** Keeps the more exact of two samples that agree, and the newer of two that do not: the clock was set meanwhile. */
  compareClocks(serverMs, askedAt, heardAt) {
    const took = heardAt - askedAt;
    if (took < 0 || took > WORST_SAMPLE) return;
    const fresh = { offset: Math.round(serverMs - (askedAt + heardAt) / 2), doubt: took / 2 };
    const agrees = this.clock && Math.abs(fresh.offset - this.clock.offset) <= fresh.doubt + this.clock.doubt + 50;
    if (agrees && this.clock.doubt <= fresh.doubt) return;
    this.clock = fresh;
    this.changed("clock");
  }

  get offset() {
    return this.clock?.offset ?? 0;
  }

  /** The server's time, as well as it is known. */
  now() {
    return Date.now() + this.offset;
  }
}
