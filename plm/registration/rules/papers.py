"""What a handed-in file really is."""

from enum import StrEnum

from plm.registration.rules.refusals import PaperDamaged, PaperEmpty, PaperTooLarge, PaperTypeWrong

LARGEST_PAPER = 10_000_000


class PaperType(StrEnum):
    """Named by the content type it is served with."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"

    @property
    def suffix(self) -> str:
        return {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}[self.value]


_BEGINNINGS = {
    b"%PDF-": PaperType.PDF,
    b"\xff\xd8\xff": PaperType.JPEG,
    b"\x89PNG\r\n\x1a\n": PaperType.PNG,
}
_END_OF_PDF = b"%%EOF"


def paper_type(data: bytes, *, filename: str) -> PaperType:
    """The type by content alone; refuses an empty, too large, foreign or cut-off file."""
    if not data:
        raise PaperEmpty(filename=filename)
    if len(data) > LARGEST_PAPER:
        raise PaperTooLarge(filename=filename, size=len(data), limit=LARGEST_PAPER)
    found = next((kind for beginning, kind in _BEGINNINGS.items() if data.startswith(beginning)), None)
    if found is None:
        raise PaperTypeWrong(filename=filename)
    if found is PaperType.PDF and _END_OF_PDF not in data:
        raise PaperDamaged(filename=filename)
    return found
