/* Signed tickets: `T2` and 76 bytes in base45, which prove themselves without a list and without a network. */

import { decodeBase45 } from "./base45.js";
import { bytesFromHex, hexOf } from "./bytes.js";

const PREFIX = "T2";
const VERSION = 2;
const HEAD = 12;
const LENGTH = 76;

/** -> {flaw} or {serial}; `keys` as the server lists them, `tag` is the event's own, in four hexadecimal digits. */
export async function checkSigned(text, { keys, tag }) {
  if (!text.startsWith(PREFIX)) return { flaw: "unknown_version" };
  const bytes = decodeBase45(text.slice(PREFIX.length));
  if (bytes?.length !== LENGTH) return { flaw: "garbled" };
  const head = bytes.subarray(0, HEAD);
  if (head[0] !== VERSION) return { flaw: "unknown_version" };
  if (hexOf(head.subarray(2, 4)) !== tag) return { flaw: "other_event" };
  const key = keys.find(({ number, revoked }) => number === head[1] && !revoked);
  if (!key) return { flaw: "unknown_key" };
  const holds = await verify(bytes.subarray(HEAD), head, key.public_key);
  return holds ? { serial: hexOf(head.subarray(4)) } : { flaw: "wrong_signature" };
}

// Phones older than 2025 lack Ed25519 in WebCrypto; for them a small module of its own, loaded only there.
let foreign;
const imported = new Map();

export async function verify(signature, message, publicKeyHex) {
  if (!foreign) {
    try {
      return await crypto.subtle.verify("Ed25519", await importKey(publicKeyHex), signature, message);
    } catch {
      imported.clear();
    }
  }
  foreign ??= import("../../../vendor/noble-ed25519-3.2.0/ed25519.js");
  const { verifyAsync } = await foreign;
  try {
    return await verifyAsync(signature, message, bytesFromHex(publicKeyHex), { zip215: false });
  } catch {
    return false;
  }
}

function importKey(hex) {
  if (!imported.has(hex)) {
    imported.set(hex, crypto.subtle.importKey("raw", bytesFromHex(hex), "Ed25519", false, ["verify"]));
  }
  return imported.get(hex);
}

/** The first verification on an old phone costs as much as a dozen later ones: better now than at the first guest. */
export async function warmUp(keys) {
  if (keys.length) await verify(new Uint8Array(64), new Uint8Array(HEAD), keys[0].public_key);
}
