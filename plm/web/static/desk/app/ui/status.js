/* The black bar, the line that says whether all is sent, and at most one warning below it. */

import { clock, moment } from "./times.js";
import { icon, part, write } from "./page.js";
import { number, t } from "./words.js";

const HOUR = 3600e3;
const MINUTE = 60e3;
// What is no warning but news stays as long as it takes to read it.
const NEWS_STAYS = 12_000;

export class Status {
  constructor() {
    this.news = null;
    this.update = null;
  }

  /** Draws the state of the desk. */
  draw(state) {
    this.state = state;
    const here = state.paired && state.checkpoint;
    write(part("place"), here ? state.checkpoint.name : t("app.name"));
    write(part("count"), here && state.count ? counted(state) : "");
    part("link").hidden = !here;
    if (here) this.drawLink(state);
    this.drawAlert();
  }

  /** Moments are kept by this device's clock and told by the server's. */
  drawLink({ link, waiting, waitingSince, lastSync, clockOff, event }) {
    const on = link === "on";
    const line = part("link");
    const kind = on ? "plm-link plm-link-on" : "plm-link plm-link-off";
    if (line.className !== kind || !this.drawn) {
      line.className = kind;
      part("link-icon").replaceChildren(icon(on ? "ok" : "off"));
      this.drawn = true;
    }
    const last = lastSync ? t("link.last", { time: moment(lastSync + clockOff, event.zone) }) : t("link.never");
    write(part("link-word"), on ? t(waiting ? "link.sending" : "link.on") : t("link.off"));
    write(part("link-more"), waiting ? t("link.since", { time: clock(waitingSince + clockOff, event.zone) }) : last);
    const count = part("link-count");
    count.hidden = !waiting;
    write(count, waiting ? number(waiting) : "");
    count.title = waiting ? t("link.waiting", { number: number(waiting) }) : "";
  }

  /** Something that happened, said for a while; `deed` is [word's key, what it does]. */
  tell(key, deed = null) {
    clearTimeout(this.timer);
    this.news = { key, deed };
    this.timer = setTimeout(() => {
      this.news = null;
      this.drawAlert();
    }, NEWS_STAYS);
    this.drawAlert();
  }

  /** A new version waits; `take` starts it. */
  offer(take) {
    this.update = take;
    this.drawAlert();
  }

  drawAlert() {
    const found = this.mostUrgent();
    const button = part("alert-do");
    part("alert").hidden = !found;
    write(part("alert-word"), found?.words ?? "");
    button.hidden = !found?.deed;
    if (!found?.deed) return;
    write(button, t(found.deed[0]));
    button.onclick = found.deed[1];
  }

  mostUrgent() {
    const { storageFull, clockOff, paired } = this.state ?? {};
    if (storageFull) return { words: t("alert.storage") };
    if (this.news) return { words: t(this.news.key), deed: this.news.deed };
    if (clockOff && paired) return { words: t("alert.clock", { gap: gap(Math.abs(clockOff)) }) };
    if (this.update) return { words: t("alert.update"), deed: ["do.update", this.update] };
    return null;
  }
}

function counted({ count, checkpoint }) {
  const facts = { entered: number(count.entered), expected: number(count.expected), inside: number(count.inside) };
  return t(checkpoint.exits ? "count.inside" : "count.in", facts);
}

function gap(ms) {
  if (ms < 2 * HOUR) return t("alert.minutes", { number: number(Math.round(ms / MINUTE)) });
  return t("alert.hours", { number: number(Math.round(ms / HOUR)) });
}
