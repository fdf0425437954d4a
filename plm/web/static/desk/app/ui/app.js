/* The app: which screen is shown, where codes come from, and what becomes of them. */

import { Kiosk } from "./kiosk.js";
import { Log } from "./log.js";
import { Outcome } from "./outcome.js";
import { Pairing, pairingCodeIn } from "./pairing.js";
import { People } from "./people.js";
import { Settings } from "./settings.js";
import { Status } from "./status.js";
import { announce, part, root, write } from "./page.js";
import { install } from "./install.js";
import { keep, recall } from "./kept.js";
import { listenToWedge } from "./wedge.js";
import { setUpTyping } from "./typing.js";
import { signal, unlockSound } from "./signals.js";
import { t } from "./words.js";

// The screens on which the camera looks, and those on which a hardware scanner is not heard.
const LOOKING = ["pair", "scan", "kiosk"];
const DEAF = ["leave", "unlock", "pin"];

export class App {
  constructor(makeCamera, desk) {
    Object.assign(this, { desk, signal, direction: "in", screen: "loading", cameraFailed: false });
    this.camera = makeCamera((text) => this.heard(text));
    this.status = new Status();
    this.pairing = new Pairing(this);
    this.people = new People(this);
    this.log = new Log(this);
    this.outcome = new Outcome(this);
    this.settings = new Settings(this);
    this.kioskDesk = new Kiosk(this);
    this.typing = setUpTyping((text) => this.scan(text));
    this.entering = {
      pair: () => this.pairing.enter(),
      scan: () => this.drawScan(),
      type: () => this.typing.clear(),
      find: () => this.people.enterFind(),
      log: () => this.log.enter(),
      settings: () => this.settings.enter(),
      leave: () => this.settings.enterLeave(),
      kiosk: () => this.kioskDesk.enter(),
      pin: () => this.kioskDesk.enterPin(),
      unlock: () => this.kioskDesk.enterUnlock(),
    };
  }

  begin() {
    this.listen();
    this.desk.start();
    this.draw();
    this.home();
    this.linked();
    this.startCamera();
    this.stayAwake();
  }

  listen() {
    const deeds = {
      pair: () => this.pairing.submit(),
      check: () => this.typing.submit(),
      find: () => this.people.search(),
      tick: () => this.people.tick(),
      "tick-all": () => this.people.tickAll(),
      next: () => this.home(),
      undo: () => this.outcome.undo(),
      call: () => this.outcome.call(),
      called: () => this.go("verdict"),
      torch: () => this.torch(),
      install,
      leave: () => this.desk.unpair(),
      kiosk: () => this.go("kiosk"),
      unlock: () => this.kioskDesk.unlock(),
    };
    root.addEventListener("click", ({ target }) => {
      const wanted = target.closest("[data-do], [data-go]");
      if (wanted?.dataset.do) deeds[wanted.dataset.do]();
      else if (wanted) this.go(wanted.dataset.go);
    });
    for (const input of document.querySelectorAll("input[name=direction]")) {
      input.addEventListener("change", () => this.turn(input.value));
    }
    listenToWedge((text) => this.heard(text));
    addEventListener("hashchange", () => this.linked());
    this.desk.addEventListener("state", () => this.draw());
    this.desk.addEventListener("amend", ({ detail }) => this.outcome.amend(detail));
    this.desk.addEventListener("wiped", ({ detail }) => this.wiped(detail));
    this.desk.addEventListener("revoked", () => this.home());
    document.addEventListener("pointerdown", unlockSound);
    document.addEventListener("keydown", unlockSound);
    document.addEventListener("visibilitychange", () => this.seen());
  }

  get kiosk() {
    return this.desk.state.kiosk;
  }

  get post() {
    const { event, checkpoint } = this.desk.state;
    return { event, checkpoint };
  }

  /** Where one goes on from wherever one is. */
  home() {
    const { paired } = this.desk.state;
    if (!paired) this.go("pair");
    else if (this.kiosk) this.go(this.kioskDesk.firstScreen);
    else this.go(this.cameraFailed ? "type" : "scan");
  }

  /** One screen at a time; the camera looks only where it is seen. */
  go(screen) {
    this.screen = screen;
    root.dataset.screen = screen;
    for (const section of document.querySelectorAll("[data-screen-of]")) {
      section.hidden = section.dataset.screenOf !== screen;
    }
    if (LOOKING.includes(screen)) this.look(screen);
    else this.camera.pause();
    this.outcome.quiet();
    scrollTo(0, 0);
    this.draw();
    this.focus(screen);
    this.entering[screen]?.();
  }

  look(screen) {
    const place = document.querySelector(`[data-screen-of="${screen}"] .app-eye`);
    this.camera.showIn(place);
    this.camera.resume();
  }

