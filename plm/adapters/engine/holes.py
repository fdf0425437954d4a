"""The fast road: a template painted once, holes where its places stand, and each person's texts to fill them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import pydyf

from plm.adapters.engine import assembling, codes, inside, texts
from plm.adapters.engine.masters import Master
from plm.adapters.engine.sources import refuse
from plm.adapters.engine.values import Batch, EngineOutdated, Flaw, Piece, Remark, Sheet, Template
from plm.adapters.signing import Seal

LINK_MARKED = re.compile(rb"plm0place([0-9]+)0mark")


class _Painted(Exception):
    """No error: the page is painted, and its bytes are written by us."""


class Press:
    """A master painted, its shared bytes written: what is left is each person's own."""

    variant: str | None = "pdf/a-3a"

    def __init__(self, master: Master, *, seal: Seal | None, now: datetime) -> None:
        self.master, self.seal, self.now = master, seal, now
        self.missing: set[tuple[int, tuple[str, ...]]] = set()
        self.holes: list[tuple[int, int]] = []  # (paragraph, part) of each hole that a text fills
        self.boxes = inside.codes_of(master.document)
        self._words = [list(dict.fromkeys(column)) for column in zip(*map(master.texts_of, master.sheets), strict=True)]
        self.filled: list[dict[tuple[str, ...], bytes]] = []
        self._paint()

    def _paint(self) -> None:
        cut: dict[int, int] = {}
        for number, paragraph in enumerate(self.master.paragraphs):
            cut |= {id(box): inside.BLANK for box in paragraph.drawn}
            for place, part in enumerate(paragraph.parts):
                cut[id(part.box)] = len(self.holes)
                self.holes.append((number, place))
        self.filled = [{} for _ in self.holes]
        for number, box in enumerate(self.boxes):
            inside.cut_code(box, len(self.holes) + number)
        metadata = self.master.document.metadata
        metadata.title, metadata.authors = "x", []
        try:
            with inside.holes_cut(cut, self._boxes, self._drawn):
                self.master.document.write_pdf(finisher=self._finish, pdf_variant=self.variant)
        except _Painted:
            return
        raise EngineOutdated("the finisher was not called")

    def _boxes(self, hole: int) -> Iterator[tuple[Any, ...]]:
        number, place = self.holes[hole]
        return (self.master.setting(number, words).boxes[place] for words in self._words[number])

    def _drawn(self, hole: int, filling: int, operators: bytes, missing: bool) -> None:
        number, _ = self.holes[hole]
        words = self._words[number][filling]
        self.filled[hole][words] = assembling.stream(operators)
        if missing:
            self.missing.add((number, words))

    def _finish(self, document: Any, pdf: Any) -> None:
        page = pdf.objects[pdf.pages["Kids"][0]]
        content = pdf.objects[int(page["Contents"].split()[0])]
        statics, order = _split(content.stream)
        lost = set(range(len(self.holes) + len(self.boxes))) - set(order)
        refuse(*((Flaw.PLACE_IN_GROUP, self._name(hole)) for hole in sorted(lost)))
        content.stream = statics[0]
        self.order, references = [], [content.reference]
        for hole, static in zip(order, statics[1:], strict=True):
            own, after = pydyf.Object(), pydyf.Stream(static, compress=True)
            pdf.add_object(own)
            pdf.add_object(after)
            self.order.append((hole, own.number))
            references += [own.reference, after.reference]
        page["Contents"] = pydyf.Array(references)
        self._lay_out(pdf)
        raise _Painted

    def _name(self, hole: int) -> str:
        if hole >= len(self.holes):
            return "qr"
        marks = self.master.paragraphs[self.holes[hole][0]].marks
        return self.master.occurrences[marks[0]].name if marks else "?"

    def _lay_out(self, pdf: Any) -> None:
        self.producer = str(pdf.info["Producer"].string)
        pdf.add_object(pdf.info)
        self.metadata = int(pdf.catalog["Metadata"].split()[0])
        self.signature = assembling.add_signature(pdf, self.seal, self.now) if self.seal else None
        self.worded = [item for item in pdf.objects if _strings(item)]
        self.linked = [(item, pieces) for item in pdf.objects if len(pieces := _cut_at_links(item)) > 1]
        own = {number for _, number in self.order} | {pdf.info.number, self.metadata}
        own |= {item.number for item in (*self.worded, *(item for item, _ in self.linked))} | (
            {self.signature.number} if self.signature else set()
        )
        self.layout = assembling.Layout(pdf.objects, own, pdf.catalog.reference, pdf.info.number)

    def remarked(self, sheet: Sheet) -> tuple[frozenset[Remark], Remark | None]:
        """Everything that needs a look, and what keeps the sheet from being printed."""
        return self._judged(self.master.texts_of(sheet))

    def fillings(self, sheet: Sheet) -> dict[int, bytes]:
        """By number, the stream of each hole."""
        words = self.master.texts_of(sheet)
        return {number: self._filling(hole, sheet, words) for hole, number in self.order}

    def _judged(self, words: list[tuple[str, ...]]) -> tuple[frozenset[Remark], Remark | None]:
        remarks, failure = self.master.judged(words)
        if any((number, text) in self.missing for number, text in enumerate(words)):
            failure = Remark.GLYPH_MISSING
        return (remarks | {failure} if failure else remarks), failure

    def piece(self, sheet: Sheet) -> Piece:
        words = self.master.texts_of(sheet)
        remarks, failure = self._judged(words)
        if failure:
            return Piece(b"", "", 0, remarks, failure)
        tail = self.layout.tail(self._own(sheet))
        if self.seal:
            assembling.sealed(self.layout.hash, len(self.layout.prefix), tail, self.seal)
        digest = self.layout.hash.copy()
        digest.update(tail)
        return Piece(bytes(tail), digest.hexdigest(), len(self.layout.prefix) + len(tail), remarks)

    def _own(self, sheet: Sheet) -> Mapping[int, bytes]:
        addresses = [texts.fill_address(href, sheet.values).encode("ascii", "replace") for _, href in self.master.links]
        own = self.fillings(sheet)
        own |= {item.number: _addressed(pieces, addresses) for item, pieces in self.linked}
        own |= {item.number: _worded(item, self._marked(sheet)) for item in self.worded}
        title = texts.fill(self.master.template.title, sheet.values)
        author = texts.fill(self.master.template.author, sheet.values)
        own[self.layout.info] = assembling.info(title, author, self.producer)
        content = assembling.xmp(title, author, self.producer)
        own[self.metadata] = assembling.plain_stream(content, b"/Type/Metadata/Subtype/XML")
        if self.signature:
            own[self.signature.number] = self.signature.data
        return own

    def _filling(self, hole: int, sheet: Sheet, words: list[tuple[str, ...]]) -> bytes:
        if hole < len(self.holes):
            return self.filled[hole][words[self.holes[hole][0]]]
        if not sheet.qr:
            return assembling.stream(b"")
        box = self.boxes[hole - len(self.holes)]
        return assembling.stream(codes.operators(sheet.qr, box.width, box.height))

    def _marked(self, sheet: Sheet) -> dict[str, str]:
        """Marks in the document's words, such as its bookmarks, and what stands for them."""
        values = (texts.tidy(sheet.values.get(place.name, "")) for place in self.master.occurrences)
        return {f"¤{number:02}¤": value for number, value in enumerate(values)}


