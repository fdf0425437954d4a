"""Scales, and scores as people type them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from plm.libraries.rules import Cell, cell_text


class ScoreScale(StrEnum):
    """Both were seen in print (domain 2.3): 7,72 of ten, and 100 percent."""

    POINTS = "points"
    PERCENT = "percent"


@dataclass(frozen=True)
class Scale:
    """What a period declares about its scores; more decimals than declared are rounded half up."""

    kind: ScoreScale
    maximum: Decimal
    decimals: int = 2


@dataclass(frozen=True)
class BadScore:
    """Why a cell is no score of this scale; `code` names the sentence."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


_NUMBER = re.compile(r"[0-9]+([.,][0-9]+)?")
_GROUPED = re.compile(r"[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?|[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_PERHAPS_GROUPED = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_NOTHING = frozenset({"", "-", "–", "—", "n/a", "#n/a", "na", "nihil", "kosong"})
LONGEST_NUMBER = 24


def parse_score(cell: Cell, scale: Scale) -> Decimal | BadScore:
    """The score in a cell, decimal comma or point; never a guess between two readings."""
    if isinstance(cell, date):
        return BadScore("date_instead_of_number", {"text": cell.isoformat()})
    text = cell_text(cell)
    if text.casefold() in _NOTHING:
        return BadScore("score_missing")
    if isinstance(cell, bool) or len(text) > LONGEST_NUMBER:
        return BadScore("score_not_a_number", {"text": text[:60]})
    number = text.removesuffix("%").rstrip()
    if number != text and scale.kind is not ScoreScale.PERCENT:
        return BadScore("percent_not_expected", {"text": text, "maximum": scale.maximum})
    value = _value(number, scale.maximum)
    if isinstance(value, BadScore):
        return value
    if not 0 <= value <= scale.maximum:
        return BadScore("score_out_of_range", {"text": text, "maximum": scale.maximum})
    return value.quantize(Decimal(1).scaleb(-scale.decimals), rounding=ROUND_HALF_UP)


def _value(text: str, maximum: Decimal) -> Decimal | BadScore:
    """The number in the text; a lone group of three could be thousands where the scale reaches so far."""
    negative = text.startswith(("-", "\u2212"))
    digits = text[1:].lstrip() if negative else text
    if maximum >= 1000 and _PERHAPS_GROUPED.fullmatch(digits):
        return BadScore("thousands_unclear", {"text": text})
    if _NUMBER.fullmatch(digits):
        bare = digits.replace(",", ".")
    elif _GROUPED.fullmatch(digits):
        bare = _ungrouped(digits)
    else:
        return BadScore("score_not_a_number", {"text": text})
    return -Decimal(bare) if negative else Decimal(bare)


def _ungrouped(digits: str) -> str:
    mark = "." if digits.count(".") > digits.count(",") or digits.find(".") < digits.find(",") else ","
    if mark not in digits:
        mark = "," if mark == "." else "."
    return digits.replace(mark, "").replace(",", ".")
