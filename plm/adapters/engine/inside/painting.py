"""Marks where a page's stream is cut, and the texts that fill the holes, drawn while WeasyPrint paints."""

import copy
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pydyf

from plm.adapters.engine.inside.loading import load_inside

BLANK = -1
# The function that is replaced meanwhile belongs to the whole process.
_one_at_a_time = threading.RLock()


class Mark(bytes):
    """An operator that paints nothing: here the page's stream is cut."""

    hole: int


@contextmanager
def holes_cut(
    holes: dict[int, int],
    fillings: Callable[[int], Iterator[tuple[Any, ...]]],
    drawn: Callable[[int, int, bytes, bool], None],
) -> Iterator[None]:
    """While a document is painted, the text boxes of `holes` leave a mark and hand over each of their fillings."""
    inside = load_inside()

    def draw_text(stream: Any, textbox: Any, offset_x: float, text_overflow: str, block_ellipsis: str = "none") -> None:
        hole = holes.get(id(textbox))
        if hole is None:
            inside.draw_text(stream, textbox, offset_x, text_overflow, block_ellipsis)
            return
        if hole == BLANK:
            return
        stream.stream.append(mark(hole))
        with missing_glyphs() as missing:
            for number, boxes in enumerate(fillings(hole)):
                own = inside.clone(stream)
                for box in boxes:
                    inside.draw_text(own, box, offset_x, "clip", "none")
                    box.pango_layout = None  # drawn once; thousands of layouts would weigh
                drawn(hole, number, b"q\n" + own_operators(own) + b"\nQ", bool(missing))
                missing.clear()

    with _one_at_a_time:
        inside.draw.draw_text = draw_text
        try:
            yield
        finally:
            inside.draw.draw_text = inside.draw_text


@contextmanager
def numbered_from(start: int) -> Iterator[None]:
    """Documents written meanwhile number their objects from here on; pages and catalogue keep theirs."""
    kept, ours = pydyf.PDF, threading.get_ident()

    class Later(kept):  # type: ignore[misc,valid-type]  # pydyf has no types
        def __init__(self) -> None:
            super().__init__()
            if threading.get_ident() == ours:
                self.objects += [self.objects[0]] * (start - len(self.objects))

    with _one_at_a_time:
        pydyf.PDF = Later
        try:
            yield
        finally:
            pydyf.PDF = kept


def mark(hole: int) -> Mark:
    made = Mark(b"")
    made.hole = hole
    return made


def own_operators(stream: Any) -> bytes:
    return b"\n".join(item if isinstance(item, bytes) else str(item).encode("ascii") for item in stream.stream)


def cut_code(box: Any, hole: int) -> None:
    """The image of a QR place leaves a mark; on a copy, because images of one address share theirs."""
    replacement = copy.copy(box.replacement)
    replacement.draw = lambda stream, width, height, style: stream.stream.append(mark(hole))
    box.replacement = replacement


@contextmanager
def missing_glyphs() -> Iterator[list[str]]:
    """WeasyPrint only logs a missing glyph."""
    lines: list[str] = []
    listener = logging.Handler()
    listener.emit = lambda record: lines.append(str(record.msg)) if ".notdef" in str(record.msg) else None  # type: ignore[method-assign]  # one line each
    logger = logging.getLogger("weasyprint")
    logger.addHandler(listener)
    try:
        yield lines
    finally:
        logger.removeHandler(listener)
