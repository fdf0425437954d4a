/* Reads QR codes out of camera frames, away from the page's own thread.
   Its response carries the one Content-Security-Policy that allows WebAssembly. */
"use strict";

// The version in the address: files that are kept for a year must not meet another version of each other.
const READER = "../vendor/zxing-3.1.4/";

importScripts(`${READER}zxing_reader.js`);

const OPTIONS = { formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 1 };

// Without this the reader would fetch its wasm from a foreign host.
ZXingWASM.prepareZXingModule({
  overrides: { locateFile: (name) => new URL(READER + name, self.location.href).href },
  fireImmediately: true,
}).then(warmUp, (error) => self.postMessage({ failed: String(error) }));

async function warmUp() {
  // The first decode costs a slow phone half a second; better now than at the first guest.
  await ZXingWASM.readBarcodes(new ImageData(64, 64), OPTIONS);
  self.postMessage({ ready: true });
}

self.onmessage = async ({ data: frame }) => {
  const [found] = await ZXingWASM.readBarcodes(frame, OPTIONS);
  self.postMessage({ text: found ? found.text : "" });
};
