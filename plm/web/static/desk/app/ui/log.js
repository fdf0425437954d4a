/* This device's own latest scans: what came of each, whether the server knows it, and whether it said otherwise. */

import { moment } from "./times.js";
import { make, part, stateWord, write } from "./page.js";
import { reasonWord } from "./verdict.js";
import { t } from "./words.js";

const SHOWN = 50;
const TIME_TO_ANNUL = 15 * 60e3;
const MARKS = { accepted: ["ok", "good"], duplicate: ["clock", "warn"], refused: ["no", "bad"] };

export class Log {
  constructor(app) {
    this.app = app;
    this.amended = new Set();
  }

  async enter() {
    write(part("log-said"), "");
    await this.draw();
  }

  async draw() {
    const entries = await this.app.desk.log(SHOWN);
    part("log-none").hidden = entries.length > 0;
    part("log").replaceChildren(...entries.map((entry) => this.line(entry)));
  }

  line(entry) {
    const { zone } = this.app.desk.state.event;
    const name = entry.person?.name ?? (entry.reason ? reasonWord(entry.reason) : t("log.unnamed"));
    const facts = [moment(entry.at, zone), entry.direction === "out" ? t("scan.out") : "", entry.manual ? t("log.manual") : ""];
    const about = make("span", {}, make("b", {}, name), make("small", { class: "plm-num" }, facts.filter(Boolean).join(", ")));
    return make("li", {}, about, this.mayUndo(entry) ? this.undo(entry, name) : "", this.states(entry));
  }

  states(entry) {
    const amended = entry.amended || this.amended.has(entry.id);
    const word = entry.direction === "out" && entry.outcome === "accepted" ? t("verdict.out") : t(`outcome.${entry.outcome}`);
    return make(
      "span",
      { class: "app-states" },
      entry.annulled ? stateWord(t("log.annulled"), "back") : stateWord(word, ...MARKS[entry.outcome]),
      entry.note && !entry.sent ? stateWord(t("verdict.offline_note"), "warn", "warn") : "",
      entry.sent ? stateWord(t("log.sent"), "save") : stateWord(t("log.waiting"), "wait", "warn"),
      amended ? stateWord(t("log.amended"), "info", "accent") : "",
    );
  }

  mayUndo({ annulled, outcome, at }) {
    return !annulled && outcome === "accepted" && Date.now() - Date.parse(at) < TIME_TO_ANNUL;
  }

  undo(entry, name) {
    const label = t("log.undo_name", { name });
    const button = make("button", { type: "button", class: "plm-btn plm-btn-2 plm-btn-s", "aria-label": label });
    button.textContent = t("do.undo");
    button.addEventListener("click", async () => {
      const { error } = await this.app.desk.annul(entry.id);
      write(part("log-said"), error ? annulError(error) : t("verdict.annulled_fact"));
      await this.draw();
      part("log-said").scrollIntoView({ block: "nearest" });
    });
    return button;
  }
}

/** Why a scan stays as it is. */
export function annulError(error) {
  return t(["too_late", "other_device"].includes(error) ? `verdict.${error}` : "verdict.not_annulled");
}
