/* The check-in desk without a face: everything the screen asks for, with a network or without one. */

import { Door } from "./door.js";
import { Keeper } from "./keeper.js";
import { Ledger } from "./ledger.js";
import { readCode } from "./codes.js";
import { OwnScans } from "./own.js";
import { Pulse } from "./pulse.js";
import { Roster } from "./roster.js";
import { Server, Unauthorized, Unreachable } from "./server.js";
import { stateOf } from "./state.js";
import { openStore } from "./store.js";
import { Sync } from "./sync.js";
import { warmUp } from "./signed.js";

const ASK_PATIENCE = 8000;
const CHANNEL = "plm-desk";

/** Opens what this device keeps; asks nobody anything before `start()`. */
export async function openDesk({ base = "/api/v1/", name, ask } = {}) {
  const store = await openStore(name);
  navigator.storage?.persist?.().catch(() => {});
  const desk = new Desk(store, base, ask);
  await desk.load();
  return desk;
}

class Desk extends EventTarget {
  constructor(store, base, ask) {
    super();
    this.store = store;
    this.server = new Server(base, { changed: (what) => this.serverChanged(what), ask });
    this.keeper = new Keeper(store, this.server, { forgot: (why) => this.forgot(why) });
    this.roster = new Roster();
    this.door = new Door(this.roster, new OwnScans());
    this.ledger = new Ledger(store, this.server, this.door, {
      owner: () => this.keeper.meta.owner,
      amended: (amendment) => this.emit("amend", amendment),
      changed: () => this.update(),
      send: () => this.send(),
      tell: (message) => this.tell(message),
    });
    this.sync = new Sync(store, this.server, {
      heard: (page, { kept }) => this.pageCame(page, kept),
      done: (startedAt) => this.synced(startedAt),
      waiting: () => this.state.waiting,
    });
    this.pulse = new Pulse(() => this.exchange(), () => this.server.link);
    this.channel = new BroadcastChannel(CHANNEL);
    this.channel.onmessage = ({ data }) => this.told(data);
    this.state = stateOf({ meta: {}, queue: { waiting: 0 }, server: this.server });
  }

  /** From the store, at the start and whenever this browser became somebody else. */
  async load() {
    this.sync.forget();
    await this.keeper.load();
    this.door.stand(this.keeper.post);
    this.roster.load(await this.store.roster());
    await this.ledger.load(this.keeper.meta.syncedFrom ?? 0);
    await this.keeper.forgetInTime();
    await this.update();
    if (this.keeper.post) warmUp(this.keeper.post.keys ?? []).catch(() => {});
  }

  /** Begins to probe, send and fetch, at once and from then on. */
  start() {
    this.pulse.start();
  }

  stop() {
    this.pulse.stop();
  }

  /** One exchange with the server: is it there, what waits here, what is new there. */
  async exchange() {
    await this.keeper.forgetInTime();
    if (!this.server.token) return;
    await this.guarded(async () => {
      const over = this.keeper.isOver;
      if (over || this.server.link === "off") await this.stand(await this.sync.probe());
      this.send();
      if (!over) await this.sync.run();
    });
  }

  send() {
    return this.guarded(() => this.ledger.flush());
  }

