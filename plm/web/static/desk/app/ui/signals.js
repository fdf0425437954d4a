/* What a verdict sounds and feels like: one short, two short, one long, so that it can be told without looking. */

import { recall } from "./kept.js";

const SIGNALS = {
  accepted: { tones: [[880, 0.14]], buzz: [80] },
  duplicate: { tones: [[660, 0.12], [660, 0.12]], buzz: [80, 80, 80] },
  refused: { tones: [[196, 0.6]], buzz: [500] },
  call: { tones: [[740, 0.18], [988, 0.18], [740, 0.18]], buzz: [200, 100, 200] },
};
const PAUSE = 0.08;
let audio;

/** Browsers keep sound locked until the person has touched the page once. */
export function unlockSound() {
  audio ??= new AudioContext();
  if (audio.state === "suspended") audio.resume().catch(() => {});
}

export function signal(kind) {
  if (recall("sound", "on") === "off") return;
  const { tones, buzz } = SIGNALS[kind];
  // Browsers refuse, and complain, before the first touch.
  if (navigator.userActivation?.hasBeenActive ?? true) navigator.vibrate?.(buzz);
  if (audio?.state !== "running") return;
  let at = audio.currentTime;
  for (const [pitch, seconds] of tones) {
    const tone = new OscillatorNode(audio, { frequency: pitch, type: "triangle" });
    const volume = new GainNode(audio, { gain: 0.4 });
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + seconds);
    at += seconds + PAUSE;
  }
}
