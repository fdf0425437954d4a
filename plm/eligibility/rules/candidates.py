"""What is known of one library, and what the committee decided on it by hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from plm.eligibility.rules.parts import COMPONENT_TIE, TieBreaker
from plm.eligibility.rules.policy import Policy
from plm.eligibility.rules.words import ManualKind
from plm.libraries.rules import LibraryKind, regency_of


class Candidate(NamedTuple):
    """What is known of one library; `score` is its latest of the policy's period.

    `history` are its scores of the last periods on the same scale, the policy's own first; `components` by code.
    Both are filled only as far as the policy asks. A tuple, because a country is made of 84,276 of them.
    """

    library_id: int
    kind: LibraryKind
    region_code: str
    score: Decimal | None = None
    history: tuple[Decimal | None, ...] = ()
    components: Mapping[str, Decimal] = MappingProxyType({})

    @property
    def regency_code(self) -> str | None:
        return regency_of(self.region_code)

    @property
    def province_code(self) -> str:
        return self.region_code[:2]


@dataclass(frozen=True)
class Manual:
    """One library in or out by hand."""

    kind: ManualKind
    reason: str
    by: str
    at: datetime


OrderKey = tuple[Decimal, tuple[Decimal, ...], str, int]


def order_key(candidate: Candidate, policy: Policy) -> OrderKey:
    """The order: the higher score, the policy's tie-breakers, the lower region code, the lower id; never chance."""
    ties = tuple(-_tie(candidate, policy, tie) for tie in policy.tie_breakers)
    return (-(candidate.score or Decimal(0)), ties, candidate.region_code, candidate.library_id)


def _tie(candidate: Candidate, policy: Policy, tie: str) -> Decimal:
    if tie == TieBreaker.PREVIOUS_SCORE:
        before = candidate.history[1] if len(candidate.history) > 1 else None
        return before or Decimal(0)
    if tie == TieBreaker.CONSISTENCY:
        return Decimal(policy.consistency.met(candidate.history) if policy.consistency else 0)
    return candidate.components.get(tie.removeprefix(COMPONENT_TIE), Decimal(0))
