/* Dragging one booth onto another asks what would follow; links and fields do the same without script. */
"use strict";

const plan = document.querySelector("[data-swap]");
const FAR = 8;
let drag = null;

function boothAt(x, y) {
  const hit = document.elementFromPoint(x, y);
  return hit ? hit.closest("[data-booth]") : null;
}

function over(booth) {
  for (const one of plan.querySelectorAll(".is-over")) one.classList.remove("is-over");
  if (booth && booth !== drag.from) booth.classList.add("is-over");
}

function label() {
  const words = document.createElement("div");
  words.className = "plm-dragged";
  words.textContent = drag.from.dataset.booth;
  document.body.append(words);
  return words;
}

function follow(event) {
  if (!drag) return;
  if (!drag.words) {
    if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < FAR) return;
    drag.words = label();
    drag.from.classList.add("is-from");
    drag.from.setPointerCapture(event.pointerId);
  }
  drag.words.style.transform = `translate(${event.clientX + 12}px, ${event.clientY + 12}px)`;
  over(boothAt(event.clientX, event.clientY));
}

function drop(event) {
  if (!drag) return;
  const { from, words } = drag;
  const to = words ? boothAt(event.clientX, event.clientY) : null;
  over(null);
  from.classList.remove("is-from");
  if (words) words.remove();
  drag = null;
  if (!words) return;
  // The click that follows a drag must not choose the booth it began on.
  addEventListener("click", (click) => click.preventDefault(), { capture: true, once: true });
  setTimeout(() => { if (to && to !== from) ask(from.dataset.booth, to.dataset.booth); }, 0);
}

function ask(from, to) {
  location.assign(`${plan.dataset.swap}?${new URLSearchParams({ dari: from, ke: to })}#akibat`);
}

plan.addEventListener("pointerdown", (event) => {
  const from = event.target.closest("[data-booth]");
  // A finger scrolls the plan; it drags only the booth that was chosen before.
  if (!from || event.button !== 0 || (event.pointerType === "touch" && !from.hasAttribute("aria-current"))) return;
  drag = { from, x: event.clientX, y: event.clientY, words: null };
});
addEventListener("pointermove", follow);
addEventListener("pointerup", drop);
addEventListener("pointercancel", () => {
  if (!drag) return;
  over(null);
  drag.from.classList.remove("is-from");
  if (drag.words) drag.words.remove();
  drag = null;
});
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && drag) dispatchEvent(new PointerEvent("pointercancel"));
});
plan.addEventListener("dragstart", (event) => event.preventDefault());
