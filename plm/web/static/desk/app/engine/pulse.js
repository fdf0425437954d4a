/* When to exchange with the server: every some seconds, and when the network or the person comes back. */

const WHEN_ON = 10_000;
const WHEN_OFF = 5000;

export class Pulse {
  constructor(exchange, link) {
    Object.assign(this, { exchange, link, running: false, current: null });
    this.wake = () => this.beat();
    this.seen = () => globalThis.document?.visibilityState === "visible" && this.beat();
  }

  start() {
    if (this.running) return;
    this.running = true;
    globalThis.addEventListener("online", this.wake);
    globalThis.document?.addEventListener("visibilitychange", this.seen);
    this.beat();
  }

  stop() {
    this.running = false;
    clearTimeout(this.timer);
    globalThis.removeEventListener("online", this.wake);
    globalThis.document?.removeEventListener("visibilitychange", this.seen);
  }

  /** An exchange now, unless one is under way, and the next in a while. */
  async beat() {
    if (!this.running) return;
    clearTimeout(this.timer);
    this.current ??= this.exchange().finally(() => (this.current = null));
    try {
      await this.current;
    } finally {
      clearTimeout(this.timer);
      if (this.running) this.timer = setTimeout(this.wake, this.link() === "on" ? WHEN_ON : WHEN_OFF);
    }
  }
}
