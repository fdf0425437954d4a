"""Who may be invited: facts and a policy in, one decision each with all its reasons out."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from plm.eligibility.rules.candidates import Candidate, Manual
from plm.eligibility.rules.explaining import seat_texts
from plm.eligibility.rules.facts import Facts, facts_of_candidates
from plm.eligibility.rules.numbers import Column
from plm.eligibility.rules.parts import Band
from plm.eligibility.rules.policy import Policy
from plm.eligibility.rules.reasons import ManualExclude, ManualInclude, Reason, reason_from_document
from plm.eligibility.rules.requirements import Judged, Mask, judge
from plm.eligibility.rules.seats import Seating, seat_all
from plm.eligibility.rules.words import ManualKind, Outcome
from plm.eligibility.rules.writing import Texts, as_lists, joined

OUTCOMES = tuple(Outcome)
NUMBER = {outcome: number for number, outcome in enumerate(OUTCOMES)}


class Decision(NamedTuple):
    """What is said of one library; `rank` is its place among those that compete in its regency."""

    library_id: int
    outcome: Outcome
    rank: int | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Verdict:
    """What is said of every library, in the order of `facts`; `outcomes` are places in OUTCOMES.

    Reasons are put into words of JSON only when somebody asks for them.
    """

    facts: Facts
    outcomes: Column
    judged: Judged
    seating: Seating
    manual: Mapping[int, Manual]
    period: str

    @property
    def invited(self) -> Mask:
        found: Mask = self.outcomes == NUMBER[Outcome.ELIGIBLE]
        return found

    @cached_property
    def ranks(self) -> list[int | None]:
        """Where one counts: the best of every regency."""
        ranks: list[int | None] = [None] * len(self.facts)
        if self.judged.policy.best_per_regency is not None:
            for row, rank in zip(self.seating.competing.tolist(), self.seating.in_regency.rank.tolist(), strict=True):
                ranks[row] = rank
        return ranks

    @cached_property
    def reasons(self) -> list[str]:
        """All reasons of each library as one canonical JSON list."""
        columns: list[Texts] = [*self.judged.texts(self.period), seat_texts(self.seating)]
        if self.manual:
            said = {library_id: joined([_by_hand(one)]) for library_id, one in self.manual.items()}
            columns.append([said.get(library_id, "") for library_id in self.facts.ids.tolist()])
        return as_lists(columns, len(self.facts))


def decide_all(
    facts: Facts, policy: Policy, manual: Mapping[int, Manual], *, period: str, band: Band | None = None
) -> Verdict:
    """One decision a library. `band` is what the period says of the band that the policy asks for.

    A library included by hand keeps its rank and takes nobody's place: caps count what the policy invites. One
    excluded by hand leaves the order, and whoever comes next moves up.
    """
    judged = judge(facts, policy, band)
    included, excluded = (_those(facts, manual, kind) for kind in (ManualKind.INCLUDE, ManualKind.EXCLUDE))
    seating = seat_all(judged, excluded, included)
    outcomes = np.full(len(facts), NUMBER[Outcome.INELIGIBLE])
    outcomes[judged.undecided] = NUMBER[Outcome.UNDECIDED]
    outcomes[judged.good] = NUMBER[Outcome.WAITLISTED]
    outcomes[seating.seated | included] = NUMBER[Outcome.ELIGIBLE]
    outcomes[excluded] = NUMBER[Outcome.INELIGIBLE]
    return Verdict(facts, outcomes, judged, seating, manual, period)


def decide(
    candidates: Iterable[Candidate],
    policy: Policy,
    manual: Mapping[int, Manual],
    *,
    period: str,
    band: Band | None = None,
) -> tuple[Decision, ...]:
    """The same for a handful of libraries, one value each, in the order of library ids."""
    verdict = decide_all(facts_of_candidates(candidates), policy, manual, period=period, band=band)
    rows = zip(verdict.facts.ids.tolist(), verdict.outcomes.tolist(), verdict.ranks, verdict.reasons, strict=True)
    return tuple(
        Decision(library_id, OUTCOMES[outcome], rank, tuple(map(reason_from_document, json.loads(reasons))))
        for library_id, outcome, rank, reasons in rows
    )


def _those(facts: Facts, manual: Mapping[int, Manual], kind: ManualKind) -> Mask:
    return np.isin(facts.ids, [library_id for library_id, one in manual.items() if one.kind is kind])


def _by_hand(manual: Manual) -> Reason:
    said = ManualInclude if manual.kind is ManualKind.INCLUDE else ManualExclude
    return said(manual.reason, manual.by, manual.at)
