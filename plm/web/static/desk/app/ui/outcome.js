/* The screen of one verdict: shown at once, taken back by hand, and corrected where the server says otherwise. */

import { announce, part, write } from "./page.js";
import { annulError } from "./log.js";
import { paint, spoken, told } from "./verdict.js";
import { signal } from "./signals.js";
import { t } from "./words.js";

const CALL_EVERY = 3000;

export class Outcome {
  constructor(app) {
    this.app = app;
    this.shown = null;
  }

  show(verdict) {
    this.shown = verdict;
    this.draw();
  }

  /** `changed`: the server said otherwise; `said`: what else has to be told. */
  draw({ changed = false, said = "" } = {}) {
    const facts = told(this.shown, this.app.post);
    part("verdict").dataset.scan = this.shown.id ?? "";
    paint(part("verdict"), facts, { lost: this.shown.kept === false, changed, said });
    part("undo").hidden = facts.surface !== "in" || !this.shown.id;
    part("call").hidden = facts.surface !== "again";
    part("verdict-find").hidden = ["in", "again"].includes(facts.surface);
    this.app.go("verdict");
    announce([changed ? t("verdict.changed") : "", spoken(facts), said].filter(Boolean).join(" "));
  }

  async undo() {
    const { id } = this.shown;
    const { error } = await this.app.desk.annul(id);
    if (this.shown?.id !== id) return;
    if (!error) this.shown = { ...this.shown, annulled: true };
    this.draw(error ? { said: annulError(error) } : {});
  }

  /** On the screen if it is still there, in the list in any case. */
  amend({ id, after }) {
    this.app.log.amended.add(id);
    if (this.shown?.id === id && this.app.screen === "verdict") this.correct(after);
    else if (!this.app.kiosk) this.app.status.tell("alert.amended", ["do.look", () => this.app.go("log")]);
    if (this.app.screen === "log") this.app.log.draw();
  }

  correct({ outcome, reason, note, first, moment, replacedBy, person, annulRefused }) {
    const before = this.shown;
    const annulled = before.annulled && !annulRefused;
    this.shown = { ...before, outcome, reason, note, first, moment, replacedBy, person: person ?? before.person, annulled };
    const changed = before.outcome !== outcome;
    this.draw({ changed, said: annulRefused ? annulError(annulRefused) : "" });
    if (changed) signal(outcome);
  }

  /** A sign that a supervisor sees and hears across the hall. */
  call() {
    write(part("call-fact"), t("call.fact", { place: this.app.post.checkpoint.name }));
    this.app.go("call");
    signal("call");
    announce(t("call.title"));
    this.calling = setInterval(() => signal("call"), CALL_EVERY);
  }

  quiet() {
    clearInterval(this.calling);
  }
}
