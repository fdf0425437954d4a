/* A ticket's code typed by hand: in groups as on the ticket, and what is wrong with it named while it is typed. */

import { readCode } from "../engine/codes.js";
import { complain, part, write } from "./page.js";
import { t } from "./words.js";

const GROUP = 4;
const WHOLE = 27;
const STRANGE = /[^0-9A-HJKMNP-TV-Z]/;
const SIGNED = /^T[0-9]/;
const SHORTEST_SIGNED = 60;

const field = () => document.getElementById("kode");

/** What counts of a typed code: without gaps, O as 0, I and L as 1. */
function signsOf(text) {
  const tail = text.trim().replace(/\/+$/, "").split("/").at(-1);
  return tail.toUpperCase().replace(/[\s-]/g, "").replace(/[IL]/g, "1").replace(/O/g, "0");
}

const isSigned = (text) => SIGNED.test(text.trim()) && text.trim().length >= SHORTEST_SIGNED;

/** {tone, text, wrong}: how far a code is and what is wrong with it; `wrong` means that it cannot be right any more. */
export function remark(text) {
  const signs = signsOf(text);
  const strange = signs.search(STRANGE);
  if (isSigned(text)) return { tone: "", text: "", wrong: false };
  if (strange >= 0) return wrong(t("type.strange", { place: strange + 1, sign: signs[strange] }));
  if (signs.length > WHOLE) return wrong(t("type.long"));
  if (signs.length < WHOLE) return { tone: "", text: signs ? t("type.count", { number: signs.length }) : "", wrong: false };
  return readCode(signs).flaw ? wrong(t("type.wrong")) : { tone: "right", text: t("type.right"), wrong: false };
}

const wrong = (text) => ({ tone: "wrong", text, wrong: true });

function regroup(input) {
  // Only where one types on: elsewhere the cursor would jump.
  if (input.selectionStart !== input.value.length) return;
  // A hardware scanner may write a whole address or a signed code in here, and of these every sign counts.
  if (SIGNED.test(input.value) || input.value.includes("/")) return;
  const signs = input.value.toUpperCase().replace(/[\s-]/g, "");
  input.value = signs.match(new RegExp(`.{1,${GROUP}}`, "g"))?.join("-") ?? "";
}

function tally(input) {
  const { tone, text } = remark(input.value);
  const line = part("type-tally");
  line.className = tone ? `app-tally plm-num is-${tone}` : "app-tally plm-num";
  write(line, text);
  input.setAttribute("aria-invalid", String(tone === "wrong"));
}

export function setUpTyping(onCode) {
  const input = field();
  input.addEventListener("input", (event) => {
    complain(input, "");
    if (event.inputType !== "deleteContentBackward") regroup(input);
    tally(input);
  });
  input.addEventListener("keydown", (event) => {
    // The field has two lines so that the whole code is seen, and is still one code.
    if (event.key !== "Enter") return;
    event.preventDefault();
    submit(onCode);
  });
  document.querySelector("[data-form=type]").addEventListener("submit", (event) => {
    event.preventDefault();
    submit(onCode);
  });
  return { submit: () => submit(onCode), clear };
}

function submit(onCode) {
  const input = field();
  const text = input.value.trim();
  const found = remark(text);
  const count = signsOf(text).length;
  if (!text) complain(input, t("type.empty"));
  else if (found.wrong) complain(input, found.text);
  else if (!isSigned(text) && readCode(text).flaw) complain(input, t("type.short", { number: count }));
  else onCode(isSigned(text) ? text : signsOf(text));
}

/** An empty field, ready to type in. */
function clear() {
  const input = field();
  input.value = "";
  complain(input, "");
  tally(input);
  input.removeAttribute("aria-invalid");
  input.focus();
}
