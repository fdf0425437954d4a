"""Who may be invited: candidates and a policy in, one decision each with all its reasons out."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from plm.eligibility.rules.candidates import Candidate, Manual
from plm.eligibility.rules.parts import Band
from plm.eligibility.rules.policy import COMPETING_KINDS, Policy
from plm.eligibility.rules.reasons import (
    KindNotInvited,
    ManualExclude,
    ManualInclude,
    Reason,
    WaveNotInvited,
)
from plm.eligibility.rules.requirements import judge
from plm.eligibility.rules.seats import Seating, seat_all
from plm.eligibility.rules.words import ManualKind, Outcome


class Decision(NamedTuple):
    """What is said of one library; `rank` is its place among those that compete in its regency."""

    library_id: int
    outcome: Outcome
    rank: int | None
    reasons: tuple[Reason, ...]


def decide(
    candidates: Iterable[Candidate],
    policy: Policy,
    manual: Mapping[int, Manual],
    *,
    period: str,
    band: Band | None = None,
) -> tuple[Decision, ...]:
    """One decision a candidate, in the order of library ids, whatever the order of the input.

    `band` is what the period says of the band that the policy asks for.

    A library included by hand keeps its rank and takes nobody's place: caps count what the policy invites. One
    excluded by hand leaves the order, and whoever comes next moves up.
    """
    known = sorted(candidates, key=lambda candidate: candidate.library_id)
    judged = {candidate.library_id: judge(candidate, policy, period, band) for candidate in known}
    seating = _seat(known, judged, policy, manual)
    return tuple(
        _decision(candidate.library_id, *judged[candidate.library_id], manual.get(candidate.library_id), seating)
        for candidate in known
    )


def _seat(
    known: Iterable[Candidate],
    judged: Mapping[int, tuple[Outcome, list[Reason]]],
    policy: Policy,
    manual: Mapping[int, Manual],
) -> Seating:
    free = [one for one in known if not _is(manual.get(one.library_id), ManualKind.EXCLUDE)]
    return seat_all(
        [one for one in free if judged[one.library_id][0] is Outcome.ELIGIBLE],
        policy,
        lacking_offices=[one for one in free if one.kind not in COMPETING_KINDS and _lacks(judged[one.library_id])],
        by_hand=[one for one in free if _is(manual.get(one.library_id), ManualKind.INCLUDE)],
    )


def _lacks(judged: tuple[Outcome, list[Reason]]) -> bool:
    """Whether only its own scores stand in the way."""
    outcome, reasons = judged
    return outcome is not Outcome.ELIGIBLE and not isinstance(reasons[0], KindNotInvited | WaveNotInvited)


def _decision(
    library_id: int, outcome: Outcome, reasons: list[Reason], manual: Manual | None, seating: Seating
) -> Decision:
    if library_id in seating.seated:
        outcome = Outcome.ELIGIBLE
    elif outcome is Outcome.ELIGIBLE and not _is(manual, ManualKind.EXCLUDE):
        outcome = Outcome.WAITLISTED
    said = [*reasons, *seating.reasons.get(library_id, ())]
    if manual is not None:
        outcome, by_hand = _by_hand(manual)
        said.append(by_hand)
    return Decision(library_id, outcome, seating.rank.get(library_id), tuple(said))


def _is(manual: Manual | None, kind: ManualKind) -> bool:
    return manual is not None and manual.kind is kind


def _by_hand(manual: Manual) -> tuple[Outcome, Reason]:
    if manual.kind is ManualKind.INCLUDE:
        return Outcome.ELIGIBLE, ManualInclude(manual.reason, manual.by, manual.at)
    return Outcome.INELIGIBLE, ManualExclude(manual.reason, manual.by, manual.at)
