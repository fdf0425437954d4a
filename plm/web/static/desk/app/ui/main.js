/* Starts the app: what every door needs, then the desk, then the screen. */

import { App } from "./app.js";
import { Camera } from "./camera.js";
import { keepOnDevice, offerInstalling, sendLater } from "./install.js";
import { openDesk } from "../engine/desk.js";
import { part } from "./page.js";
import { rememberedLanguage, speak } from "./words.js";

const needed = [window.isSecureContext, window.indexedDB, window.crypto?.subtle, crypto.randomUUID, window.BroadcastChannel];

async function start() {
  speak(rememberedLanguage());
  if (!needed.every(Boolean)) {
    part("too-old").hidden = false;
    return;
  }
  const desk = await openDesk();
  const app = new App((onCode) => new Camera(part("video"), onCode), desk);
  offerInstalling();
  app.begin();
  let waited = 0;
  desk.addEventListener("state", ({ detail: { waiting, link } }) => {
    if (waiting > waited && link === "off") sendLater();
    waited = waiting;
  });
  await keepOnDevice((take) => app.status.offer(take));
}

start();
