"""Reasons as facts: what was found, what was needed, and the gap between them."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, ClassVar, get_args

from plm.eligibility.rules.numbers import plain
from plm.eligibility.rules.words import ReasonCode
from plm.libraries.rules import LibraryKind


@dataclass(frozen=True)
class KindNotInvited:
    """The policy invites other kinds of library only."""

    code: ClassVar = ReasonCode.KIND_NOT_INVITED
    kind: LibraryKind


@dataclass(frozen=True)
class NoMinimum:
    """The policy asks no lowest score of this kind."""

    code: ClassVar = ReasonCode.NO_MINIMUM
    kind: LibraryKind
    score: Decimal | None


@dataclass(frozen=True)
class NoScore:
    """A score is needed and the period has none."""

    code: ClassVar = ReasonCode.NO_SCORE
    period: str


@dataclass(frozen=True)
class MeetsMinimum:
    code: ClassVar = ReasonCode.MEETS_MINIMUM
    score: Decimal
    minimum: Decimal


@dataclass(frozen=True)
class ExactlyAt:
    """The score is the lowest one that is enough."""

    code: ClassVar = ReasonCode.EXACTLY_AT
    score: Decimal
    minimum: Decimal


@dataclass(frozen=True)
class BelowMinimum:
    code: ClassVar = ReasonCode.BELOW_MINIMUM
    score: Decimal
    minimum: Decimal
    gap: Decimal


@dataclass(frozen=True)
class WithinBest:
    """Rank among the `of` that compete in the regency, of which at most `invited` are invited."""

    code: ClassVar = ReasonCode.WITHIN_BEST
    rank: int
    of: int
    invited: int
    regency: str


@dataclass(frozen=True)
class BeyondBest:
    """Good enough, but ranked after those invited; `queue` is the place on the regency's reserve list.

    `needed` is the score of the last one invited there; runs made before it was told have none.
    """

    code: ClassVar = ReasonCode.BEYOND_BEST
    rank: int
    of: int
    invited: int
    regency: str
    queue: int
    needed: Decimal | None = None


@dataclass(frozen=True)
class WithinWave:
    """The province belongs to a wave that is invited now."""

    code: ClassVar = ReasonCode.WITHIN_WAVE
    wave: int


@dataclass(frozen=True)
class WaveNotInvited:
    """The province belongs to another wave, or to none."""

    code: ClassVar = ReasonCode.WAVE_NOT_INVITED
    wave: int | None


@dataclass(frozen=True)
class WithinBand:
    """The score wears the band asked for, or a higher one."""

    code: ClassVar = ReasonCode.WITHIN_BAND
    band: str
    minimum: Decimal


@dataclass(frozen=True)
class BelowBand:
    code: ClassVar = ReasonCode.BELOW_BAND
    band: str
    minimum: Decimal
    gap: Decimal


@dataclass(frozen=True)
class ComponentMet:
    code: ClassVar = ReasonCode.COMPONENT_MET
    component: str
    score: Decimal
    minimum: Decimal


@dataclass(frozen=True)
class ComponentBelow:
    """A component lacks its lowest score, or was never given (`score` None)."""

    code: ClassVar = ReasonCode.COMPONENT_BELOW
    component: str
    score: Decimal | None
    minimum: Decimal


@dataclass(frozen=True)
class Consistent:
    """Enough in `met` of the last `of` periods; `times` were needed."""

    code: ClassVar = ReasonCode.CONSISTENT
    met: int
    times: int
    of: int
    minimum: Decimal


@dataclass(frozen=True)
class NotConsistent:
    code: ClassVar = ReasonCode.NOT_CONSISTENT
    met: int
    times: int
    of: int
    minimum: Decimal


@dataclass(frozen=True)
class Guaranteed:
    """Among the first of its province, which is promised `invited` seats."""

    code: ClassVar = ReasonCode.GUARANTEED
    rank: int
    invited: int
    province: str


@dataclass(frozen=True)
class BeyondProvince:
    """The province has sent as many as it may; `needed` is the lowest score among those."""

    code: ClassVar = ReasonCode.BEYOND_PROVINCE
    rank: int
    of: int
    invited: int
    province: str
    needed: Decimal | None


@dataclass(frozen=True)
class BeyondCapacity:
    """All seats of this kind are taken; `needed` is the lowest score among those."""

    code: ClassVar = ReasonCode.BEYOND_CAPACITY
    kind: LibraryKind
    invited: int
    needed: Decimal | None


@dataclass(frozen=True)
class Filled:
    """Moved up from the reserve into a seat that was left, as number `place` to do so."""

    code: ClassVar = ReasonCode.FILLED
    place: int


@dataclass(frozen=True)
class OfficeFollows:
    """The office comes because `villages` of its regency are invited."""

    code: ClassVar = ReasonCode.OFFICE_FOLLOWS
    villages: int
    regency: str


@dataclass(frozen=True)
class ManualInclude:
    code: ClassVar = ReasonCode.MANUAL_INCLUDE
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class ManualExclude:
    code: ClassVar = ReasonCode.MANUAL_EXCLUDE
    reason: str
    by: str
    at: datetime


Reason = (
    KindNotInvited
    | NoMinimum
    | NoScore
    | MeetsMinimum
    | ExactlyAt
    | BelowMinimum
    | WithinBest
    | BeyondBest
    | WithinWave
    | WaveNotInvited
    | WithinBand
    | BelowBand
    | ComponentMet
    | ComponentBelow
    | Consistent
    | NotConsistent
    | Guaranteed
    | BeyondProvince
    | BeyondCapacity
    | Filled
    | OfficeFollows
    | ManualInclude
    | ManualExclude
)
CLASSES: dict[ReasonCode, type[Reason]] = {cls.code: cls for cls in get_args(Reason)}
FACTS = {cls: tuple(field.name for field in fields(cls)) for cls in CLASSES.values()}


def reason_to_document(reason: Reason) -> dict[str, Any]:
    """The reason as JSON keeps it: decimals and moments as text."""
    facts = {name: _to_json(getattr(reason, name)) for name in FACTS[type(reason)]}
    return {"code": reason.code.value, **facts}


# A country has few reasons that differ: thousands of libraries share a score and what it lacked.
@lru_cache(maxsize=1 << 17)
def reason_as_text(reason: Reason) -> str:
    """The document as canonical JSON."""
    return json.dumps(reason_to_document(reason), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def reasons_as_text(reasons: Iterable[Reason]) -> str:
    """All reasons of a decision as one JSON list."""
    return f"[{','.join(map(reason_as_text, reasons))}]"


def reason_from_document(document: Mapping[str, Any]) -> Reason:
    """The reason back from JSON."""
    cls = CLASSES[ReasonCode(document["code"])]
    facts = {name: _from_json(name, document[name]) for name in FACTS[cls] if name in document}
    return cls(**facts)


def _to_json(value: object) -> object:
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, datetime) else value


def _from_json(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in ("score", "minimum", "gap", "needed"):
        return Decimal(value)
    if name == "at":
        return datetime.fromisoformat(value)
    return LibraryKind(value) if name == "kind" else value
