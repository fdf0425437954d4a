/* What was scanned or typed: which kind of code it is, what is looked up for it, or what is wrong with it.
   The same reading as the server's `read_ticket`; tests/checkin/cases.json holds both to it. */

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE_LENGTH = 26;
// 128 bits in 26 characters leave two bits that are always zero.
const LAST = "048CGMRW";
const CHECK_MODULUS = 31;
const PICKED = "P:";
const SERIAL = /^[0-9a-f]{16}$/;
// A typed code may begin like a signed one, but is never nearly as long.
const SIGNED = /^T[0-9]/;
const SHORTEST_SIGNED = 60;
const GROUP = "/D/";

export function checkCharacter(code) {
  let sum = 0;
  for (let at = 0; at < CODE_LENGTH; at += 1) sum += (at + 1) * ALPHABET.indexOf(code[at]);
  return ALPHABET[sum % CHECK_MODULUS];
}

export const writtenCode = (code) => code + checkCharacter(code);

/** Whether it was ticked in a list of people instead of scanned. */
export const isPicked = (text) => text.trim().startsWith(PICKED);

/** -> {kind: "opaque"|"signed"|"group"|"picked", lookup, secret?, serial?, flaw?} */
export function readCode(typed) {
  const text = typed.trim();
  if (isPicked(text)) return readPicked(text.slice(PICKED.length));
  if (SIGNED.test(text) && text.length >= SHORTEST_SIGNED) return { kind: "signed", lookup: text, secret: text };
  return readOpaque(text);
}

function readPicked(serial) {
  const read = { kind: "picked", lookup: `S:${serial}`, serial };
  return SERIAL.test(serial) ? read : { ...read, flaw: "garbled" };
}

function readOpaque(text) {
  const kind = text.toUpperCase().includes(GROUP) ? "group" : "opaque";
  const code = tailOf(text);
  const core = code.slice(0, CODE_LENGTH);
  const longEnough = code.length === CODE_LENGTH || code.length === CODE_LENGTH + 1;
  if (!longEnough || !isWellFormed(core)) return { kind, lookup: code, flaw: "garbled" };
  if (code.length > CODE_LENGTH && code.at(-1) !== checkCharacter(core)) {
    return { kind, lookup: code, flaw: "wrong_check_digit" };
  }
  return { kind, lookup: core, secret: core };
}

/** Without URL, spaces and dashes; O as 0, I and L as 1. */
function tailOf(text) {
  const tail = text.replace(/\/+$/, "").split("/").at(-1);
  return tail.toUpperCase().replace(/[\s-]/g, "").replace(/[IL]/g, "1").replace(/O/g, "0");
}

function isWellFormed(core) {
  return [...core].every((sign) => ALPHABET.includes(sign)) && LAST.includes(core.at(-1));
}
