/* Parts of a page that change by themselves while somebody looks; the page itself holds them without script too. */
"use strict";

const BETWEEN_LOOKS = 5000;

async function look(part) {
  // Nobody looks at a hidden page, and a button in use must not be taken from under the finger.
  if (document.hidden || part.contains(document.activeElement)) return;
  // What has come to its end is not asked about again.
  if (part.querySelector("[data-live-done]")) return;
  try {
    const answer = await fetch(part.dataset.live, { redirect: "error" });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    part.replaceChildren(...fresh.body.childNodes);
  } catch {
    // The moment of the last figures stays on the page.
  }
}

for (const part of document.querySelectorAll("[data-live]")) {
  setInterval(look, Number(part.dataset.pause) || BETWEEN_LOOKS, part);
}
