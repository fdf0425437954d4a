/* How a browser becomes this checkpoint's device: the committee's QR, its link, or the code in it typed by hand. */

import { complain, part, write } from "./page.js";
import { number, t } from "./words.js";

const LINK = /#pasang=([0-9A-Za-z-]+)/;
const KNOWN = ["unknown_code", "expired_code", "used_code"];

/** The pairing code in a scanned text or an address, or nothing. */
export const pairingCodeIn = (text) => LINK.exec(text)?.[1] ?? null;

export class Pairing {
  constructor(app) {
    this.app = app;
    this.field = document.getElementById("kode-pasang");
    this.field.addEventListener("input", () => complain(this.field, ""));
    document.querySelector("[data-form=pair]").addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
  }

  enter() {
    this.draw();
    const off = this.app.cameraFailed;
    part("pair-camera").classList.toggle("is-off", off);
    if (off) this.field.focus();
  }

  draw() {
    const { revoked, waiting, foreign = 0 } = this.app.desk.state;
    const kept = waiting || foreign;
    part("revoked").hidden = !revoked;
    write(part("revoked-fact"), kept ? t("revoked.kept", { number: number(kept) }) : t("revoked.none"));
  }

  submit() {
    const typed = this.field.value.trim();
    if (typed) this.pair(pairingCodeIn(typed) ?? typed);
    else complain(this.field, t("pair.empty"));
  }

  /** Tries the code; what is wrong with it is said beside the field, where it then stands. */
  async pair(code) {
    if (this.busy) return;
    this.busy = true;
    write(part("pair-aim"), t("pair.busy"));
    const error = await this.ask(code);
    this.busy = false;
    write(part("pair-aim"), t("pair.aim"));
    if (error === null) {
      this.field.value = "";
      this.app.paired();
      return;
    }
    this.app.go("pair");
    this.field.value = code;
    complain(this.field, t(error));
    this.app.signal("refused");
  }

  /** The word's key of what went wrong, or null. */
  async ask(code) {
    try {
      const { error } = await this.app.desk.pair(code);
      if (!error) return null;
      if (error === "needs_server") return "pair.offline";
      return KNOWN.includes(error) ? `pair.${error}` : "server.silent";
    } catch {
      // Nothing but a browser that keeps no data fails here.
      return "pair.storage";
    }
  }
}
