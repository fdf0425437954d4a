"""The parts that a policy may be put together from, beside the lowest score and the best of a regency."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class FillRule(StrEnum):
    """Who takes the seats that capacity leaves when the best of every regency have theirs."""

    NOBODY = "nobody"
    BY_SCORE = "by_score"
    IN_ROUNDS = "in_rounds"


class TieBreaker(StrEnum):
    """What decides between equal scores, before the region code; `component:<code>` is written beside these."""

    PREVIOUS_SCORE = "previous_score"
    CONSISTENCY = "consistency"


COMPONENT_TIE = "component:"


@dataclass(frozen=True)
class Band:
    """A colour band of the policy's period: its name and the lowest score that wears it."""

    name: str
    minimum: Decimal


@dataclass(frozen=True)
class Consistency:
    """At least `minimum` in `times` of the last `of` periods, the policy's own among them."""

    minimum: Decimal
    times: int
    of: int

    def met(self, history: Iterable[Decimal | None]) -> int:
        """In how many of these periods the score was enough."""
        return len([score for score in history if score is not None and score >= self.minimum])


@dataclass(frozen=True)
class Provinces:
    """How many villages and reading centres a province may send at most (`cap`), and shall at least (`guarantee`)."""

    cap: int | None = None
    guarantee: int | None = None


@dataclass(frozen=True)
class Waves:
    """Which wave each province belongs to, and which waves are invited now; a province of none is not invited."""

    of_province: Mapping[str, int]
    invited: frozenset[int]