  /** Into the screen that came: its title, or the way on. */
  focus(screen) {
    const section = document.querySelector(`[data-screen-of="${screen}"]`);
    (screen === "verdict" ? part("next") : section.querySelector("h1")).focus({ preventScroll: true });
  }

  /** What was scanned, by camera or hardware scanner, wherever one is. */
  heard(text) {
    const code = pairingCodeIn(text);
    if (code) this.offered(code);
    else if (this.desk.state.paired && !DEAF.includes(this.screen)) this.scan(text);
  }

  /** Opened by the committee's link; the code is used once, so it does not stay in the address. */
  linked() {
    const code = pairingCodeIn(location.hash);
    if (!code) return;
    history.replaceState(null, "", location.pathname);
    this.offered(code);
  }

  /** A pairing code; a kiosk takes it from whoever brings one, since nobody there could take it off its door. */
  offered(code) {
    if (!this.desk.state.paired || this.kiosk) this.pairing.pair(code);
    else this.status.tell("alert.paired_already");
  }

  paired() {
    this.kioskDesk.newPin();
    this.direction = "in";
    this.home();
    if (this.kiosk || !this.camera.runs) this.startCamera();
    const { device, checkpoint } = this.desk.state;
    announce(t("pair.done", { device: device.name, place: checkpoint.name }));
    signal("accepted");
  }

  /** `more` is what is known already of whom it is about. */
  async scan(text, more = {}) {
    if (this.busy) return;
    this.busy = true;
    this.camera.pause();
    const { direction } = this;
    try {
      this.judge({ ...more, ...(await this.desk.scan(text, { direction })), direction });
    } finally {
      this.busy = false;
    }
  }

  judge(verdict) {
    if (!this.desk.state.paired) return;
    if (verdict.outcome === "group") {
      this.go("group");
      this.people.enterGroup(verdict.group);
      return;
    }
    signal(verdict.outcome);
    if (this.kiosk) announce(this.kioskDesk.welcome(verdict, this.post));
    else this.outcome.show(verdict);
  }

  wiped({ why }) {
    if (why === "over" || why === "lost") this.status.tell("alert.wiped");
    this.outcome.shown = null;
    this.home();
  }

  turn(direction) {
    this.direction = direction;
    root.dataset.direction = direction;
    this.drawScan();
  }

  draw() {
    const { state } = this.desk;
    this.status.draw(state);
    root.toggleAttribute("data-kiosk", Boolean(state.kiosk && state.paired));
    part("deeds").hidden = !state.paired || state.kiosk;
    if (!state.checkpoint?.exits && this.direction === "out") this.turn("in");
    if (this.screen === "pair") this.pairing.draw();
    if (this.screen === "find") this.people.drawLink();
    if (this.screen === "settings") this.settings.draw();
  }

  drawScan() {
    part("way").hidden = !this.desk.state.checkpoint?.exits;
    for (const input of document.querySelectorAll("input[name=direction]")) input.checked = input.value === this.direction;
    part("torch").hidden = !this.camera.hasTorch;
    const ready = this.direction === "out" ? "scan.aim_out" : "scan.aim";
    write(part("aim"), t(this.camera.runs ? ready : "scan.warming"));
  }

  /** After another language was chosen. */
  redraw() {
    this.draw();
    this.settings.enter();
  }

  async startCamera(wish = this.cameraWish()) {
    const failed = await this.camera.start(wish).then(() => false, () => true);
    if (wish !== this.camera.wish) return;
    this.cameraFailed = failed;
    part("no-camera").hidden = !this.cameraFailed;
    part("use-camera").hidden = this.cameraFailed;
    if (this.screen === "scan" && this.cameraFailed) this.go("type");
    else if (this.screen === "scan") this.drawScan();
    else if (this.screen === "pair") this.pairing.enter();
    else if (this.screen === "kiosk") this.kioskDesk.enter();
  }

  cameraWish() {
    const deviceId = recall("camera", "");
    if (deviceId) return { deviceId: { ideal: deviceId } };
    return { facingMode: { ideal: this.kiosk ? "user" : "environment" } };
  }

  chooseCamera(deviceId) {
    keep("camera", deviceId);
    this.startCamera({ deviceId: { exact: deviceId } });
  }

  torch() {
    const button = part("torch");
    const on = button.getAttribute("aria-pressed") !== "true";
    this.camera.torch(on).then(
      () => button.setAttribute("aria-pressed", String(on)),
      () => (button.hidden = true),
    );
  }

  /** A phone that was put away gives its camera to others. */
  seen() {
    if (document.hidden) return;
    this.stayAwake();
    if (!this.camera.runs && !this.cameraFailed) this.startCamera();
  }

  stayAwake() {
    if (!document.hidden) navigator.wakeLock?.request("screen").catch(() => {});
  }
}
