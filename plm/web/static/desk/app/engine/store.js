/* What the device keeps, in IndexedDB: blobs for the roster, rows for the outbox and the log of its own scans. */

import { openDB } from "../../../vendor/idb-8.0.4/idb.js";
import { bytesFromBase64 } from "./bytes.js";

const NAME = "plm-desk";
const VERSION = 1;
const LISTS = ["institutions", "revoked", "guests"];
const LOG_LIMIT = 500;
// A scan must survive an empty battery as well as a crash: on the disk before it is said to be kept.
const SURELY = { durability: "strict" };

/** This browser became another device meanwhile. */
export class Superseded extends Error {}

export const isFull = (error) => error?.name === "QuotaExceededError";

export async function openStore(name = NAME) {
  const store = new Store();
  store.db = await openDB(name, VERSION, {
    upgrade(db) {
      for (const kept of ["meta", "lists", "roster", "entries"]) db.createObjectStore(kept);
      db.createObjectStore("outbox", { keyPath: "seq", autoIncrement: true }).createIndex("owner", "owner");
      db.createObjectStore("log", { keyPath: "id" }).createIndex("at", "at");
    },
    // A newer version in another tab may have the database; this tab opens it again when it needs it.
    blocking: () => store.db.close(),
  });
  return store;
}

export class Store {
  async meta() {
    const tx = this.db.transaction("meta");
    const [keys, values] = await Promise.all([tx.store.getAllKeys(), tx.store.getAll()]);
    return Object.fromEntries(keys.map((key, at) => [key, values[at]]));
  }

  async setMeta(values) {
    const tx = this.db.transaction("meta", "readwrite");
    for (const [key, value] of Object.entries(values)) {
      if (value === undefined) tx.store.delete(key);
      else tx.store.put(value, key);
    }
    await tx.done;
  }

  /** All that the roster is made of. */
  async roster() {
    const tx = this.db.transaction(["lists", "roster", "entries"]);
    const [numbers, blobs, entries, ...lists] = await Promise.all([
      tx.objectStore("roster").getAllKeys(),
      tx.objectStore("roster").getAll(),
      tx.objectStore("entries").getAll(),
      ...LISTS.map((list) => tx.objectStore("lists").get(list)),
    ]);
    const [institutions, revoked, guests] = lists;
    return { buckets: numbers.map((number, at) => [number, blobs[at]]), entries, institutions, revoked, guests };
  }

  /** One page of the server's answer together with its cursor: after a crash it is asked for again or wholly here. */
  async applyPage(page, cursor, token) {
    const tx = this.db.transaction(["meta", "lists", "roster", "entries"], "readwrite");
    await whole(tx, this.writePage(tx, page, cursor, token));
  }

  async writePage(tx, page, cursor, token) {
    const [kept, lists, roster, entries] = ["meta", "lists", "roster", "entries"].map((name) => tx.objectStore(name));
    // Asked for by the device this browser was a moment ago: nobody is to know these people any more.
    if ((await kept.get("token")) !== token) throw new Superseded();
    if (page.reset) for (const store of [lists, roster, entries]) store.clear();
    for (const [number, text] of Object.entries(page.buckets ?? {})) {
      roster.put(bytesFromBase64(text), Number(number));
    }
    if (page.revoked) lists.put(page.revoked, "revoked");
    if (page.guests !== undefined) lists.put(bytesFromBase64(page.guests), "guests");
    kept.put(cursor, "cursor");
    if (page.institutions) {
      lists.put({ ...(await lists.get("institutions")), ...page.institutions }, "institutions");
    }
    for (const [bucket, rows] of byBucket(page.entries ?? [])) {
      entries.put(merged((await entries.get(bucket)) ?? [], rows), bucket);
    }
  }

  /** A row of the outbox and what it says in the log, both or neither. */
  async record(row, line) {
    const tx = this.db.transaction(["outbox", "log"], "readwrite", SURELY);
    await whole(tx, this.writeRow(tx.objectStore("outbox"), tx.objectStore("log"), row, line));
  }

