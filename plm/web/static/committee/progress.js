/* A bar that moves while a worker reads a file; without script the page loads itself again. */
"use strict";

const part = document.querySelector("[data-progress]");

async function look() {
  try {
    const answer = await fetch(part.dataset.progress, { redirect: "error" });
    if (answer.ok) {
      const said = await answer.json();
      if (!said.moves) return location.reload();
      const bar = part.querySelector("progress");
      bar.max = Math.max(said.all, 1);
      bar.value = said.done;
      part.querySelector("[data-done]").textContent = Math.floor((100 * said.done) / bar.max);
    }
  } catch {
    // The next look may get through.
  }
  setTimeout(look, 300);
}

look();
