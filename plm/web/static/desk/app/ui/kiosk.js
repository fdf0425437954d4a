/* Self-check-in: people hold their own ticket up, are greeted by name, and leave nothing behind on the screen.
   Whoever wants the settings holds the event's name for three seconds and knows the code. */

import { complain, part, write } from "./page.js";
import { keep, recall } from "./kept.js";
import { paint, spoken, told } from "./verdict.js";
import { t } from "./words.js";

const PIN = "kiosk-pin";
const PIN_SEEN = "kiosk-pin-seen";
const HOLD = 3000;
const STAYS = { accepted: 5000, duplicate: 6000, refused: 9000 };
const TRIES = 3;
const REST = 30_000;
// What is wrong with the picture and not with the ticket: the next try may be right.
const UNREAD = ["garbled", "wrong_check_digit"];

export class Kiosk {
  constructor(app) {
    this.app = app;
    this.wrong = 0;
    this.field = document.getElementById("kode-keluar");
    const handle = part("kiosk-event");
    for (const kind of ["pointerdown", "keydown"]) handle.addEventListener(kind, (event) => this.hold(event));
    for (const kind of ["pointerup", "pointerleave", "keyup", "blur"]) handle.addEventListener(kind, () => this.letGo());
    handle.addEventListener("contextmenu", (event) => event.preventDefault());
    document.querySelector("[data-form=unlock]").addEventListener("submit", (event) => {
      event.preventDefault();
      this.unlock();
    });
  }

  /** Where a kiosk begins: with its code, which is shown once. */
  get firstScreen() {
    return recall(PIN_SEEN, "") ? "kiosk" : "pin";
  }

  /** A code of its own for each pairing. */
  newPin() {
    keep(PIN, String(1000 + (crypto.getRandomValues(new Uint16Array(1))[0] % 9000)));
    keep(PIN_SEEN, null);
  }

  enterPin() {
    if (!recall(PIN, "")) this.newPin();
    write(part("pin"), recall(PIN, ""));
  }

  enter() {
    keep(PIN_SEEN, "yes");
    clearTimeout(this.timer);
    write(part("kiosk-event"), this.app.desk.state.event.name);
    write(part("kiosk-aim"), t(this.app.cameraFailed ? "kiosk.no_camera" : "kiosk.aim"));
  }

  /** Greets, and goes back by itself. */
  welcome(verdict, post) {
    const facts = this.greeting(verdict, post);
    paint(part("welcome"), facts);
    this.app.go("welcome");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.app.screen === "welcome" && this.app.go("kiosk"), STAYS[verdict.outcome]);
    return spoken(facts);
  }

  greeting(verdict, post) {
    const facts = told(verdict, post);
    const again = verdict.outcome === "refused" && UNREAD.includes(verdict.reason);
    if (again) return { ...facts, word: t("kiosk.retry"), name: "", fact: [t("kiosk.retry_fact")], box: null };
    if (verdict.outcome === "refused") return { ...facts, word: t("kiosk.refused"), box: null };
    // Nobody stands beside a kiosk who could write a name down.
    if (verdict.note) return { ...facts, surface: "again", word: t("kiosk.unknown"), fact: [], box: null, mark: "" };
    if (verdict.outcome === "duplicate") return { ...facts, word: t("kiosk.duplicate"), box: null };
    const name = verdict.person ? facts.name : "";
    const box = facts.box ? [t("kiosk.take"), facts.box[1]] : null;
    return { ...facts, name, box, word: t(verdict.direction === "out" ? "kiosk.out" : "kiosk.accepted") };
  }

  hold(event) {
    if (event.type === "keydown" && !["Enter", " "].includes(event.key)) return;
    if (!this.holding) this.holding = setTimeout(() => this.app.go("unlock"), HOLD);
  }

  letGo() {
    clearTimeout(this.holding);
    this.holding = null;
  }

  enterUnlock() {
    this.letGo();
    this.field.value = "";
    complain(this.field, "");
    this.field.focus();
  }

  unlock() {
    const resting = this.restUntil && Date.now() < this.restUntil;
    if (!resting && this.field.value === recall(PIN, "")) {
      this.wrong = 0;
      this.app.go("settings");
      return;
    }
    if (!resting) this.wrong += 1;
    if (!resting && this.wrong >= TRIES) {
      this.wrong = 0;
      this.restUntil = Date.now() + REST;
    }
    complain(this.field, t(this.restUntil && Date.now() < this.restUntil ? "kiosk.leave_wait" : "kiosk.leave_wrong"));
  }
}
