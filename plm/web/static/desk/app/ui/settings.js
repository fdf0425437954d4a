/* What this device's hands and eyes like, which camera it uses, and how it stops being this device. */

import { chooseLanguage, number, t, theLanguage } from "./words.js";
import { keep, recall } from "./kept.js";
import { make, part, root, write } from "./page.js";
import { moment } from "./times.js";

const choices = (name) => document.querySelectorAll(`input[name="${name}"]`);

export class Settings {
  constructor(app) {
    this.app = app;
    this.light(recall("light", "sun"));
    this.on("language", (value) => {
      chooseLanguage(value);
      app.redraw();
    });
    this.on("light", (value) => {
      keep("light", value);
      this.light(value);
    });
    this.on("sound", (value) => keep("sound", value));
    part("camera-list").addEventListener("change", ({ target }) => app.chooseCamera(target.value));
  }

  on(name, deed) {
    for (const input of choices(name)) input.addEventListener("change", () => deed(input.value));
  }

  light(kind) {
    root.dataset.light = kind;
  }

  async enter() {
    const now = { language: theLanguage(), light: root.dataset.light, sound: recall("sound", "on") };
    for (const [name, value] of Object.entries(now)) {
      for (const input of choices(name)) input.checked = input.value === value;
    }
    this.draw();
    await this.drawCameras();
  }

  draw() {
    const { device, checkpoint, event, lastSync, clockOff, paired } = this.app.desk.state;
    part("device-facts").hidden = !paired;
    write(part("settings-back"), t(this.app.kiosk ? "kiosk.start" : "do.back"));
    if (!paired) return;
    write(part("fact-name"), device.name);
    write(part("fact-place"), checkpoint.name);
    write(part("fact-event"), event.name);
    write(part("fact-synced"), lastSync ? moment(lastSync + clockOff, event.zone) : t("link.never"));
  }

  async drawCameras() {
    const cameras = this.app.camera.runs ? await this.app.camera.choices().catch(() => []) : [];
    part("cameras").hidden = cameras.length < 2;
    const options = cameras.map(({ deviceId, label }, at) =>
      make("option", { value: deviceId }, label || t("set.camera_number", { number: at + 1 })),
    );
    part("camera-list").replaceChildren(...options);
    part("camera-list").value = this.app.camera.chosen;
  }

  /** Asked before everything here is forgotten. */
  enterLeave() {
    const { device, checkpoint, waiting } = this.app.desk.state;
    write(part("leave-title"), t("leave.title", { device: device.name, place: checkpoint.name }));
    part("leave-waiting").hidden = !waiting;
    write(part("leave-waiting-fact"), t("leave.waiting", { number: number(waiting) }));
    write(part("leave-do"), waiting ? t("leave.do_waiting", { number: number(waiting) }) : t("leave.do"));
  }
}
