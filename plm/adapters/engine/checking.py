"""What is wrong with a template, and which names need a look, before anything is printed."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from plm.adapters.engine import inside, texts
from plm.adapters.engine.holes import Press
from plm.adapters.engine.masters import Master
from plm.adapters.engine.public import Filled
from plm.adapters.engine.sources import refuse
from plm.adapters.engine.turns import alone
from plm.adapters.engine.values import Flaw, Remark, Sheet, Template
from plm.clock import now

NEAR = 0.5  # pixels of 1/96 inch


@alone
def check_template(template: Template, sheets: Sequence[Sheet]) -> None:
    """Raises TemplateRefused: for what the template holds, or because its holes differ from the plain rendering."""
    master = Master(template, sheets)
    refuse(*_differences(master, template, sheets))
    Press(master, seal=None, now=now())


@alone
def look_at(template: Template, sheets: Sequence[Sheet]) -> list[frozenset[Remark]]:
    """What each sheet would need a look for; no file is made."""
    press = Press(Master(template, sheets), seal=None, now=now())
    return [press.remarked(sheet)[0] for sheet in sheets]


def _differences(master: Master, template: Template, sheets: Sequence[Sheet]) -> Iterator[tuple[Flaw, str]]:
    for sheet in sheets:
        yield from ((Flaw.PLACE_PUSHES, words) for words in _pushing(master, sheet))
        if master.judged(master.texts_of(sheet))[1] or not all(map(texts.is_plain, sheet.values.values())):
            continue
        ours = Counter(_places(_set_boxes(master, sheet)))
        plain = Counter(_places(_text_boxes(Filled(template, sheet).document)))
        if moved := [words for words, *_ in _unmatched(ours, plain)]:
            yield Flaw.PLACE_PUSHES, " ".join(moved[0].split())[:100]


def _pushing(master: Master, sheet: Sheet) -> Iterator[str]:
    for number, words in enumerate(master.texts_of(sheet)):
        if master.setting(number, words).pushes:
            yield " ".join(words)[:100]


def _set_boxes(master: Master, sheet: Sheet) -> list[Any]:
    """What the fast road would print: the still texts, and the set ones."""
    drawn = {id(box) for paragraph in master.paragraphs for box in paragraph.drawn}
    still = [box for box in _text_boxes(master.document) if id(box) not in drawn]
    settings = (master.setting(number, words) for number, words in enumerate(master.texts_of(sheet)))
    return still + [box for setting in settings for row in setting.boxes for box in row]


def _text_boxes(document: Any) -> list[Any]:
    boxes = inside.load_inside().boxes
    return [box for box in inside.walk(inside.page_box(document)) if isinstance(box, boxes.TextBox)]


def _places(boxes: list[Any]) -> Iterator[tuple[str, float, float]]:
    for box in boxes:
        if words := box.text.strip().strip(texts.NOTHING):
            yield words, box.position_x, box.position_y + box.baseline


def _unmatched(ours: Counter[Any], plain: Counter[Any]) -> Iterator[tuple[str, float, float]]:
    rest = list(plain.elements())
    for place in ours.elements():
        near = next((other for other in rest if _near(place, other)), None)
        if near is None:
            yield place
        else:
            rest.remove(near)
    yield from rest


def _near(one: tuple[str, float, float], other: tuple[str, float, float]) -> bool:
    return one[0] == other[0] and abs(one[1] - other[1]) < NEAR and abs(one[2] - other[2]) < NEAR
