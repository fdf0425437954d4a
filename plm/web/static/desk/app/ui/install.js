/* The service worker that opens the app without a network, the way onto the home screen, and new versions. */

import { part, root } from "./page.js";

let prompt = null;

/** Keeps the app on this device. A version that waits is taken at once when the page was just opened, else offered. */
export async function keepOnDevice(offer) {
  const registration = await register(root.dataset.serviceWorker);
  if (!registration) return;
  if (registration.waiting && navigator.serviceWorker.controller) {
    take(registration.waiting);
    return;
  }
  registration.addEventListener("updatefound", () => watch(registration.installing, offer));
}

/** As a module, which can also send what waits; older browsers take it without that. */
async function register(address) {
  const workers = navigator.serviceWorker;
  if (!workers) return null;
  const asModule = await workers.register(`${address}?modul`, { type: "module" }).catch(() => null);
  return asModule ?? workers.register(address).catch(() => null);
}

/** Asks the browser to wake the worker once there is a network, also when this page is gone. Few can; none must. */
export async function sendLater() {
  const registration = await navigator.serviceWorker?.getRegistration();
  await registration?.sync?.register("plm-flush").catch(() => {});
}

function watch(fresh, offer) {
  fresh.addEventListener("statechange", () => {
    if (fresh.state === "installed" && navigator.serviceWorker.controller) offer(() => take(fresh));
  });
}

function take(waiting) {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  waiting.postMessage("take over");
}

/** Where the browser lets a page ask, its button appears; on an installed app nothing about it does. */
export function offerInstalling() {
  const installed = matchMedia("(display-mode: standalone)");
  part("install").hidden = installed.matches;
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    prompt = event;
    part("install-do").hidden = false;
  });
  addEventListener("appinstalled", () => (part("install").hidden = true));
}

export async function install() {
  await prompt?.prompt();
  prompt = null;
  part("install-do").hidden = true;
}
