"""Who gets the seats when there are fewer of them than libraries that meet what is asked.

One order throughout. First what each province is promised, then the best of every regency, then, if the policy says so,
the reserve; each takes its seat only while its province and its kind have one. Raising a score can only move a library
forward in every one of these queues, so it never costs a seat.
"""

from dataclasses import dataclass

import numpy as np

from plm.eligibility.rules.facts import KIND_NUMBER, KINDS, Facts
from plm.eligibility.rules.numbers import Column
from plm.eligibility.rules.order import Standings, in_order, standings
from plm.eligibility.rules.parts import FillRule
from plm.eligibility.rules.policy import COMPETING_KINDS, Policy
from plm.eligibility.rules.requirements import Judged, Mask
from plm.libraries.rules import LibraryKind

NO_LIMIT = 1 << 62


@dataclass(frozen=True)
class Seating:
    """Who sits, and how. Rows are places in the columns of `facts`; `seated` has one for each library.

    `competing` are the rows of villages and reading centres that are good enough, in their order; beside them stand
    their `in_regency` and `in_province`. `guaranteed` and `filled` are rows in the order in which they were seated.
    `offices` are the rows of the offices considered, beside them how many villages each `follows`.
    """

    facts: Facts
    policy: Policy
    seated: Mask
    competing: Column
    in_regency: Standings
    in_province: Standings
    guaranteed: list[int]
    filled: list[int]
    offices: Column
    follows: Column


def seat_all(judged: Judged, excluded: Mask, included: Mask) -> Seating:
    """Everybody who is good enough, seated in the policy's order; offices last, because they may follow.

    `excluded` and `included` are decided by hand; an office that lacks something of its own comes only after a village.
    """
    facts, policy = judged.facts, judged.policy
    competes = facts.is_of(COMPETING_KINDS)
    free = judged.asked & ~excluded
    competing = in_order(facts, policy, np.flatnonzero(judged.good & free & competes))
    in_regency, in_province = (standings(groups[competing]) for groups in (facts.regencies, facts.provinces))
    room = _Room(facts, policy, competes)
    guaranteed = room.seat(competing[in_province.rank <= (policy.provinces.guarantee or 0)])
    best = policy.best_per_regency
    room.seat(competing if best is None else competing[in_regency.rank <= best])
    filled = room.seat(_left(facts, policy, room.mask(), competing, in_regency))
    offices, follows = _offices(judged, free & ~competes, villages=(room.mask() | included) & competes)
    room.seat(offices)
    found = (competing, in_regency, in_province, guaranteed, filled, offices, follows)
    return Seating(facts, policy, room.mask(), *found)


class _Room:
    """Seats taken one after the other, while province and kind have one left."""

    def __init__(self, facts: Facts, policy: Policy, competes: Mask) -> None:
        cap = policy.provinces.cap
        self._kinds = facts.kinds
        # Offices stand outside the caps of provinces: all of them count in place 0, which is never full.
        self._provinces = np.where(competes, np.unique(facts.provinces, return_inverse=True)[1] + 1, 0)
        self._left_of_province = [NO_LIMIT if cap is None else cap] * (len(facts) + 1)
        self._left_of_province[0] = NO_LIMIT
        self._left_of_kind = [policy.capacity.get(kind, NO_LIMIT) for kind in KINDS]
        self._seated = bytearray(len(facts))

    def mask(self) -> Mask:
        """Who sits by now."""
        return np.frombuffer(bytes(self._seated), dtype=np.bool_)

    def seat(self, rows: Column) -> list[int]:
        """Seat these in their order; gives those who have taken a seat by it."""
        taken, seated, of_province, of_kind = [], self._seated, self._left_of_province, self._left_of_kind
        columns = (rows.tolist(), self._provinces[rows].tolist(), self._kinds[rows].tolist())
        for row, province, kind in zip(*columns, strict=True):
            if not seated[row] and of_province[province] > 0 and of_kind[kind] > 0:
                seated[row] = 1
                of_province[province] -= 1
                of_kind[kind] -= 1
                taken.append(row)
        return taken


def _left(facts: Facts, policy: Policy, seated: Mask, competing: Column, in_regency: Standings) -> Column:
    """The reserve in the order in which it moves up into seats that are left."""
    if policy.fill is FillRule.NOBODY:
        return competing[:0]
    waits = ~seated[competing] & facts.is_of(policy.capacity)[competing]
    if policy.fill is FillRule.IN_ROUNDS:
        return competing[waits][np.argsort(in_regency.rank[waits], kind="stable")]
    return competing[waits]


def _offices(judged: Judged, free: Mask, *, villages: Mask) -> tuple[Column, Column]:
    """The offices that are good enough or follow a village, those that follow first; and how many villages each has."""
    facts, policy = judged.facts, judged.policy
    follows = np.zeros(len(facts), dtype=np.int64)
    if policy.office_follows:
        regencies, counts = np.unique(facts.regencies[villages], return_counts=True)
        office = free & (facts.kinds == KIND_NUMBER[LibraryKind.REGENCY])
        if len(regencies):
            place = np.searchsorted(regencies, facts.regencies).clip(max=len(regencies) - 1)
            follows = np.where(office & (regencies[place] == facts.regencies), counts[place], 0)
    rows = in_order(facts, policy, np.flatnonzero(free & (judged.good | (follows > 0))))
    rows = rows[np.argsort(follows[rows] == 0, kind="stable")]
    return rows, follows[rows]
