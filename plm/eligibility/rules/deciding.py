"""Who may be invited: candidates and a policy in, one decision each with all its reasons out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from plm.eligibility.rules.policy import Policy
from plm.eligibility.rules.reasons import (
    BelowMinimum,
    BeyondBest,
    ExactlyAt,
    KindNotInvited,
    ManualExclude,
    ManualInclude,
    MeetsMinimum,
    NoMinimum,
    NoScore,
    Reason,
    WithinBest,
)
from plm.eligibility.rules.words import ManualKind, Outcome
from plm.libraries.rules import LibraryKind, regency_of


@dataclass(frozen=True)
class Candidate:
    """What is known of one library; `score` is its latest of the policy's period."""

    library_id: int
    kind: LibraryKind
    region_code: str
    score: Decimal | None = None

    @property
    def regency_code(self) -> str | None:
        return regency_of(self.region_code)


@dataclass(frozen=True)
class Manual:
    """One library in or out by hand."""

    kind: ManualKind
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Decision:
    """What is said of one library; `rank` is its place among those that compete in its regency."""

    library_id: int
    outcome: Outcome
    rank: int | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Standing:
    """A place in a regency's order of `of` competitors."""

    rank: int
    of: int


def decide(
    candidates: Iterable[Candidate], policy: Policy, manual: Mapping[int, Manual], *, period: str
) -> tuple[Decision, ...]:
    """One decision a candidate, in the order of library ids, whatever the order of the input.

    A library included by hand keeps its rank and takes nobody's place; one excluded by hand leaves the order, and
    whoever comes next moves up.
    """
    known = sorted(candidates, key=lambda candidate: candidate.library_id)
    standings = _standings(known, policy, manual)
    return tuple(
        _decision(candidate, policy, manual.get(candidate.library_id), standings.get(candidate.library_id), period)
        for candidate in known
    )


def order_key(candidate: Candidate) -> tuple[Decimal, str, int]:
    """The order within a regency: the higher score, then the lower region code, then the lower id; never chance."""
    return (-(candidate.score or Decimal(0)), candidate.region_code, candidate.library_id)


def _standings(candidates: Iterable[Candidate], policy: Policy, manual: Mapping[int, Manual]) -> dict[int, Standing]:
    regencies: defaultdict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        if _competes(candidate, policy, manual.get(candidate.library_id)):
            regencies[candidate.regency_code or ""].append(candidate)
    return {
        candidate.library_id: Standing(rank, len(rivals))
        for rivals in regencies.values()
        for rank, candidate in enumerate(sorted(rivals, key=order_key), start=1)
    }


def _competes(candidate: Candidate, policy: Policy, manual: Manual | None) -> bool:
    if candidate.score is None or candidate.kind not in policy.kinds or not policy.ranks(candidate.kind):
        return False
    if manual is not None and manual.kind is ManualKind.EXCLUDE:
        return False
    return candidate.score >= policy.minimum.get(candidate.kind, candidate.score)


def _decision(
    candidate: Candidate, policy: Policy, manual: Manual | None, standing: Standing | None, period: str
) -> Decision:
    outcome, reasons = _by_policy(candidate, policy, standing, period)
    if manual is not None:
        outcome, by_hand = _by_hand(manual)
        reasons.append(by_hand)
    return Decision(candidate.library_id, outcome, standing.rank if standing else None, tuple(reasons))


def _by_hand(manual: Manual) -> tuple[Outcome, Reason]:
    if manual.kind is ManualKind.INCLUDE:
        return Outcome.ELIGIBLE, ManualInclude(manual.reason, manual.by, manual.at)
    return Outcome.INELIGIBLE, ManualExclude(manual.reason, manual.by, manual.at)


def _by_policy(
    candidate: Candidate, policy: Policy, standing: Standing | None, period: str
) -> tuple[Outcome, list[Reason]]:
    if candidate.kind not in policy.kinds:
        return Outcome.INELIGIBLE, [KindNotInvited(candidate.kind)]
    if candidate.score is None and policy.needs_score(candidate.kind):
        return Outcome.UNDECIDED, [NoScore(period)]
    reasons: list[Reason] = [_by_minimum(candidate, policy.minimum.get(candidate.kind))]
    if isinstance(reasons[0], BelowMinimum):
        return Outcome.INELIGIBLE, reasons
    if standing is None or policy.best_per_regency is None:
        return Outcome.ELIGIBLE, reasons
    reasons.append(by_rank := _by_rank(candidate, standing, policy.best_per_regency))
    return Outcome.ELIGIBLE if isinstance(by_rank, WithinBest) else Outcome.WAITLISTED, reasons


def _by_minimum(candidate: Candidate, minimum: Decimal | None) -> Reason:
    score = candidate.score
    if minimum is None or score is None:
        return NoMinimum(candidate.kind, score)
    if score < minimum:
        return BelowMinimum(score, minimum, minimum - score)
    return ExactlyAt(score, minimum) if score == minimum else MeetsMinimum(score, minimum)


def _by_rank(candidate: Candidate, standing: Standing, invited: int) -> WithinBest | BeyondBest:
    regency = candidate.regency_code or ""
    if standing.rank <= invited:
        return WithinBest(standing.rank, standing.of, invited, regency)
    return BeyondBest(standing.rank, standing.of, invited, regency, standing.rank - invited)
