"""Where the texts with places stand on a page that WeasyPrint has laid out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from plm.adapters.engine.inside.loading import load_inside, page_box, walk
from plm.adapters.engine.values import Flaw

MARK = re.compile("¤([0-9]{2,3})¤")
WRAPS = frozenset({"normal", "pre-wrap", "pre-line"})
CODE_SIDE = 45.0  # pixels of 1/96 inch: 12 mm


@dataclass
class Part:
    """A stretch of text in one style; `pattern` still has its marks."""

    box: Any
    pattern: str
    gap: float = 0.0


@dataclass
class Paragraph:
    """Lines up to a forced break, of which one has a mark at least."""

    block: Any
    lines: list[Any]
    parts: list[Part]
    trail: float
    drawn: list[Any] = field(default_factory=list)
    flaws: list[tuple[Flaw, str]] = field(default_factory=list)
    room: float = 0.0

    @property
    def wraps(self) -> bool:
        return any(part.box.style["white_space"] in WRAPS for part in self.parts)

    @property
    def marks(self) -> list[int]:
        return [int(mark) for part in self.parts for mark in MARK.findall(part.pattern)]


def paragraphs_of(document: Any) -> list[Paragraph]:
    inside = load_inside()
    found = []
    for block in walk(page_box(document)):
        lines = [line for line in getattr(block, "children", ()) if isinstance(line, inside.boxes.LineBox)]
        for run in _runs(lines):
            if any(MARK.search(part.text) for line in run for part in _texts(line)):
                found.append(_paragraph(block, run))
    _measure_rooms(found, page_box(document))
    return found


def codes_of(document: Any) -> list[Any]:
    return [box for box in walk(page_box(document)) if _is_code(box)]


def _is_code(box: Any) -> bool:
    replaced = isinstance(box, load_inside().boxes.ReplacedBox)
    return replaced and box.element is not None and "data-qr" in box.element.attrib


def _runs(lines: list[Any]) -> Iterator[list[Any]]:
    run: list[Any] = []
    for line in lines:
        run.append(line)
        if any((box.element_tag or "").startswith("br") for box in walk(line)):
            yield run
            run = []
    if run:
        yield run


def _texts(line: Any) -> list[Any]:
    boxes = load_inside().boxes
    return [
        box for box in walk(line) if isinstance(box, boxes.TextBox) and not (box.element_tag or "").startswith("br")
    ]


def _paragraph(block: Any, lines: list[Any]) -> Paragraph:
    drawn = [text for line in lines for text in _texts(line)]
    if len(lines) > 1 and len({(id(text.element), str(text.element_tag)) for text in drawn}) == 1:
        parts = [Part(drawn[0], " ".join(text.text.strip(" ") for text in drawn))]
    else:
        parts, right = [], lines[0].position_x
        for text in drawn:
            parts.append(Part(text, text.text, text.position_x - right))
            right = text.position_x + text.width
    last = lines[0]
    trail = last.position_x + last.width - (drawn[-1].position_x + drawn[-1].width) if len(parts) > 1 else 0.0
    flaws = [flaw for line in lines for flaw in _line_flaws(line)]
    return Paragraph(block, lines, parts, max(trail, 0.0), drawn, flaws)


def _line_flaws(line: Any) -> Iterator[tuple[Flaw, str]]:
    boxes = load_inside().boxes
    for box in list(walk(line))[1:]:
        name = str(box.element_tag)
        if not isinstance(box, boxes.TextBox | boxes.InlineBox):
            yield Flaw.PLACE_AMONG_BOXES, name
        elif isinstance(box, boxes.InlineBox) and _painted(box):
            yield Flaw.PLACE_DECORATED, name


def _painted(box: Any) -> bool:
    borders = [box.style[f"border_{side}_width"] for side in ("top", "right", "bottom", "left")]
    return any(borders) or bool(box.background and (box.background.color.alpha or box.background.layers))


def _measure_rooms(paragraphs: list[Paragraph], page: Any) -> None:
    """How far down each paragraph may grow before it meets what stands below."""
    boxes = load_inside().boxes
    solid = [box for box in walk(page) if isinstance(box, boxes.LineBox | boxes.ReplacedBox)]
    for paragraph in paragraphs:
        block, own = paragraph.block, {id(line) for line in paragraph.lines}
        left, right = block.content_box_x(), block.content_box_x() + block.width
        top = paragraph.lines[0].position_y
        end = paragraph.lines[-1].position_y + paragraph.lines[-1].height
        below = [
            box.position_y
            for box in solid
            if id(box) not in own
            and box.position_y >= end - 1
            and box.position_x < right
            and box.position_x + box.width > left
        ]
        floor = min([*below, page.height])
        if block.style["height"] != "auto":
            floor = min(floor, block.content_box_y() + block.height)
        paragraph.room = max(floor, end) - top
