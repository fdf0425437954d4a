/* Sending without a page: for a service worker that is told the network is back. The same outbox, the same lock. */

import { Outbox } from "./outbox.js";
import { Server, Unauthorized, Unreachable } from "./server.js";
import { openStore } from "./store.js";

/** Sends what waits and tells the pages what came of it; a revoked token is the pages' business. */
export async function sendWaiting({ base = "/api/v1/", name } = {}) {
  const store = await openStore(name);
  const channel = new BroadcastChannel("plm-desk");
  try {
    const { token, owner, clock } = await store.meta();
    const server = Object.assign(new Server(base), { token, clock });
    const answered = (changes, pairs) => channel.postMessage({ kind: "answers", changes, pairs });
    if (token) await new Outbox(store, server, { owner: () => owner, answered }).flush();
  } catch (error) {
    if (!(error instanceof Unreachable || error instanceof Unauthorized)) throw error;
  } finally {
    channel.close();
    store.db.close();
  }
}
