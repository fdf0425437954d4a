/* Opens the app without a network. The server puts `self.PLM` before this: the version, and the files it consists of.
   Only these files are answered here; scans, and whatever else is asked of the server, never pass through a cache. */
"use strict";

const { version, shell, kept } = self.PLM;
const PREFIX = "plm-desk-";
const NAME = PREFIX + version;
const KEPT = new Set(kept.map((address) => new URL(address, self.location).pathname));

self.addEventListener("install", (event) => event.waitUntil(keepAll()));
self.addEventListener("activate", (event) => event.waitUntil(forgetOthers()));
self.addEventListener("message", (event) => event.data === "take over" && self.skipWaiting());
self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  const ours = event.request.method === "GET" && origin === self.location.origin && KEPT.has(pathname);
  if (ours) event.respondWith(fromCache(event.request, pathname));
});

async function keepAll() {
  const cache = await caches.open(NAME);
  await cache.addAll(kept.map(asked));
  // While a new version is being rolled out the page may come from the other one, whose files these are not.
  const page = await (await cache.match(shell)).text();
  if (!page.includes(`/${version}/`)) {
    await caches.delete(NAME);
    throw new Error("the page is of another version");
  }
}

/** Files carry their version in the address, so those that the page just fetched are not fetched again. */
function asked(address) {
  return new Request(address, { cache: address.includes(`/${version}/`) ? "default" : "no-cache" });
}

async function forgetOthers() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== NAME).map((name) => caches.delete(name)));
  await self.clients.claim();
}

/** By path alone: the page is the same whatever stands behind its `?`. */
async function fromCache(request, pathname) {
  const cache = await caches.open(NAME);
  return (await cache.match(pathname, { ignoreVary: true })) ?? fetch(request);
}
