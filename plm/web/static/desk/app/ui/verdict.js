/* A verdict as people at the door read it: word, name, one fact, and what to give or do. */

import { clock, day, fullMoment, moment } from "./times.js";
import { drawing, icon, make } from "./page.js";
import { knows, t, tellWhatIsKnown } from "./words.js";

const CIRCLE = (ground, sign) => [
  ["circle", { cx: 48, cy: 48, r: 46, fill: ground }],
  ["path", { d: "M27 49.5 42 64.5 70 34", fill: "none", stroke: sign, "stroke-width": 9 }],
];
const CLOCK = [
  ["rect", { x: 4, y: 4, width: 88, height: 88, rx: 16, fill: "#000" }],
  ["path", { d: "M48 24v26l17 11", fill: "none", stroke: "#ffd23f", "stroke-width": 9 }],
];
const OCTAGON = [
  ["path", { d: "M29 2h38l27 27v38L67 94H29L2 67V29z", fill: "#fff" }],
  ["path", { d: "m32 32 32 32m0-32L32 64", fill: "none", stroke: "#a00d0d", "stroke-width": 9 }],
];
const BACK = [
  ["circle", { cx: 48, cy: 48, r: 42, fill: "none", stroke: "currentColor", "stroke-width": 7 }],
  ["path", { d: "M28 48h40", fill: "none", stroke: "currentColor", "stroke-width": 9 }],
];
const DRAWINGS = { in: CIRCLE("#fff", "#0a5a2a"), again: CLOCK, no: OCTAGON, void: BACK };

/** A newer server may have reasons that this version cannot name. */
const nameable = (reason) => (knows(`reason.${reason}`) ? reason : "malformed");

export const reasonWord = (reason) => t(`reason.${nameable(reason)}`);

/** Role and institution in one line. */
export function who({ roles = [], institution = "" }) {
  return [roles.length ? t(`role.${roles[0]}`) : "", institution].filter(Boolean).join(", ");
}

/** What a sentence about a verdict may tell. */
function factsOf({ person, replacedBy, moment: at }, post) {
  return {
    name: person?.name,
    institution: person?.institution,
    role: person?.roles?.length ? t(`role.${person.roles[0]}`) : undefined,
    place: post.checkpoint.name,
    replaced_by: replacedBy,
    when: at ? fullMoment(at, post.event.zone) : undefined,
  };
}

const first = (verdict, post) => {
  const { at, by, checkpoint: place } = verdict.first;
  const { zone } = post.event;
  const today = day(at, zone) === day(Date.now(), zone);
  const when = make("b", { class: today ? "plm-num plm-nowrap" : "plm-num" }, today ? clock(at, zone) : moment(at, zone));
  return [`${t(today ? "verdict.first" : "verdict.first_day")} `, when, ` ${t("verdict.first_rest", { place, by })}`];
};

/** {surface, word, name, fact, box: [label, text]} of a verdict; `fact` is a list of text and elements. */
export function told(verdict, post) {
  const { outcome, person } = verdict;
  const reason = nameable(verdict.reason);
  const name = person?.name ?? t("verdict.sealed");
  if (verdict.annulled) {
    return { surface: "void", word: t("verdict.annulled"), name: person?.name ?? "", fact: [t("verdict.annulled_fact")] };
  }
  if (outcome === "duplicate") {
    const fact = verdict.first ? first(verdict, post) : [t("verdict.first_unknown")];
    return { surface: "again", word: t("outcome.duplicate"), name, fact, box: [t("verdict.do"), t("verdict.again")] };
  }
  if (outcome === "refused") {
    const facts = factsOf(verdict, post);
    const [fact, deed] = [tellWhatIsKnown(`fact.${reason}`, facts), tellWhatIsKnown(`deed.${reason}`, facts)];
    return { surface: "no", word: t("outcome.refused"), name: reasonWord(reason), fact: [fact], box: [t("verdict.do"), deed] };
  }
  return { surface: "in", ...accepted(verdict, name) };
}

function accepted(verdict, name) {
  const word = verdict.direction === "out" ? t("verdict.out") : t("outcome.accepted");
  if (verdict.note) {
    const [fact, deed] = [[t("verdict.unknown_fact")], t("verdict.unknown_deed")];
    return { word, name: t("verdict.unknown_name"), fact, box: [t("verdict.do"), deed], mark: t("verdict.offline_note") };
  }
  const box = verdict.handOut && verdict.direction !== "out" ? [t("verdict.give"), verdict.handOut] : null;
  return { word, name, fact: [verdict.person ? who(verdict.person) : ""], box };
}

/** Puts the verdict on its surface. */
export function paint(surface, facts, { changed = false, lost = false, said = "" } = {}) {
  const marks = [
    facts.mark && ["warn", facts.mark],
    changed && ["info", t("verdict.changed")],
    lost && ["warn", t("verdict.not_kept")],
    said && ["info", said],
  ].filter(Boolean);
  surface.className = `plm-verdict plm-verdict-${facts.surface}`;
  surface.replaceChildren(
    drawing(DRAWINGS[facts.surface]),
    make("h1", { class: "v-word", tabindex: "-1" }, facts.word),
    ...marks.map(([symbol, text]) => make("p", { class: "v-mark" }, icon(symbol), make("span", {}, text))),
    make("div", {}, facts.name ? make("p", { class: "v-name" }, facts.name) : "", make("p", { class: "v-fact" }, ...facts.fact)),
  );
  if (facts.box) {
    const [label, text] = facts.box;
    surface.append(make("div", { class: "v-give" }, make("span", {}, label), text));
  }
}

/** The same, to be heard. */
export function spoken(facts) {
  const fact = facts.fact.map((one) => (typeof one === "string" ? one : one.textContent)).join("");
  return [facts.word, facts.mark, facts.name, fact, facts.box?.join(": ")].filter(Boolean).join(". ");
}
