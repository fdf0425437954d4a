/* A photograph is made small before it is sent, and a lost signal leaves the page with its file as it was. */
"use strict";

const SMALL = 700_000;
const LONGEST = 2400;
const PATIENCE = 120_000;

async function smaller(file) {
  if (file.size <= SMALL || !["image/jpeg", "image/png"].includes(file.type) || !window.createImageBitmap) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const brush = canvas.getContext("2d");
    brush.fillStyle = "white";
    brush.fillRect(0, 0, canvas.width, canvas.height);
    brush.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.82));
    if (!made || made.size >= file.size) return file;
    return new File([made], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
  } catch {
    // Too large for this phone's memory: the server takes it as it is, or says why not.
    return file;
  }
}

function say(note, words) {
  note.hidden = false;
  note.querySelector("p").textContent = words;
}

async function send(form) {
  const note = form.querySelector("[data-offline]");
  const input = form.querySelector("input[type=file]");
  const data = new FormData(form);
  say(note, note.dataset.waiting);
  if (input.files.length) {
    const file = await smaller(input.files[0]);
    if (file !== input.files[0]) say(note, note.dataset.smaller);
    data.set(input.name, file);
  }
  try {
    const answer = await fetch(form.action, { method: "POST", body: data, signal: AbortSignal.timeout(PATIENCE) });
    const page = await answer.text();
    if (answer.redirected) return location.assign(answer.url);
    const fresh = new DOMParser().parseFromString(page, "text/html");
    document.title = fresh.title;
    document.querySelector("main").replaceWith(fresh.querySelector("main"));
    listen();
    document.querySelector("[autofocus]")?.focus();
  } catch {
    say(note, note.dataset.offline);
  }
}

function listen() {
  for (const form of document.querySelectorAll("form[data-upload]")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (form.hasAttribute("aria-busy")) return;
      form.setAttribute("aria-busy", "true");
      await send(form);
      form.removeAttribute("aria-busy");
    });
  }
}

listen();
