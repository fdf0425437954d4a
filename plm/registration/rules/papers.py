"""The papers an event asks for, whose each is, and what a handed-in file really is."""

import re
from dataclasses import dataclass
from enum import StrEnum

from plm.errors import NotFound
from plm.registration.rules.refusals import PaperDamaged, PaperEmpty, PaperTooLarge, PaperTypeWrong

LARGEST_PAPER = 10_000_000


class PaperScope(StrEnum):
    """Whether one paper does for the delegation, or each person hands in their own."""

    DELEGATION = "delegation"
    PERSON = "person"


class PaperDue(StrEnum):
    """Needed before the registration is sent, or any time until the end."""

    REGISTRATION = "registration"
    LATER = "later"


@dataclass(frozen=True)
class PaperSlot:
    """One paper of one delegation or person: `requested_paper_id` is None for the assignment letter."""

    scope: PaperScope
    owner_id: int
    requested_paper_id: int | None = None

    @property
    def word(self) -> str:
        """How addresses and the table name it: `delegation-5-letter`, `person-33-7`."""
        return f"{self.scope.value}-{self.owner_id}-{self.requested_paper_id or 'letter'}"


_SLOT = re.compile(r"(delegation|person)-(\d{1,18})-(letter|\d{1,18})", re.ASCII)


def letter_slot(delegation_id: int) -> PaperSlot:
    """Where a delegation's assignment letter lies."""
    return PaperSlot(PaperScope.DELEGATION, delegation_id)


def read_slot(word: str) -> PaperSlot:
    """The slot that `PaperSlot.word` names, or NotFound."""
    found = _SLOT.fullmatch(word)
    if found is None or (found[1], found[3]) == ("person", "letter"):
        raise NotFound(what="paper", value=word)
    return PaperSlot(PaperScope(found[1]), int(found[2]), None if found[3] == "letter" else int(found[3]))


class PaperType(StrEnum):
    """Named by the content type it is served with."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"
    HEIC = "image/heic"

    @property
    def suffix(self) -> str:
        return {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "image/heic": "heic"}[self.value]


_BEGINNINGS = {
    b"%PDF-": PaperType.PDF,
    b"\xff\xd8\xff": PaperType.JPEG,
    b"\x89PNG\r\n\x1a\n": PaperType.PNG,
}
_END_OF_PDF = b"%%EOF"
# ISO/IEC 23008-12: the brand of a file that telephones write as .heic or .heif.
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})


def paper_type(data: bytes, *, filename: str) -> PaperType:
    """The type by content alone; refuses an empty, too large, foreign or cut-off file."""
    if not data:
        raise PaperEmpty(filename=filename)
    if len(data) > LARGEST_PAPER:
        raise PaperTooLarge(filename=filename, size=len(data), limit=LARGEST_PAPER)
    found = next((kind for beginning, kind in _BEGINNINGS.items() if data.startswith(beginning)), None)
    if found is None and data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        found = PaperType.HEIC
    if found is None:
        raise PaperTypeWrong(filename=filename)
    if found is PaperType.PDF and _END_OF_PDF not in data:
        raise PaperDamaged(filename=filename)
    return found
