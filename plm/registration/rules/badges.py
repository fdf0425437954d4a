"""Name badges on sheets: how many on a page, and how large a name may be."""

from dataclasses import dataclass
from enum import StrEnum


class BadgeLayout(StrEnum):
    """Named by the sheet it is cut from: A4 with so many badges across and down, or one a page as a template says."""

    TALL_4 = "tall_4"
    WIDE_8 = "wide_8"
    CARD_10 = "card_10"
    TEMPLATE = "template"


@dataclass(frozen=True)
class BadgeSheet:
    """Millimetres; `is_tall` puts the code under the name instead of beside it."""

    columns: int
    rows: int
    width: float
    height: float
    is_tall: bool

    @property
    def per_page(self) -> int:
        return self.columns * self.rows


SHEETS = {
    BadgeLayout.TALL_4: BadgeSheet(2, 2, 94, 134, is_tall=True),
    BadgeLayout.WIDE_8: BadgeSheet(2, 4, 90, 60, is_tall=False),
    BadgeLayout.CARD_10: BadgeSheet(2, 5, 86, 54, is_tall=False),
}


_MILLIMETRES_A_POINT = 0.353
_LETTER, _LINE = 0.6, 1.12  # of the size: how wide a letter of this face is at most on average, how high a line
MOST_LINES = 3


def name_points(name: str, sheet: BadgeSheet) -> int:
    """The size of the name in points: read across a table while it is short, and never cut when it is long.

    The largest at which the name, broken between its words, fills three lines and its part of the badge at most.
    """
    width = sheet.width - 14 if sheet.is_tall else sheet.width - 40
    height = 38 if sheet.is_tall else sheet.height - 34
    for points in range(34 if sheet.is_tall else 22, 8, -1):
        lines = _lines(name, int(width / (points * _LETTER * _MILLIMETRES_A_POINT)))
        if lines <= MOST_LINES and lines * points * _LINE * _MILLIMETRES_A_POINT <= height:
            return points
    return 8


def _lines(name: str, room: int) -> int:
    """How many lines of so many letters the words take; more than any badge has where one word is too long."""
    count, used = 1, 0
    for word in name.split():
        if len(word) > room:
            return MOST_LINES + 1
        if used and used + 1 + len(word) > room:
            count, used = count + 1, len(word)
        else:
            used += len(word) + (1 if used else 0)
    return count