  /** No network is the ordinary case here; a token that is no longer known ends everything. */
  async guarded(work) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Unauthorized) await this.keeper.revoke();
      else if (!(error instanceof Unreachable)) throw error;
      return null;
    }
  }

  /** -> {} or {error}; `code` as typed, or the whole address of the pairing link. */
  async pair(code) {
    const answer = await this.guarded(() => this.keeper.pair(code));
    if (answer && !answer.error) this.pulse.beat();
    return answer ?? { error: "needs_server" };
  }

  /** Forgets everything, what waits included; the screen asks first. */
  unpair() {
    return this.keeper.unpair();
  }

  /** What is kept is another's now, or nobody's. */
  async forgot(why) {
    this.tell({ kind: "reload", why });
    await this.load();
    this.emitForgetting(why);
  }

  emitForgetting(why) {
    if (why === "revoked") this.emit("revoked");
    if (why !== "paired") this.emit("wiped", { why });
  }

  async stand(post) {
    this.door.stand(post);
    await this.keeper.remember({ post });
    await this.update();
  }

  pageCame(page, kept) {
    this.keeper.full = !kept;
    this.tell({ kind: "page", page });
    this.takePage(page);
    if (page.rulings?.length) this.guarded(() => this.ledger.ruled(page.rulings));
    if (page.device) this.keeper.remember({ post: page.device });
  }

  async synced(startedAt) {
    this.tell({ kind: "synced", startedAt });
    this.takeSync(startedAt);
    const { lastSync, syncedFrom, wipedFor } = this.keeper.meta;
    await this.keeper.remember({ lastSync, syncedFrom, wipedFor });
    await this.store.pruneLog().catch(() => {});
    await this.update();
  }

  /** The verdict on what was scanned or typed. */
  async scan(text, { direction = "in" } = {}) {
    const began = performance.now();
    const verdict = await this.verdictOn(text, direction);
    return { ...verdict, ms: performance.now() - began };
  }

  async verdictOn(text, direction) {
    if (!this.state.paired) return { id: null, outcome: "refused", reason: "not_paired", source: "device" };
    const read = readCode(text);
    if (read.kind === "picked") return (await this.tick([text], { direction }))[0];
    if (read.kind !== "group") return this.ledger.scan(text, direction);
    if (read.flaw) return { id: null, outcome: "refused", reason: read.flaw, source: "device" };
    const group = await this.group(text);
    if (group.error) return { id: null, outcome: "refused", reason: group.error, source: "device" };
    return { id: null, outcome: "group", group, source: "server" };
  }

  /** People of a list, ticked by hand: only where the server answers. */
  async tick(tickets, { direction = "in" } = {}) {
    return this.ledger.tick(tickets, direction);
  }

  annul(id, reason = "") {
    return this.ledger.annul(id, reason);
  }

  log(limit = 50) {
    return this.ledger.latest(limit);
  }

  /** -> {people} or {error}. Names open only with a ticket's own secret, so this asks the server. */
  search(text) {
    return this.ask(`search?${new URLSearchParams({ q: text })}`);
  }

  /** -> {delegation, people} or {error}. */
  group(code) {
    return this.ask(`group?${new URLSearchParams({ code: readCode(code).lookup })}`);
  }

  async ask(path) {
    const answer = await this.guarded(() => this.server.call("GET", path, { timeout: ASK_PATIENCE }));
    if (!answer) return { error: this.keeper.meta.revoked ? "unauthorized" : "needs_server" };
    return answer.status === 200 ? answer.body : { error: answer.body.error ?? "malformed" };
  }

  /** The best idea of the clock must be there after a reload without a network. */
  serverChanged(what) {
    if (what === "clock" && this.server.token) this.keeper.remember({ clock: this.server.clock });
    this.update();
  }

  /** A fresh `state`, and word of it. */
  async update() {
    const { meta, full } = this.keeper;
    const queue = await this.ledger.waiting(meta.owner);
    this.state = stateOf({ meta, queue, server: this.server, full, people: this.roster.size });
    this.emit("state", this.state);
  }

  emit(kind, detail) {
    this.dispatchEvent(new CustomEvent(kind, { detail }));
  }

  tell(message) {
    this.channel.postMessage(message);
  }

  /** What another tab did. */
  async told({ kind, ...news }) {
    if (kind === "page") this.takePage(news.page);
    if (kind === "synced") this.takeSync(news.startedAt);
    if (kind === "reload") {
      await this.load();
      this.emitForgetting(news.why);
    }
    this.ledger.told(kind, news);
    await this.update();
  }

  takePage(page) {
    this.roster.apply(page);
    this.keeper.meta.post = page.device ?? this.keeper.post;
    this.door.stand(this.keeper.post);
  }

  takeSync(startedAt) {
    Object.assign(this.keeper.meta, { lastSync: Date.now(), syncedFrom: startedAt, wipedFor: undefined });
    this.ledger.reflectedSince(startedAt);
  }
}
