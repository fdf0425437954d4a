/* What is typed is kept: on the server a moment later, in this browser while nothing gets through.
   A form without an address to keep at (`data-keep=""`) is kept in this browser alone until it is sent.
   Without this script each page is saved when it is sent. */
"use strict";

const PAUSE = 1000;
const RETRY = 5000;
const PATIENCE = 15000;
const OURS = new Set(["csrf_token", "seen"]);
const form = document.querySelector("form[data-keep]");
const place = document.getElementById("simpan");
const key = `plm:${location.pathname}`;
let waiting;
let isPassed = false;
let isChanged = false;

const typed = () => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !OURS.has(name));

function keepHere() {
  try {
    localStorage.setItem(key, JSON.stringify(typed()));
  } catch {
    // A full or closed storage only means that the page must stay open.
  }
}

function bringBack() {
  let kept;
  try {
    kept = JSON.parse(localStorage.getItem(key));
  } catch {
    return false;
  }
  if (!kept) return false;
  const values = new Map(kept);
  for (const field of form.elements) {
    if (!field.name || OURS.has(field.name) || field.type === "file" || field.tagName === "BUTTON") continue;
    if (field.type === "radio" || field.type === "checkbox") {
      field.checked = kept.some(([name, value]) => name === field.name && value === field.value);
    } else if (values.has(field.name)) {
      field.value = values.get(field.name);
    }
  }
  return true;
}

function say(words, tone) {
  place.hidden = false;
  place.className = `plm-note plm-note-${tone}`;
  place.querySelector("p").textContent = words;
}

async function save() {
  clearTimeout(waiting);
  keepHere();
  if (!form.dataset.keep) return reach();
  try {
    const answer = await fetch(form.dataset.keep, {
      method: "POST",
      body: new URLSearchParams([...typed(), ...[...OURS].map((name) => [name, form.elements[name]?.value ?? ""])]),
      headers: { Accept: "application/json" },
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE),
    });
    const said = await answer.json();
    if (answer.status === 409) {
      isChanged = true;
      say(said.said, "warn");
      return true;
    }
    if (!answer.ok) throw new Error(answer.statusText);
    form.elements.seen.value = said.revision;
    localStorage.removeItem(key);
    say(said.said, "good");
    return true;
  } catch {
    say(place.dataset.offline, "warn");
    waiting = setTimeout(save, RETRY);
    return false;
  }
}

async function reach() {
  try {
    await fetch("/sehat", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    return true;
  } catch {
    say(place.dataset.offline, "warn");
    return false;
  }
}

form.addEventListener("input", () => {
  keepHere();
  clearTimeout(waiting);
  if (!isChanged && form.dataset.keep) waiting = setTimeout(save, PAUSE);
});

form.addEventListener("submit", async (event) => {
  if (isPassed) return;
  event.preventDefault();
  if (form.hasAttribute("aria-busy")) return;
  form.setAttribute("aria-busy", "true");
  // What cannot be saved cannot be sent either, and a browser's own error page would take the words with it.
  if (isChanged || (await save())) {
    isPassed = true;
    if (!form.dataset.keep) localStorage.removeItem(key);
    form.requestSubmit(event.submitter);
  }
  form.removeAttribute("aria-busy");
});

window.addEventListener("pageshow", () => {
  isPassed = false;
});
window.addEventListener("online", () => {
  if (form.dataset.keep && localStorage.getItem(key)) save();
});

if (bringBack()) {
  form.dispatchEvent(new Event("input"));
  if (form.dataset.keep) save();
}
