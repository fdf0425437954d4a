/* The desk's scanner. Without it the page still takes typed codes by a plain form. */
"use strict";

const RETRY_AFTER = 2000;
const LIGHT = "plm-desk-light";

class Scanner {
  constructor(page) {
    this.page = page;
    this.sending = false;
    this.camera = new Camera(this.part("video"), page.dataset.worker, (code) => this.scan(code));
  }

  part(name) {
    return this.page.querySelector(`[data-part="${name}"]`);
  }

  begin() {
    this.page.dataset.script = "on";
    this.light(localStorage.getItem(LIGHT) ?? "sun");
    this.listen();
    this.stayAwake();
    if (this.page.dataset.view === "verdict") this.part("next").focus();
    else this.show("camera");
    this.camera.start().then(
      () => this.cameraRuns(),
      () => this.cameraFailed(),
    );
  }

  listen() {
    listenToWedge((code) => this.scan(code));
    this.part("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.scan(this.part("code").value);
    });
    const deeds = {
      next: () => this.next(),
      type: () => this.show("type"),
      light: () => this.light(this.page.dataset.light === "sun" ? "evening" : "sun"),
      torch: () => this.torch(),
    };
    this.page.addEventListener("click", (event) => {
      const wanted = event.target.closest("[data-do]");
      if (!wanted) return;
      event.preventDefault();
      deeds[wanted.dataset.do]();
    });
    document.addEventListener("pointerdown", unlockSound);
    document.addEventListener("keydown", unlockSound);
    document.addEventListener("visibilitychange", () => this.stayAwake());
  }

  /** One of three views: the camera, a verdict, or the field for a typed code. */
  show(view) {
    this.page.dataset.view = view;
    if (view === "camera") this.camera.resume();
    else this.camera.pause();
    if (view === "type") {
      this.part("code").value = "";
      this.part("code").focus();
    }
  }

  next() {
    this.show(this.page.dataset.camera === "none" ? "type" : "camera");
  }

  light(kind) {
    this.page.dataset.light = kind;
    localStorage.setItem(LIGHT, kind);
  }

  cameraRuns() {
    this.page.dataset.camera = "on";
    this.part("torch").hidden = !this.camera.hasTorch;
  }

  cameraFailed() {
    this.page.dataset.camera = "none";
    if (this.page.dataset.view === "camera") this.show("type");
  }

  torch() {
    const button = this.part("torch");
    const on = button.getAttribute("aria-pressed") !== "true";
    this.camera.torch(on).then(
      () => button.setAttribute("aria-pressed", String(on)),
      () => (button.hidden = true),
    );
  }

  /** Each scan has its own id: the server answers a second sending of it with the first verdict. */
  async scan(code) {
    if (this.sending || !code.trim()) return;
    this.sending = true;
    this.camera.pause();
    this.judge(await this.send({ id: crypto.randomUUID(), ticket: code.trim() }));
    this.sending = false;
  }

  /** Sends until an answer comes; a refused request (logged out, form too old) starts the page anew. */
  async send(scan) {
    for (;;) {
      const answer = await this.ask(scan);
      this.link(answer ? "on" : "off");
      if (answer) return answer;
      await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER));
    }
  }

  async ask(scan) {
    try {
      const answer = await fetch(this.page.dataset.endpoint, {
        method: "POST",
        headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": this.page.dataset.csrf },
        body: JSON.stringify(scan),
      });
      const refused = answer.redirected || (answer.status >= 400 && answer.status < 500 && answer.status !== 429);
      if (refused) location.assign(location.pathname);
      return !refused && answer.ok ? await answer.json() : null;
    } catch {
      return null; // No network now.
    }
  }

  link(state) {
    this.part("link-on").hidden = state !== "on";
    this.part("link-off").hidden = state !== "off";
  }

  judge({ outcome, verdict, count }) {
    const fresh = new DOMParser().parseFromString(verdict, "text/html");
    const shown = this.part("verdict");
    shown.replaceChildren(...fresh.body.childNodes);
    this.part("count").textContent = count;
    this.show("verdict");
    this.part("next").focus({ preventScroll: true });
    // Said from a place that is always there: what appears together with its live region is not announced.
    this.part("spoken").textContent = shown.innerText;
    signal(outcome);
  }

  stayAwake() {
    if (document.visibilityState === "visible") navigator.wakeLock?.request("screen").catch(() => {});
  }
}

const scannerPage = document.querySelector("[data-scanner]");
// The camera and random ids exist only on https and on this machine itself.
if (scannerPage && window.isSecureContext) new Scanner(scannerPage).begin();
