"""A text set where a place stands, by WeasyPrint's own text engine."""

import re
from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace
from typing import Any

from plm.adapters.engine.inside.loading import load_inside
from plm.adapters.engine.inside.paragraphs import MARK, WRAPS, Paragraph, Part

# A shrunk text is set in steps that both roads can take: 200ths of its own size.
STEPS = 200
SMALLEST = 60
SLACK = 0.02


@dataclass(frozen=True)
class Setting:
    """One text of a paragraph, set: its boxes a part, how much it shrank, whether it fits or would push others."""

    boxes: tuple[tuple[Any, ...], ...]
    factor: float
    points: float
    fits: bool
    pushes: bool = False


def fill(paragraph: Paragraph, values: dict[int, str]) -> tuple[str, ...]:
    """The texts of the parts, in the case the style asks for."""
    return tuple(_filled(part, values) for part in paragraph.parts)


def _filled(part: Part, values: dict[int, str]) -> str:
    style = part.box.style
    function, language = style["text_transform"], (style["lang"] or "").split("-")[0].lower()

    def value(mark: re.Match[str]) -> str:
        text = values[int(mark[1])]
        return text if function == "none" else str(load_inside().transform(function, text, language))

    return MARK.sub(value, part.pattern)


def set_paragraph(paragraph: Paragraph, texts: tuple[str, ...]) -> Setting:
    """At its own size if it fits, else smaller, down to the floor."""
    step, width = STEPS, paragraph.block.width + SLACK
    while True:
        rows, natural = _rows(paragraph, texts, step / STEPS)
        if natural <= width or step <= SMALLEST:
            break
        step = max(SMALLEST, min(step - 1, int(step * width / natural)))
    height = paragraph.lines[0].height * len(rows)
    tall = len(rows) > len(paragraph.lines) and height > paragraph.room + SLACK
    points = max(part.box.style["font_size"] for part in paragraph.parts) * 0.75 * step / STEPS
    pushes = tall and paragraph.block.style["height"] == "auto"
    return Setting(_placed(paragraph, rows), step / STEPS, points, natural <= width and not tall, pushes)


def _rows(paragraph: Paragraph, texts: tuple[str, ...], factor: float) -> tuple[list[list[Any]], float]:
    """Lines of set parts, and the width of the widest."""
    if len(paragraph.parts) == 1:
        rows = [[line] for line in _wrapped(paragraph.parts[0], texts[0], paragraph.block.width, factor)]
        return rows, max(row[0].width for row in rows)
    row = [_set(part, text, None, factor)[0] for part, text in zip(paragraph.parts, texts, strict=True)]
    gaps = sum(part.gap for part in paragraph.parts)
    return [row], sum(box.width for box in row) + gaps + paragraph.trail


def _wrapped(part: Part, text: str, width: float, factor: float) -> list[Any]:
    lines, rest = [], text.strip(" ")
    while True:
        box, resume = _set(part, rest, width, factor)
        lines.append(box)
        rest = rest.encode()[resume:].decode().lstrip(" ") if resume else ""
        if not rest:
            return lines


def _set(part: Part, text: str, width: float | None, factor: float) -> tuple[Any, int | None]:
    """A copy of the text box with another text, on the line it stood on."""
    box = part.box.copy()
    if factor != 1:
        box.style = box.style.copy()
        box.style["font_size"] *= factor
    layout, resume, box.width, baseline = _whole(text, box.style, width) or _split(text, box.style, width)
    # The template's own baseline: a fallback font taller than it shall not push the line.
    box.position_y, box.baseline = part.box.position_y + part.box.baseline - baseline, baseline
    box.pango_layout, box.text = layout, layout.text
    return box, resume


def _whole(text: str, style: Any, width: float | None) -> tuple[Any, None, float, float] | None:
    """All of the text on one line if it fits; its layout stays alive until drawn, which spares shaping it twice."""
    inside = load_inside()
    layout = _lasting(inside.Layout)(style)
    # As it will be drawn: turned on only then, it would have the text shaped once more.
    inside.pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
    layout.set_text(text)
    line, rest = layout.get_first_line()
    natural, _ = inside.line_size(line, style)
    if rest is not None or (width is not None and style["white_space"] in WRAPS and natural > width):
        return None
    return layout, None, natural, inside.pango.pango_layout_get_baseline(layout.layout) * inside.FROM_UNITS


def _split(text: str, style: Any, width: float | None) -> tuple[Any, int | None, float, float]:
    """As much as fits, broken as WeasyPrint breaks; and where the rest begins."""
    context = SimpleNamespace(dictionaries={})
    layout, _, resume, taken, _, baseline = load_inside().split_first_line(text, style, context, width, 0)
    return layout, resume, taken, baseline


@cache
def _lasting(layout: Any) -> Any:
    class Lasting(layout):  # type: ignore[misc]  # WeasyPrint has no types
        """A layout that is drawn as it was measured."""

        def reactivate(self, style: Any) -> None:
            pass

        def deactivate(self) -> None:
            pass

    return Lasting


def _placed(paragraph: Paragraph, rows: list[list[Any]]) -> tuple[tuple[Any, ...], ...]:
    first = paragraph.lines[0]
    for number, row in enumerate(rows):
        gaps = [part.gap for part in paragraph.parts]
        natural = sum(box.width for box in row) + (sum(gaps) if len(gaps) > 1 else 0) + paragraph.trail
        x = paragraph.block.content_box_x() + _shift(first, paragraph.block.width - natural)
        for box, gap in zip(row, gaps if len(gaps) > 1 else [0.0], strict=True):
            box.position_x = x + gap
            box.position_y += number * first.height
            x = box.position_x + box.width
    return tuple(zip(*rows, strict=True))


def _shift(line: Any, free: float) -> float:
    align = line.style["text_align_all"]
    if align == "center":
        return free / 2
    return free if align in ("right", "end") else 0.0
