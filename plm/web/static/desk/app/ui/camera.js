/* The camera: shows itself in a <video> and calls back with the text of each QR code it meets. */

const LARGEST_SIDE = 800;
const BETWEEN_FRAMES = 120;
const SAME_CODE_REST = 3000;
const READER = new URL("../../decode-worker.js", import.meta.url);

export class Camera {
  constructor(video, onCode) {
    this.video = video;
    this.onCode = onCode;
    this.paused = true;
    this.last = { text: "", seenAt: 0 };
    this.wish = { facingMode: { ideal: "environment" } };
    this.canvas = document.createElement("canvas");
    this.pen = this.canvas.getContext("2d", { willReadFrequently: true });
    // The reader starts before the camera is asked for, so that it is warm at the first guest.
    this.worker = new Worker(READER);
    this.warm = new Promise((resolve, reject) => {
      this.worker.onmessage = ({ data }) => (data.ready ? resolve() : reject(new Error(data.failed)));
      this.worker.onerror = () => reject(new Error("the reader did not start"));
    });
    this.warm.then(() => (this.worker.onmessage = ({ data }) => this.heard(data.text)), () => {});
  }

  /** Resolves when the picture runs and the reader is warm; rejects with the reason otherwise. */
  async start(wish = this.wish) {
    this.wish = wish;
    this.stop();
    const asked = { audio: false, video: { width: { ideal: 1280 }, height: { ideal: 720 }, ...wish } };
    const [stream] = await Promise.all([navigator.mediaDevices.getUserMedia(asked), this.warm]);
    // Whoever asked again meanwhile wants another camera.
    if (wish !== this.wish) {
      for (const track of stream.getTracks()) track.stop();
      return;
    }
    [this.track] = stream.getVideoTracks();
    const { facingMode } = this.track.getSettings?.() ?? {};
    this.video.classList.toggle("is-mirror", facingMode === "user" || wish.facingMode?.ideal === "user");
    this.video.srcObject = stream;
    this.video.hidden = false;
    this.play();
  }

  /** Moving the video elsewhere interrupts it, which is no failure. */
  play() {
    this.video.play().catch(() => {});
  }

  stop() {
    this.track?.stop();
    this.track = null;
    this.video.srcObject = null;
  }

  get runs() {
    return this.track?.readyState === "live";
  }

  /** Shows the picture in that place; moving a video stops it. */
  showIn(place) {
    if (this.video.parentNode === place) return;
    place.append(this.video);
    if (this.runs) this.play();
  }

  resume() {
    // A ticket still held up after its verdict is not a new scan.
    this.last.seenAt = Date.now();
    if (!this.paused) return;
    this.paused = false;
    this.look();
  }

  pause() {
    this.paused = true;
    clearTimeout(this.timer);
  }

  look() {
    if (this.paused) return;
    const { videoWidth, videoHeight } = this.video;
    if (!this.runs || !videoWidth || document.hidden) {
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

  /** The cameras this device has; their names are told once one of them runs. */
  async choices() {
    const devices = await navigator.mediaDevices.enumerateDevices();
    return devices.filter((device) => device.kind === "videoinput" && device.deviceId);
  }

  get chosen() {
    return this.track?.getSettings?.().deviceId ?? "";
  }

  get hasTorch() {
    return Boolean(this.track?.getCapabilities?.().torch);
  }

  torch(on) {
    return this.track.applyConstraints({ advanced: [{ torch: on }] });
  }
}
