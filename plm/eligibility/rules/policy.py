"""The committee's policy: each part optional, none published (domain 1.4), all of it data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from plm.eligibility.rules.numbers import plain
from plm.errors import Refusal
from plm.libraries.rules import LibraryKind

EVERY_KIND = frozenset(LibraryKind)
# Offices stand alone in their region; villages and reading centres of a regency compete with each other.
COMPETING_KINDS = frozenset({LibraryKind.VILLAGE, LibraryKind.TBM})
FINEST = Decimal("0.0001")


class PolicyProblem(StrEnum):
    UNKNOWN_PART = "unknown_part"
    NO_KIND = "no_kind"
    UNKNOWN_KIND = "unknown_kind"
    MINIMUM_NOT_A_NUMBER = "minimum_not_a_number"
    MINIMUM_OUT_OF_RANGE = "minimum_out_of_range"
    MINIMUM_TOO_FINE = "minimum_too_fine"
    BEST_NOT_POSITIVE = "best_not_positive"


class PolicyNotSound(Refusal):
    """The terms cannot be a policy; `problem` says why, `part` and `value` where."""

    code = "policy_not_sound"
    status = 422


@dataclass(frozen=True)
class Policy:
    """Which kinds are invited, the lowest score of each kind, and how many each regency may send."""

    kinds: frozenset[LibraryKind] = EVERY_KIND
    minimum: Mapping[LibraryKind, Decimal] = field(default_factory=dict)
    best_per_regency: int | None = None

    def __post_init__(self) -> None:
        if not self.kinds:
            raise _refused(PolicyProblem.NO_KIND, "kinds", "")
        for kind, lowest in self.minimum.items():
            _check_minimum(kind, lowest)
        if self.best_per_regency is not None and self.best_per_regency < 1:
            raise _refused(PolicyProblem.BEST_NOT_POSITIVE, "best_per_regency", self.best_per_regency)

    def ranks(self, kind: LibraryKind) -> bool:
        """Whether libraries of this kind compete within their regency."""
        return self.best_per_regency is not None and kind in COMPETING_KINDS

    def needs_score(self, kind: LibraryKind) -> bool:
        return kind in self.minimum or self.ranks(kind)

    def to_document(self) -> dict[str, Any]:
        """The terms as JSON keeps them; a part that is not set is absent, so new parts leave old digests alone."""
        parts: dict[str, Any] = {}
        if self.kinds != EVERY_KIND:
            parts["kinds"] = sorted(self.kinds)
        if self.minimum:
            parts["minimum"] = {kind.value: plain(lowest) for kind, lowest in sorted(self.minimum.items())}
        if self.best_per_regency is not None:
            parts["best_per_regency"] = self.best_per_regency
        return parts

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Policy":
        """The policy that `to_document` wrote; anything unknown is refused, never dropped."""
        if unknown := sorted(document.keys() - {"kinds", "minimum", "best_per_regency"}):
            raise _refused(PolicyProblem.UNKNOWN_PART, unknown[0], document[unknown[0]])
        best = document.get("best_per_regency")
        if best is not None and (isinstance(best, bool) or not isinstance(best, int)):
            raise _refused(PolicyProblem.BEST_NOT_POSITIVE, "best_per_regency", best)
        kinds = document.get("kinds")
        lowest = document.get("minimum", {})
        return cls(
            kinds=EVERY_KIND if kinds is None else frozenset(_kind(word, "kinds") for word in kinds),
            minimum={_kind(word, "minimum"): _number(word, text) for word, text in lowest.items()},
            best_per_regency=best,
        )


def require_within_scale(policy: Policy, maximum: Decimal) -> None:
    """A lowest score that nobody could reach is a slip of the hand; raises PolicyNotSound."""
    for kind, lowest in policy.minimum.items():
        if lowest > maximum:
            raise _refused(PolicyProblem.MINIMUM_OUT_OF_RANGE, kind.value, lowest, maximum=maximum)


def _check_minimum(kind: LibraryKind, lowest: Decimal) -> None:
    if not lowest.is_finite():
        raise _refused(PolicyProblem.MINIMUM_NOT_A_NUMBER, kind.value, lowest)
    if lowest < 0:
        raise _refused(PolicyProblem.MINIMUM_OUT_OF_RANGE, kind.value, lowest)
    if lowest % FINEST:
        raise _refused(PolicyProblem.MINIMUM_TOO_FINE, kind.value, lowest)


def _kind(word: str, part: str) -> LibraryKind:
    try:
        return LibraryKind(word)
    except ValueError as error:
        raise _refused(PolicyProblem.UNKNOWN_KIND, part, word) from error


def _number(kind: str, text: Any) -> Decimal:
    try:
        return Decimal(text)
    except (InvalidOperation, TypeError, ValueError) as error:
        raise _refused(PolicyProblem.MINIMUM_NOT_A_NUMBER, kind, text) from error


def _refused(problem: PolicyProblem, part: str, value: object, *, maximum: Decimal | None = None) -> PolicyNotSound:
    return PolicyNotSound(problem=problem, part=part, value=value, maximum=maximum)
