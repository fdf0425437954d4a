"""The simple road: each sheet rendered alone through WeasyPrint's public doors; the fast road is compared with it."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import SubElement

from plm.adapters.engine import assembling, codes, texts
from plm.adapters.engine.sources import Loaded, codes_of
from plm.adapters.engine.values import Batch, Flaw, Piece, Remark, Sheet, Template, TemplateRefused
from plm.adapters.pdf import GlyphMissing, no_missing_glyphs
from plm.adapters.signing import Seal

STEPS = 200
SMALLEST = 60
READABLE = 8.0
# A line of the shipped faces is this much taller than its letters' size.
LEADING = 1.362
TEXT, BOX = "plm-text-", "plm-box-"


class Filled:
    """A template with one sheet's values in its tree; texts too wide for their box are set smaller."""

    def __init__(self, template: Template, sheet: Sheet, *, variant: str | None = "pdf/a-3a") -> None:
        self.loaded, self.variant = Loaded(template), variant
        self.steps: dict[int, int] = {}
        self.remarks: set[Remark] = set()
        self.failure: Remark | None = None
        self._links(sheet)
        self.framed = [self._frame(element, where, sheet) for element, where in list(texts.texts_of(self.loaded.tree))]
        for image in codes_of(self.loaded.tree):
            if sheet.qr:
                image.set("src", codes.picture(sheet.qr))
        self.document = self._fitted()

    def _links(self, sheet: Sheet) -> None:
        for link in texts.links_of(self.loaded.tree):
            link.set("href", texts.fill_address(link.get("href"), sheet.values))

    def _frame(self, element: Any, where: str, sheet: Sheet) -> Any:
        """Texts that stand alone in their element get a frame of their own, whose width can be read."""
        texts.change(element, where, lambda text: texts.fill_shown(text, sheet.values))
        if where == "tail" or len(element):
            return None
        frame = SubElement(element, "plm-text")
        frame.text, element.text = element.text, None
        return element, frame

    def _fitted(self) -> Any:
        self._number()
        document = self._render()
        while wide := dict(self._too_wide(document)):
            if all(self.steps.get(number, STEPS) <= SMALLEST for number in wide):
                self.failure = Remark.TOO_LONG
                break
            for number, (has, wants) in wide.items():
                step = self.steps.get(number, STEPS)
                self.steps[number] = max(SMALLEST, min(step - 1, int(step * has / wants)))
                self.framed[number][1].set("style", f"font-size:{self.steps[number] / STEPS}em")
            document = self._render()
        self._look_at_size(document)
        for name in [name for name in document.pages[0].anchors if name.startswith((TEXT, BOX))]:
            del document.pages[0].anchors[name]
        return document

    def _number(self) -> None:
        for number, pair in enumerate(self.framed):
            if pair:
                pair[0].attrib.setdefault("id", f"{BOX}{number}")
                pair[1].set("id", f"{TEXT}{number}")

    def _render(self) -> Any:
        document = self.loaded.render(variant=self.variant)
        if len(document.pages) > 1:
            raise TemplateRefused((Flaw.TWO_PAGES, str(len(document.pages))))
        return document

    def _too_wide(self, document: Any) -> Iterator[tuple[int, tuple[float, float]]]:
        anchors = document.pages[0].anchors
        for number, pair in enumerate(self.framed):
            box = pair and anchors.get(pair[0].get("id"))
            text = pair and anchors.get(pair[1].get("id"))
            if box and text and (wants := text[2] - text[0]) > (has := box[2] - box[0]) + 0.02:
                yield number, (has, wants)

    def _look_at_size(self, document: Any) -> None:
        anchors = document.pages[0].anchors
        for number in self.steps:
            text = anchors[f"{TEXT}{number}"]
            if (text[3] - text[1]) * 0.75 / LEADING < READABLE:
                self.remarks.add(Remark.TOO_SMALL)


def make_batch(template: Template, sheets: Sequence[Sheet], *, seal: Seal | None, now: datetime) -> Batch:
    Loaded(template)
    return Batch(b"", (make_piece(template, sheet, seal=seal, now=now) for sheet in sheets))


def make_piece(template: Template, sheet: Sheet, *, seal: Seal | None, now: datetime) -> Piece:
    """A whole file, nothing of it shared."""
    try:
        filled = Filled(template, sheet)
        if filled.failure:
            return Piece(b"", "", 0, frozenset(filled.remarks | {filled.failure}), filled.failure)
        with no_missing_glyphs():
            content = bytearray(_written(filled.document, template, sheet, seal, now))
    except GlyphMissing:
        missing = Remark.GLYPH_MISSING
        return Piece(b"", "", 0, frozenset({missing}), missing)
    if seal:
        assembling.sealed(hashlib.sha256(), 0, content, seal)
    return Piece(bytes(content), hashlib.sha256(content).hexdigest(), len(content), frozenset(filled.remarks))


def _written(document: Any, template: Template, sheet: Sheet, seal: Seal | None, now: datetime) -> bytes:
    title, author = texts.fill(template.title, sheet.values), texts.fill(template.author, sheet.values)
    document.metadata.title, document.metadata.authors = title, [author] if author else []

    def finish(_: Any, pdf: Any) -> None:
        metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
        metadata.stream = [assembling.xmp(title, author, str(pdf.info["Producer"].string))]
        metadata.compress = False
        if seal:
            assembling.add_signature(pdf, seal, now)

    return bytes(document.write_pdf(finisher=finish, pdf_variant="pdf/a-3a"))
