/* The effect of a policy while it is typed; without script a button shows it. */
"use strict";

const PAUSE = 200;
const form = document.querySelector("form[data-effect]");
const place = document.getElementById(form.dataset.effect);
let waiting;
let asked;

async function look() {
  asked?.abort();
  const mine = (asked = new AbortController());
  const words = new FormData(form);
  words.set("preview", "1");
  words.set("live", "1");
  place.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body: words, signal: mine.signal, redirect: "error" });
    if (!answer.ok && answer.status !== 422) throw new Error(answer.statusText);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    place.replaceChildren(...fresh.body.childNodes);
  } catch {
    if (mine.signal.aborted) return;
    const lost = document.getElementById("dampak-putus").content.cloneNode(true);
    place.replaceChildren(place.querySelector("h2"), lost);
  }
  place.removeAttribute("aria-busy");
}

form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(look, PAUSE);
});
look();