  async writeRow(outbox, log, row, line) {
    outbox.add(row);
    log.put({ ...(await log.get(line.id)), ...line });
  }

  /** The oldest rows of this device that wait, at most `limit`. */
  waitingRows(owner, limit) {
    return this.db.getAllFromIndex("outbox", "owner", owner, limit);
  }

  /** How many rows of this device wait, since when, and how many of other devices that this browser was. */
  async waiting(owner) {
    const tx = this.db.transaction("outbox");
    const owners = tx.store.index("owner");
    const [all, own, [first]] = await Promise.all([
      tx.store.count(),
      owner ? owners.count(owner) : 0,
      owner ? owners.getAll(owner, 1) : [],
    ]);
    return { waiting: own, since: first?.at ?? null, foreign: all - own };
  }

  /** Takes answered rows out and writes what they say into the log; -> the lines [before, after] that were there. */
  async answered(seqs, changes) {
    const tx = this.db.transaction(["outbox", "log"], "readwrite");
    return whole(tx, this.writeAnswers(tx.objectStore("outbox"), tx.objectStore("log"), seqs, changes));
  }

  async writeAnswers(outbox, log, seqs, changes) {
    for (const seq of seqs) outbox.delete(seq);
    const pairs = [];
    for (const { id, ...change } of changes) {
      const before = await log.get(id);
      if (!before) continue;
      const after = { ...before, ...change };
      log.put(after);
      pairs.push([before, after]);
    }
    return pairs;
  }

  async latestLines(limit) {
    const lines = [];
    let cursor = await this.db.transaction("log").store.index("at").openCursor(null, "prev");
    while (cursor && lines.length < limit) {
      lines.push(cursor.value);
      cursor = await cursor.continue();
    }
    return lines;
  }

  allLines() {
    return this.db.getAll("log");
  }

  async mark(id, change) {
    await this.answered([], [{ id, ...change }]);
  }

  line(id) {
    return this.db.get("log", id);
  }

  /** Forgets the oldest answered lines. */
  async pruneLog() {
    const tx = this.db.transaction("log", "readwrite");
    let surplus = (await tx.store.count()) - LOG_LIMIT;
    let cursor = surplus > 0 ? await tx.store.index("at").openCursor() : null;
    while (cursor && surplus > 0) {
      if (cursor.value.answeredAt) cursor.delete();
      surplus -= 1;
      cursor = await cursor.continue();
    }
    await tx.done;
  }

  /** Forgets people: the roster, who went in, and the log; scans that wait stay. With `everything` those go too. */
  async wipe({ everything = false } = {}) {
    const names = ["lists", "roster", "entries", "log", ...(everything ? ["outbox", "meta"] : [])];
    const tx = this.db.transaction([...new Set([...names, "meta"])], "readwrite");
    for (const name of names) tx.objectStore(name).clear();
    tx.objectStore("meta").delete("cursor");
    await tx.done;
  }
}

/** What was begun inside a transaction is there wholly or not at all, whichever step failed. */
async function whole(tx, writing) {
  tx.done.catch(() => {});
  try {
    const result = await writing;
    await tx.done;
    return result;
  } catch (error) {
    try {
      tx.abort();
    } catch {
      // It has ended by itself.
    }
    throw tx.error ?? error;
  }
}

function byBucket(rows) {
  const buckets = new Map();
  for (const row of rows) {
    const number = bytesFromBase64(row[0])[0];
    if (!buckets.has(number)) buckets.set(number, []);
    buckets.get(number).push(row);
  }
  return buckets;
}

function merged(old, fresh) {
  const rows = new Map([...old, ...fresh].map((row) => [`${row[0]} ${row[1]}`, row]));
  return [...rows.values()].filter(([, , , , , passes]) => passes);
}
