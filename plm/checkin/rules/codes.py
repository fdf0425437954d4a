"""What a ticket's code is, and what its QR says."""

from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from plm.codes import CODE_LENGTH

TICKET_PURPOSE = "ticket"
TICKET_PATH = "/T/"
GROUP_PURPOSE = "group"
GROUP_PATH = "/D/"
# Nothing that a camera reads out of a ticket is longer; what is, is cut and then known as garbled.
LONGEST_CODE = 400
# 26 characters of five bits hold 128 bits and two that are always zero, so the last one is one of these.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {sign: value for value, sign in enumerate(_ALPHABET)}
_LAST = frozenset("048CGMRW")
# A prime, so that every wrong character and every swap of neighbours moves the sum.
_CHECK_MODULUS = 31


class TicketKind(StrEnum):
    """What an event's QR codes hold: a secret that is looked up, or a signature that proves itself without signal."""

    OPAQUE = "opaque"
    SIGNED = "signed"


def serial_of(nonce: str) -> str:
    """The 64-bit name of a ticket inside signed codes, as 16 hexadecimal digits; no secret."""
    return sha256(f"serial:{nonce}".encode()).hexdigest()[:16]


def is_well_formed(code: str) -> bool:
    """Whether a code could be a ticket at all, or was cut, mistyped or never one."""
    return len(code) == CODE_LENGTH and _VALUES.keys() >= set(code) and code[-1] in _LAST


def check_character(code: str) -> str:
    """The 27th character of a written ticket code, made of the other 26."""
    return _ALPHABET[sum(place * _VALUES[sign] for place, sign in enumerate(code, 1)) % _CHECK_MODULUS]


def written_code(code: str) -> str:
    """The code as tickets show it: with its check character."""
    return code + check_character(code)


def is_scan_id(text: str) -> bool:
    """Ids are made by the device: a UUID as text, in its one canonical spelling."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def ticket_url(public_url: str, code: str) -> str:
    """What the QR says: upper case throughout, so that it fits the small alphanumeric code."""
    return f"{public_url}{TICKET_PATH}{written_code(code)}".upper()


def group_url(public_url: str, code: str) -> str:
    """What the QR of a whole delegation says."""
    return f"{public_url}{GROUP_PATH}{written_code(code)}".upper()
