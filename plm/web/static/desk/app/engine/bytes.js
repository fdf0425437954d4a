/* Bytes, and the texts that stand for them. */

const encoder = new TextEncoder();

export const bytesOf = (text) => encoder.encode(text);

export async function sha256(text) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytesOf(text)));
}

export const hexOf = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export const bytesFromHex = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));

export const base64Of = (bytes) => btoa(String.fromCharCode(...bytes));

export function bytesFromBase64(text) {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

export const isoOf = (ms) => new Date(ms).toISOString();

/** The moment of an RFC 3339 text; the server writes six digits of a second, which not every browser reads. */
export const msOf = (text) => (text ? Date.parse(text.replace(/(\.\d{3})\d+/, "$1")) : null);
