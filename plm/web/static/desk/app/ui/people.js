/* People without a ticket in hand: found by name, or ticked on their delegation's list. Both ask the server. */

import { clock } from "./times.js";
import { complain, make, part, stateWord, write } from "./page.js";
import { number, t } from "./words.js";
import { reasonWord, who } from "./verdict.js";

const SHORTEST_SEARCH = 3;
const letters = (text) => [...text].filter((sign) => /\p{L}/u.test(sign)).length;

export class People {
  constructor(app) {
    this.app = app;
    this.found = [];
    document.querySelector("[data-form=find]").addEventListener("submit", (event) => {
      event.preventDefault();
      this.search();
    });
    part("group-people").addEventListener("change", () => this.drawTick());
  }

  /** The search, fresh; without the server it says so at once instead of failing later. */
  enterFind() {
    this.clear();
    const input = document.getElementById("cari");
    input.value = "";
    complain(input, "");
    this.drawLink();
    if (this.online) input.focus();
  }

  get online() {
    return this.app.desk.state.link === "on";
  }

  drawLink() {
    part("find-offline").hidden = this.online;
    part("find-form").hidden = !this.online;
    part("find-do").hidden = !this.online;
    if (!this.online) this.clear();
  }

  clear() {
    this.found = [];
    part("found").replaceChildren();
    part("find-note").hidden = true;
    write(part("find-said"), "");
  }

  async search() {
    const input = document.getElementById("cari");
    const text = input.value.trim();
    this.clear();
    if (letters(text) < SHORTEST_SEARCH) {
      complain(input, t("find.short"));
      return;
    }
    complain(input, "");
    write(part("find-said"), t("find.busy"));
    const answer = await this.app.desk.search(text);
    if (answer.error) this.drawLink();
    write(part("find-said"), answer.error ? t("server.silent") : said(answer.people));
    this.show(answer.people ?? []);
  }

  show(people) {
    this.found = people;
    part("found").replaceChildren(...people.map((person) => this.line(person)));
    part("find-note").hidden = !people.length;
    if (people.length) document.activeElement?.blur?.();
  }

  line(person) {
    const out = this.app.direction === "out";
    const about = make("span", {}, make("b", {}, person.name), make("small", {}, who(person)));
    if (person.entered_at && !out) return make("li", {}, about, this.entered(person));
    const label = t(out ? "find.let_out_name" : "find.let_in_name", { name: person.name });
    const button = make("button", { type: "button", class: "plm-btn plm-btn-2 plm-btn-s", "aria-label": label });
    button.textContent = t(out ? "find.let_out" : "find.let_in");
    button.addEventListener("click", () => this.app.scan(person.ticket, { person }));
    return make("li", {}, about, button);
  }

  entered({ entered_at: at }) {
    return stateWord(t("find.entered", { time: clock(at, this.app.desk.state.event.zone) }), "clock", "warn");
  }

  /** The list of a delegation, whose code was scanned. */
  enterGroup({ delegation, people }) {
    this.members = people;
    write(part("group-name"), delegation.name);
    write(part("group-said"), people.length ? "" : t("group.none"));
    part("group-ask").hidden = !people.length;
    part("group-all").hidden = !people.some((person) => !person.entered_at);
    part("group-people").replaceChildren(...people.map((person, at) => this.tickLine(person, at)));
    this.drawTick();
  }

  tickLine(person, at) {
    const box = make("input", { type: "checkbox", value: at, disabled: Boolean(person.entered_at) });
    const about = make("span", {}, make("b", {}, person.name), make("small", {}, who(person)));
    if (person.entered_at) about.append(this.entered(person));
    return make("label", {}, box, about);
  }

  get ticked() {
    const boxes = part("group-people").querySelectorAll("input:checked");
    return [...boxes].map((box) => this.members[box.value]);
  }

  drawTick() {
    const count = this.ticked.length;
    write(part("group-do"), count ? t("group.do", { number: number(count) }) : t("group.pick"));
    part("group-do").setAttribute("aria-disabled", String(!count));
  }

  tickAll() {
    for (const box of part("group-people").querySelectorAll("input:not(:disabled)")) box.checked = true;
    this.drawTick();
  }

  /** Sends who is here, each like a scan of their own, and shows how each of them fared. */
  async tick() {
    const people = this.ticked;
    if (!people.length || this.busy) return;
    this.busy = true;
    const verdicts = await this.app.desk.tick(people.map(({ ticket }) => ticket), { direction: this.app.direction });
    this.busy = false;
    this.drawTicked(people, verdicts);
  }

  drawTicked(people, verdicts) {
    const marks = { accepted: ["ok", "good"], duplicate: ["clock", "warn"], refused: ["no", "bad"] };
    const boxes = part("group-people").querySelectorAll("input");
    people.forEach((person, at) => {
      const { outcome, reason } = verdicts[at];
      const box = boxes[this.members.indexOf(person)];
      const word = outcome === "refused" ? reasonWord(reason) : t(`outcome.${outcome}`);
      const about = box.nextElementSibling;
      about.querySelector(".plm-state")?.remove();
      about.append(stateWord(word, ...marks[outcome]));
      box.checked = false;
      box.disabled = outcome !== "refused";
    });
    const done = verdicts.filter(({ outcome }) => outcome !== "refused").length;
    part("group-ask").hidden = true;
    write(part("group-said"), t("group.done", { number: number(done) }));
    part("group-all").hidden = !part("group-people").querySelector("input:not(:disabled)");
    this.app.signal(done === people.length ? "accepted" : "refused");
    this.drawTick();
  }
}

const said = (people) => (people.length ? t("find.found", { number: number(people.length) }) : t("find.none"));
