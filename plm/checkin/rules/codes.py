"""What a ticket's code is, and what its QR says."""

from uuid import UUID

from plm.codes import CODE_LENGTH

TICKET_PURPOSE = "ticket"
TICKET_PATH = "/T/"
# Nothing that a camera reads out of a ticket is longer; what is, is cut and then known as garbled.
LONGEST_CODE = 400
# 26 characters of five bits hold 128 bits and two that are always zero, so the last one is one of these.
_ALPHABET = frozenset("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
_LAST = frozenset("048CGMRW")


def is_well_formed(code: str) -> bool:
    """Whether a code could be a ticket at all, or was cut, mistyped or never one."""
    return len(code) == CODE_LENGTH and _ALPHABET.issuperset(code) and code[-1] in _LAST


def is_scan_id(text: str) -> bool:
    """Ids are made by the device: a UUID as text, in its one canonical spelling."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def ticket_url(public_url: str, code: str) -> str:
    """What the QR says: upper case throughout, so that it fits the small alphanumeric code."""
    return f"{public_url}{TICKET_PATH}{code}".upper()
