/* The camera: shows itself in a <video> and calls back with the text of each QR code it meets. */
"use strict";

const LARGEST_SIDE = 800;
const BETWEEN_FRAMES = 120;
const SAME_CODE_REST = 3000;
const WISH = { audio: false, video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } } };

class Camera {
  constructor(video, workerUrl, onCode) {
    this.video = video;
    this.onCode = onCode;
    this.paused = true;
    this.last = { text: "", seenAt: 0 };
    this.canvas = document.createElement("canvas");
    this.pen = this.canvas.getContext("2d", { willReadFrequently: true });
    this.worker = new Worker(workerUrl);
  }

  /** Resolves when the picture runs and the reader is warm; rejects with the reason otherwise. */
  async start() {
    const ready = new Promise((resolve, reject) => {
      this.worker.onmessage = ({ data }) => (data.ready ? resolve() : reject(new Error(data.failed)));
      this.worker.onerror = reject;
    });
    const [stream] = await Promise.all([navigator.mediaDevices.getUserMedia(WISH), ready]);
    [this.track] = stream.getVideoTracks();
    this.worker.onmessage = ({ data }) => this.heard(data.text);
    this.video.srcObject = stream;
    await this.video.play();
  }

  resume() {
    // A ticket still held up after its verdict is not a new scan.
    this.last.seenAt = Date.now();
    if (this.paused) {
      this.paused = false;
      this.look();
    }
  }

  pause() {
    this.paused = true;
  }

  look() {
    if (this.paused) return;
    const { videoWidth, videoHeight } = this.video;
    if (!videoWidth) {
      this.later();
      return;
    }
    const scale = Math.min(1, LARGEST_SIDE / Math.max(videoWidth, videoHeight));
    this.canvas.width = Math.round(videoWidth * scale);
    this.canvas.height = Math.round(videoHeight * scale);
    this.pen.drawImage(this.video, 0, 0, this.canvas.width, this.canvas.height);
    const frame = this.pen.getImageData(0, 0, this.canvas.width, this.canvas.height);
    this.worker.postMessage(frame, [frame.data.buffer]);
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), BETWEEN_FRAMES);
  }

  heard(text) {
    if (this.paused) return;
    this.later();
    if (!text) return;
    const now = Date.now();
    const again = text === this.last.text && now - this.last.seenAt < SAME_CODE_REST;
    this.last = { text, seenAt: now };
    if (!again) this.onCode(text);
  }

  get hasTorch() {
    return Boolean(this.track?.getCapabilities?.().torch);
  }

  torch(on) {
    return this.track.applyConstraints({ advanced: [{ torch: on }] });
  }
}