def _split(operators: list[Any]) -> tuple[list[list[Any]], list[int]]:
    statics: list[list[Any]] = [[]]
    order: list[int] = []
    for item in operators:
        if isinstance(item, inside.Mark):
            order.append(item.hole)
            statics.append([])
        else:
            statics[-1].append(item)
    return statics, order


def _cut_at_links(item: Any) -> list[bytes]:
    """An annotation cut where the address of a link goes: text, number, text, number, …"""
    if not isinstance(item, pydyf.Dictionary) or item.get("Type") != "/Annot":
        return []
    return LINK_MARKED.split(bytes(item.data))


def _addressed(pieces: list[bytes], addresses: list[bytes]) -> bytes:
    return b"".join(addresses[int(piece)] if place % 2 else piece for place, piece in enumerate(pieces))


def _strings(item: Any) -> list[Any]:
    """The strings in an object that have marks."""
    if isinstance(item, pydyf.String):
        return [item] if isinstance(item.string, str) and inside.MARK.search(item.string) else []
    children: Iterable[Any] = item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()
    return [string for child in children for string in _strings(child)]


def _worded(item: Any, marks: dict[str, str]) -> bytes:
    strings = _strings(item)
    kept = [string.string for string in strings]
    for string in strings:
        string.string = inside.MARK.sub(lambda mark: marks[mark[0]], string.string)
    written = bytes(item.data)
    for string, text in zip(strings, kept, strict=True):
        string.string = text
    return written


def make_batch(template: Template, sheets: Sequence[Sheet], *, seal: Seal | None, now: datetime) -> Batch:
    press = Press(Master(template, sheets), seal=seal, now=now)
    return Batch(press.layout.prefix, _pieces(press, sheets))


def _pieces(press: Press, sheets: Sequence[Sheet]) -> Iterator[Piece]:
    yield from map(press.piece, sheets)
