"""Signing outside: parts to take away, and what is said of each file brought back."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from plm.certificates.rules.numbers import file_name

FILES_IN_A_PART = 500
LARGEST_SIGNED = 5_000_000
MOST_FILES = 600
MOST_BYTES = 250_000_000
PDF_START = b"%PDF-"


class SealFlaw(StrEnum):
    """Why nothing can be signed with the key of this server."""

    MISSING = "missing"
    PASSWORD_WRONG = "password_wrong"  # noqa: S105  # a word for a flaw, not a password
    KEY_MISSING = "key_missing"
    KEY_KIND = "key_kind"
    ENDED = "ended"
    NOT_YET = "not_yet"
    USAGE = "usage"
    GATEWAY_SILENT = "gateway_silent"
    GATEWAY_WRONG = "gateway_wrong"
    ROOTS_UNREADABLE = "roots_unreadable"
    OTHER = "other"


class Brought(StrEnum):
    """What became of a file that was brought back signed; the first two are no failure."""

    TAKEN, ALREADY = "taken", "already"
    NOT_PDF, TOO_LARGE, UNKNOWN = "not_pdf", "too_large", "unknown"
    ENDED, SIGNED_BEFORE, REWRITTEN = "ended", "signed_before", "rewritten"
    UNSIGNED, BROKEN, NOT_WHOLE, ALTERED = "unsigned", "broken", "not_whole", "altered"
    EXPIRED, NOT_BSRE = "expired", "not_bsre"
    ZIP_DAMAGED, ZIP_TOO_LARGE = "zip_damaged", "zip_too_large"

    @property
    def is_well(self) -> bool:
        return self in (Brought.TAKEN, Brought.ALREADY)


@dataclass(frozen=True)
class Outcome:
    """One file brought back, by its own name, and the certificate it belongs to if that is known."""

    filename: str
    brought: Brought
    number: str = ""


def parts_of(count: int) -> int:
    return -(-count // FILES_IN_A_PART)


def number_meant(filename: str, numbers: Iterable[str]) -> str | None:
    """The number whose file name stands in this one, as signers add words of their own before or after it."""
    plain = filename.replace("\\", "/").rpartition("/")[2].casefold()
    meant = [number for number in numbers if _stands_in(file_name(number).removesuffix(".pdf").casefold(), plain)]
    return max(meant, key=len, default=None)


def _stands_in(stem: str, filename: str) -> bool:
    return re.search(rf"(?<![0-9a-z]){re.escape(stem)}(?![0-9a-z])", filename) is not None
