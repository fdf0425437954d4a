/* One bucket of the roster, as plm/checkin/rules/roster.py packs it: all tickets whose key begins with the same byte.

     iv 12 | count 2 | keys 8 each, sorted | lengths 1 each | sealed texts one after another

   Nothing in it can be read without a ticket's own secret; a text of no length says only that the ticket is good. */

import { sha256 } from "./bytes.js";

const IV = 12;
const KEYS = IV + 2;
export const KEY = 8;
const ROLES = ["participant", "companion", "speaker", "moderator", "facilitator", "panelist", "committee", "guest", "juror"];
const TAG_BITS = 64;

const reader = new TextDecoder();

/** The first 8 bytes of the hash of what is looked up. */
export async function keyOf(lookup) {
  return (await sha256(lookup)).slice(0, KEY);
}

export const countOf = (bucket) => (bucket.length < KEYS ? 0 : (bucket[IV] << 8) | bucket[IV + 1]);

/** All sealed texts of one key: while two keys sign an event's tickets, one ticket has a secret for each of them. */
export function findSealed(bucket, key) {
  const count = countOf(bucket);
  const first = firstOf(bucket, key, count);
  const lengths = KEYS + count * KEY;
  let from = lengths + count;
  for (let at = 0; at < first; at += 1) from += bucket[lengths + at];
  const found = [];
  for (let at = first; at < count && compare(bucket, at, key) === 0; at += 1) {
    found.push(bucket.subarray(from, from + bucket[lengths + at]));
    from += bucket[lengths + at];
  }
  return found;
}

/** {roles, number, name} for who holds the ticket, from the one text that its secret opens; null if it opens none. */
export async function unseal(bucket, sealed, secret) {
  const raw = (await sha256(`seal:${secret}`)).slice(0, 16);
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["decrypt"]);
  const how = { name: "AES-GCM", iv: bucket.subarray(0, IV), tagLength: TAG_BITS };
  for (const text of sealed.filter(({ length }) => length)) {
    try {
      return unpack(new Uint8Array(await crypto.subtle.decrypt(how, key, text)));
    } catch {
      // Another secret's.
    }
  }
  return null;
}

function unpack(plain) {
  // The ninth role came later and has the highest bit of the institution's number.
  const bits = plain[0] | ((plain[1] & 0x80) << 1);
  const roles = ROLES.filter((_, bit) => bits & (1 << bit));
  return { roles, number: ((plain[1] & 0x7f) << 8) | plain[2], name: reader.decode(plain.subarray(3)) };
}

/** The first place whose key is not smaller. */
function firstOf(bucket, key, count) {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(bucket, middle, key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function compare(bucket, place, key) {
  const from = KEYS + place * KEY;
  for (let at = 0; at < KEY; at += 1) {
    if (bucket[from + at] !== key[at]) return bucket[from + at] - key[at];
  }
  return 0;
}
