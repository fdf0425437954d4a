"""Looking into a PDF the way a reader would."""

import pypdfium2
from PIL.Image import Image


def text_of(pdf: bytes) -> str:
    """The text of the only page, in reading order, with plain line ends."""
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    text = document[0].get_textpage().get_text_range()
    return str(text).replace("\r\n", "\n").strip()


def picture_of(pdf: bytes, dots_per_inch: int = 150) -> Image:
    return pypdfium2.PdfDocument(pdf)[0].render(scale=dots_per_inch / 72).to_pil()
