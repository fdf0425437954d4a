/* A bar that moves while a worker reads a file; without script the page loads itself again. */
"use strict";

const part = document.querySelector("[data-progress]");
const figures = new Intl.NumberFormat(document.documentElement.lang);

async function look() {
  try {
    const answer = await fetch(part.dataset.progress, { redirect: "error" });
    if (answer.ok) {
      const said = await answer.json();
      if (!said.moves) return location.reload();
      const bar = part.querySelector("progress");
      bar.max = Math.max(said.all, 1);
      bar.value = said.done;
      part.querySelector("[data-done]").textContent = figures.format(said.done);
    }
  } catch {
    // The next look may get through.
  }
  setTimeout(look, 500);
}

look();
