"""From what was scanned or typed to a request."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from plm.checkin.rules.codes import check_character, is_well_formed
from plm.checkin.rules.scans import Reason, ScanRequest
from plm.checkin.rules.signed import NO_KEYS, Signing, check_signed, is_signed
from plm.codes import CODE_LENGTH, hash_code, read_code

# A ticket picked from a list of people instead of scanned: `P:` and its serial.
PICKED = "P:"
_SERIAL = frozenset("0123456789abcdef")


@dataclass(frozen=True)
class ReadTicket:
    """What a code says: the text that is looked up by its hash or the ticket's serial, or what is wrong with it.

    What is wrong names no ticket, so that nobody learns from a forged code whose it might be.
    """

    lookup: str
    serial: str = ""
    flaw: Reason | None = None
    manual: bool = False


def read_ticket(typed: str, keys: Signing = NO_KEYS) -> ReadTicket:
    """Read an opaque code with or without its check character, a signed one with the event's keys, or a picked one."""
    text = typed.strip()
    if text.startswith(PICKED):
        serial = text.removeprefix(PICKED)
        sound = len(serial) == 16 and _SERIAL.issuperset(serial)
        return ReadTicket(f"S:{serial}", serial if sound else "", None if sound else Reason.GARBLED, manual=True)
    if is_signed(text):
        serial, flaw = check_signed(text, keys)
        return ReadTicket(f"S:{serial}" if serial else text, serial, flaw)
    return _read_opaque(read_code(text))


def _read_opaque(code: str) -> ReadTicket:
    core = code[:CODE_LENGTH]
    if len(code) not in (CODE_LENGTH, CODE_LENGTH + 1) or not is_well_formed(core):
        return ReadTicket(code, flaw=Reason.GARBLED)
    if len(code) > CODE_LENGTH and code[-1] != check_character(core):
        return ReadTicket(code, flaw=Reason.WRONG_CHECK_DIGIT)
    return ReadTicket(core)


def scan_request(id: str, typed: str, *, scanned_at: datetime, keys: Signing = NO_KEYS, **more: Any) -> ScanRequest:
    """A request from what was scanned or typed; `more` are fields of ScanRequest."""
    read = read_ticket(typed, keys)
    return ScanRequest(
        id, hash_code(read.lookup), scanned_at, flaw=read.flaw, serial=read.serial, manual=read.manual, **more
    )
