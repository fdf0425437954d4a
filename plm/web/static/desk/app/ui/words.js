/* Every word the app says, in both languages, as the page brought them. */

import { keep, recall } from "./kept.js";

const WORDS = JSON.parse(document.querySelector("[data-words]").textContent);
const HOLE = /\{(\w+)\}/g;
const LANGUAGE = "language";
let language = document.documentElement.lang;

export const theLanguage = () => language;

/** The sentence of a key, its holes filled. */
export function t(key, facts = {}) {
  return WORDS[language][key].replace(HOLE, (hole, name) => facts[name] ?? "");
}

export const knows = (key) => key in WORDS[language];

/** The fuller sentence where all that it tells is known, else the plain one. */
export function tellWhatIsKnown(key, facts) {
  if (!knows(key)) return t(`${key}.plain`);
  const holes = [...WORDS[language][key].matchAll(HOLE)].map(([, name]) => name);
  return holes.every((name) => facts[name]) ? t(key, facts) : t(`${key}.plain`, facts);
}

export const number = (value) => new Intl.NumberFormat(language).format(value);

/** Speaks another language from now on, everywhere on the page. */
export function speak(chosen) {
  language = chosen in WORDS ? chosen : language;
  document.documentElement.lang = language;
  document.title = t("app.name");
  for (const element of document.querySelectorAll("[data-w]")) element.textContent = t(element.dataset.w);
  for (const element of document.querySelectorAll("[data-w-label]")) {
    element.setAttribute("aria-label", t(element.dataset.wLabel));
  }
}

export function chooseLanguage(chosen) {
  keep(LANGUAGE, chosen);
  speak(chosen);
}

export const rememberedLanguage = () => recall(LANGUAGE, language);
