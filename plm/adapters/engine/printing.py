"""One long PDF for the printer, a page a sheet, untagged and unsigned, in flat memory."""

from array import array
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import pydyf

from plm.adapters.engine import assembling, inside
from plm.adapters.engine.holes import Press
from plm.adapters.engine.masters import Master
from plm.adapters.engine.values import Sheet, Template
from plm.clock import now

CHUNK = 250
# The tree of pages and the catalogue, which all chunks share and which are written last.
PAGES, CATALOGUE = 1, 2
FIRST = 3


def print_pages(template: Template, sheets: Iterable[Sheet]) -> Iterator[bytes]:
    """The file in pieces; what cannot be printed is left out. Still parts are written once a chunk."""
    book, rest = Book(), iter(sheets)
    yield book.begun()
    while chunk := list(islice(rest, CHUNK)):
        press = LoosePress(Master(template, chunk, variant=None), start=book.next)
        yield from book.chunk(press, chunk)
    yield book.ended()


class LoosePress(Press):
    """A press whose objects are numbered from where the last chunk ended."""

    variant = None

    def __init__(self, master: Master, *, start: int) -> None:
        self.start = start
        with inside.numbered_from(start):
            super().__init__(master, seal=None, now=now())

    def _lay_out(self, pdf: Any) -> None:
        reserved = {number for _, number in self.order}
        page = pdf.objects[pdf.pages["Kids"][0]]
        page.pop("Annots", None)
        self.page = page
        self.still = [item for item in pdf.objects[self.start :] if item is not page and item.number not in reserved]
        self.end = len(pdf.objects)


class Book:
    """Objects written one after the other, and where each begins."""

    def __init__(self) -> None:
        self.starts, self.place, self.kids = array("Q", [0] * FIRST), 0, array("L")

    @property
    def next(self) -> int:
        return len(self.starts)

    def begun(self) -> bytes:
        self.place = len(assembling.HEADER)
        return assembling.HEADER

    def chunk(self, press: LoosePress, sheets: list[Sheet]) -> Iterator[bytes]:
        self.starts.extend([0] * (press.end - self.next))
        for item in press.still:
            yield self._put(item.number, bytes(item.data))
        written: dict[tuple[int, bytes], int] = {}
        for sheet in sheets:
            if press.remarked(sheet)[1] is None:
                yield from self._page(press, sheet, written)

    def _page(self, press: LoosePress, sheet: Sheet, written: dict[tuple[int, bytes], int]) -> Iterator[bytes]:
        filled = {}
        for number, content in press.fillings(sheet).items():
            if (number, content) not in written:
                written[number, content] = self._new()
                yield self._put(written[number, content], content)
            filled[b"%d 0 R" % number] = b"%d 0 R" % written[number, content]
        references = [filled.get(reference, reference) for reference in press.page["Contents"]]
        page = pydyf.Dictionary({**press.page, "Contents": pydyf.Array(references)})
        self.kids.append(self._new())
        yield self._put(self.kids[-1], bytes(page.data))

    def _new(self) -> int:
        self.starts.append(0)
        return self.next - 1

    def _put(self, number: int, body: bytes) -> bytes:
        written = assembling.OBJECT % (number, body)
        self.starts[number] = self.place
        self.place += len(written)
        return written

    def ended(self) -> bytes:
        kids = b" ".join(b"%d 0 R" % number for number in self.kids)
        pages = self._put(PAGES, b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(self.kids), kids))
        catalogue = self._put(CATALOGUE, b"<</Type/Catalog/Pages %d 0 R>>" % PAGES)
        entries = b"".join(b"%010d 00000 n \n" % start if start else b"0000000000 65535 f \n" for start in self.starts)
        trailer = b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (self.next, CATALOGUE, self.place)
        return pages + catalogue + b"xref\n0 %d\n" % self.next + entries + trailer
