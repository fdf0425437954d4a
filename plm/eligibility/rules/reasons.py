"""Reasons as facts: what was found, what was needed, and the gap between them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
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
    """Good enough, but ranked after those invited; `queue` is the place on the regency's reserve list."""

    code: ClassVar = ReasonCode.BEYOND_BEST
    rank: int
    of: int
    invited: int
    regency: str
    queue: int


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
    | ManualInclude
    | ManualExclude
)
CLASSES: dict[ReasonCode, type[Reason]] = {cls.code: cls for cls in get_args(Reason)}
FACTS = {cls: tuple(field.name for field in fields(cls)) for cls in CLASSES.values()}


def reason_to_document(reason: Reason) -> dict[str, Any]:
    """The reason as JSON keeps it: decimals and moments as text."""
    facts = {name: _to_json(getattr(reason, name)) for name in FACTS[type(reason)]}
    return {"code": reason.code.value, **facts}


def reason_from_document(document: Mapping[str, Any]) -> Reason:
    """The reason back from JSON."""
    cls = CLASSES[ReasonCode(document["code"])]
    facts = {name: _from_json(name, document[name]) for name in FACTS[cls]}
    return cls(**facts)


def _to_json(value: object) -> object:
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, datetime) else value


def _from_json(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in ("score", "minimum", "gap"):
        return Decimal(value)
    if name == "at":
        return datetime.fromisoformat(value)
    return LibraryKind(value) if name == "kind" else value
