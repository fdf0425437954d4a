/* Who this browser is at the door, and how long it may know people. */

import { isLost, isOver } from "./retention.js";
import { isFull } from "./store.js";

const ASK_PATIENCE = 8000;
const NEVER = { lastSync: undefined, syncedFrom: undefined, wipedFor: undefined };

export class Keeper {
  /** `forgot(why)` is called when people were wiped or this browser became another device. */
  constructor(store, server, { forgot }) {
    Object.assign(this, { store, server, forgot, meta: {}, full: false });
  }

  async load() {
    this.meta = await this.store.meta();
    this.server.token = this.meta.token ?? null;
    this.server.clock ??= this.meta.clock ?? null;
  }

  get post() {
    return this.meta.post ?? null;
  }

  get isOver() {
    return isOver(this.post?.event, this.server.now());
  }

  /** Remembers; what finds no room is known as long as this tab lives. */
  async remember(values) {
    Object.assign(this.meta, values);
    try {
      await this.store.setMeta(values);
    } catch (error) {
      if (!isFull(error)) throw error;
      this.full = true;
    }
  }

  /** -> {} or {error}; `code` as typed, or the whole address of the pairing link. */
  async pair(code) {
    const body = { code: code.trim().split("pasang=").at(-1) };
    const answer = await this.server.call("POST", "pair", { body, timeout: ASK_PATIENCE, token: null });
    if (answer.status !== 200) return { error: answer.body.error ?? "unknown_code" };
    const { token, device: post } = answer.body;
    await this.store.wipe();
    const clock = this.server.clock ?? undefined;
    const owner = `${post.event.slug}/${post.device.name}`;
    await this.store.setMeta({ token, post, owner, clock, revoked: false, pairedAt: Date.now(), ...NEVER });
    await this.forgot("paired");
    return {};
  }

  /** Forgets everything, what waits included; the screen asks first. */
  async unpair() {
    await this.store.wipe({ everything: true });
    await this.forgot("unpaired");
  }

  /** People are forgotten; scans that wait are kept for the same device paired anew. */
  async revoke() {
    if (!this.server.token) return;
    this.server.token = null;
    await this.wipe("revoked", { token: undefined, revoked: true });
  }

  /** What is too old deletes itself; once for each reason. */
  async forgetInTime() {
    const { lastSync, pairedAt, wipedFor } = this.meta;
    const lost = isLost(lastSync ?? pairedAt, Date.now()) ? "lost" : null;
    const why = this.isOver ? "over" : lost;
    if (why && wipedFor !== why) await this.wipe(why, { wipedFor: why });
  }

  async wipe(why, meta) {
    await this.store.wipe();
    await this.store.setMeta({ ...meta, lastSync: undefined });
    await this.forgot(why);
  }
}
