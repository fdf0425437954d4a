/* What the device knows of tickets: sealed people, who is refused by name, who is on the list, who went in. */

import { base64Of, bytesFromBase64 } from "./bytes.js";
import { KEY, countOf, findSealed, keyOf, unseal } from "./bucket.js";

// What a device is told of a ticket that ended, in the words of a ticket's own facts.
const ENDED = {
  revoked: { state: "active", revokedAt: -Infinity },
  replaced: { state: "active", revokedAt: -Infinity, replaced: true },
  participant_cancelled: { state: "cancelled" },
};

export class Roster {
  constructor() {
    this.clear();
  }

  clear() {
    this.buckets = new Map();
    this.institutions = {};
    this.revoked = new Map();
    this.guests = new Set();
    this.entries = new Map();
  }

  /** From what the store kept: {buckets, institutions, revoked, guests, entries}. */
  load({ buckets, institutions, revoked, guests, entries }) {
    this.clear();
    for (const [number, bytes] of buckets) this.buckets.set(number, bytes);
    this.institutions = institutions ?? {};
    this.revokeAll(revoked ?? {});
    this.inviteAll(guests);
    for (const rows of entries) this.enter(rows);
  }

  /** One page of the server's answer. */
  apply(page) {
    if (page.reset) this.clear();
    for (const [number, text] of Object.entries(page.buckets ?? {})) {
      this.buckets.set(Number(number), bytesFromBase64(text));
    }
    Object.assign(this.institutions, page.institutions);
    if (page.revoked) this.revokeAll(page.revoked);
    if (page.guests !== undefined) this.inviteAll(bytesFromBase64(page.guests));
    this.enter(page.entries ?? []);
  }

  revokeAll(byReason) {
    this.revoked = new Map();
    for (const [reason, keys] of Object.entries(byReason)) for (const key of keys) this.revoked.set(key, reason);
  }

  inviteAll(keys) {
    this.guests = new Set();
    for (let at = 0; keys && at < keys.length; at += KEY) this.guests.add(base64Of(keys.subarray(at, at + KEY)));
  }

  enter(rows) {
    for (const [key, slot, firstAt, by, inside, passes] of rows) {
      if (!this.entries.has(key)) this.entries.set(key, new Map());
      const slots = this.entries.get(key);
      if (passes) slots.set(slot, { firstAt, by, inside: Boolean(inside), passes });
      else slots.delete(slot);
    }
  }

  get size() {
    let size = 0;
    for (const bucket of this.buckets.values()) size += countOf(bucket);
    return size;
  }

  /** -> {key, ticket, person}: the facts that `judge` asks for (null: not on the roster), and who it is. */
  async find({ lookup, secret }) {
    const bytes = await keyOf(lookup);
    const key = base64Of(bytes);
    const reason = this.revoked.get(key);
    if (reason) return { key, ticket: { roles: null, ...ENDED[reason] }, person: null };
    const bucket = this.buckets.get(bytes[0]);
    const sealed = bucket ? findSealed(bucket, bytes) : [];
    if (!sealed.length) return { key, ticket: null, person: null };
    const opened = secret ? await unseal(bucket, sealed, secret) : null;
    return { key, ticket: { state: "active", roles: opened?.roles ?? null }, person: this.personOf(opened) };
  }

  /** Of some it says the roles alone. */
  personOf(opened) {
    if (!opened?.name) return null;
    return { name: opened.name, roles: opened.roles, institution: this.institutions[opened.number] ?? "" };
  }

  isGuest(key) {
    return this.guests.has(key);
  }

  /** What the server last said of a ticket in a slot, as a standing that `settle` goes on from. */
  entryOf(key, slot) {
    return this.entries.get(key)?.get(slot) ?? null;
  }
}
