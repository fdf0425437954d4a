"""A template laid out with marks in its places: what is checked, filled, set and painted."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from plm.adapters.engine import inside, texts
from plm.adapters.engine.sources import Loaded, refuse
from plm.adapters.engine.values import Flaw, Remark, Sheet, Template

READABLE = 8.0  # points
LARGEST = 2_000  # pixels of 1/96 inch: a little over half a metre
LINK_MARK = "plm0place{}0mark"

# Which places of a template stand in such paragraphs: known, it need not be laid out twice.
_mixed_before: dict[tuple[str, str], set[int]] = {}
KEPT = 8


def _is_mixed(paragraph: inside.Paragraph) -> bool:
    return len(paragraph.parts) > 1 and (paragraph.wraps or len(paragraph.lines) > 1)


@dataclass(frozen=True)
class Occurrence:
    """One place where it stands in the tree: of which text, and its name."""

    element: Any
    where: str
    name: str


class Master:
    """A template laid out with marks in its places."""

    def __init__(self, template: Template, sheets: Sequence[Sheet], *, variant: str | None = "pdf/a-3a") -> None:
        self.template, self.sheets = template, sheets
        self.loaded = Loaded(template)
        self.links = [(link, link.get("href")) for link in texts.links_of(self.loaded.tree)]
        for number, (link, _) in enumerate(self.links):
            link.set("href", LINK_MARK.format(number))
        self.occurrences = self._mark()
        self._settled: set[int] = set()
        for number in _mixed_before.get((template.html, template.css), ()):
            self._settle(number)
        self.document = self.loaded.render(variant=variant)
        self._check_page()
        self.paragraphs = inside.paragraphs_of(self.document)
        if self._settle_mixed():
            self.document = self.loaded.render(variant=variant)
            self.paragraphs = inside.paragraphs_of(self.document)
        self._check_places()
        self._names = {place.name for place in self.occurrences}
        self._marks = [paragraph.marks for paragraph in self.paragraphs]
        self._filled: dict[tuple[int, tuple[str, ...]], tuple[str, ...]] = {}
        self._settings: dict[tuple[int, tuple[str, ...]], inside.Setting] = {}

    def _mark(self) -> list[Occurrence]:
        found: list[Occurrence] = []
        for element, where in list(texts.texts_of(self.loaded.tree)):

            def marked(place: re.Match[str], element: Any = element, where: str = where) -> str:
                found.append(Occurrence(element, where, place[1]))
                return f"¤{len(found) - 1:02}¤"

            setattr(element, where, texts.PLACE.sub(marked, getattr(element, where)))
        return found

    def _settle_mixed(self) -> bool:
        """Places that are the same for all go into paragraphs of several styles, which only WeasyPrint can break."""
        mixed = [paragraph.marks for paragraph in self.paragraphs if _is_mixed(paragraph)]
        before = _mixed_before.setdefault((self.template.html, self.template.css), set())
        before.update(number for marks in mixed for number in marks)
        if len(_mixed_before) > KEPT:
            _mixed_before.pop(next(iter(_mixed_before)))
        # Each is tried: those that differ from sheet to sheet stay marks.
        settled = [self._settle(number) for marks in mixed for number in marks]
        return any(settled)

    def _settle(self, number: int) -> bool:
        place = self.occurrences[number]
        values = {texts.tidy(sheet.values.get(place.name, "")) for sheet in self.sheets}
        if len(values) != 1:
            return False
        value = values.pop() or texts.NOTHING
        texts.change(place.element, place.where, lambda text: text.replace(f"¤{number:02}¤", value))
        self._settled.add(number)
        return True

    def _check_page(self) -> None:
        pages = self.document.pages
        refuse(*([(Flaw.TWO_PAGES, str(len(pages)))] if len(pages) > 1 else []))
        page = pages[0]
        refuse(
            *(
                [(Flaw.HUGE_PAGE, f"{page.width:.0f} x {page.height:.0f}")]
                if max(page.width, page.height) > LARGEST
                else []
            )
        )

    def _check_places(self) -> None:
        flaws = [flaw for paragraph in self.paragraphs for flaw in paragraph.flaws]
        seen = [number for paragraph in self.paragraphs for number in paragraph.marks]
        for number, place in enumerate(self.occurrences):
            if seen.count(number) != (number not in self._settled):
                flaws.append((Flaw.PLACE_UNSEEN, place.name))
        for paragraph in self.paragraphs:
            if len(paragraph.parts) > 1 and len(paragraph.lines) > 1:
                flaws += [(Flaw.PLACE_IN_MIXED_PARAGRAPH, self.occurrences[n].name) for n in paragraph.marks]
        small = [box for box in inside.codes_of(self.document) if min(box.width, box.height) < inside.CODE_SIDE]
        refuse(*flaws, *((Flaw.QR_TOO_SMALL, f"{box.width:.0f} x {box.height:.0f}") for box in small))

    def texts_of(self, sheet: Sheet) -> list[tuple[str, ...]]:
        """The texts of each paragraph."""
        shown = {name: texts.tidy(sheet.values.get(name, "")) or texts.NOTHING for name in self._names}
        return [
            self._words(number, tuple(shown[self.occurrences[mark].name] for mark in marks))
            for number, marks in enumerate(self._marks)
        ]

    def _words(self, number: int, values: tuple[str, ...]) -> tuple[str, ...]:
        key = (number, values)
        if key not in self._filled:
            marks = dict(zip(self._marks[number], values, strict=True))
            self._filled[key] = inside.fill(self.paragraphs[number], marks)
        return self._filled[key]

    def setting(self, number: int, words: tuple[str, ...]) -> inside.Setting:
        """Equal texts are set once."""
        key = (number, words)
        if key not in self._settings:
            self._settings[key] = inside.set_paragraph(self.paragraphs[number], words)
        return self._settings[key]

    def judged(self, words: list[tuple[str, ...]]) -> tuple[frozenset[Remark], Remark | None]:
        settings = [self.setting(number, texts) for number, texts in enumerate(words)]
        small = any(setting.factor < 1 and setting.points < READABLE for setting in settings)
        remarks = frozenset({Remark.TOO_SMALL}) if small else frozenset()
        return remarks, None if all(setting.fits for setting in settings) else Remark.TOO_LONG
