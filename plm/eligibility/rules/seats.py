"""Who gets the seats when there are fewer of them than libraries that meet what is asked.

One order (`order_key`) throughout. First what each province is promised, then the best of every regency, then, if the
policy says so, the reserve; each takes its seat only while its province and its kind have one. Raising a score can only
move a library forward in every one of these queues, so it never costs a seat.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from plm.eligibility.rules.candidates import Candidate, OrderKey, order_key
from plm.eligibility.rules.parts import FillRule
from plm.eligibility.rules.policy import COMPETING_KINDS, Policy
from plm.eligibility.rules.reasons import (
    BeyondBest,
    BeyondCapacity,
    BeyondProvince,
    Filled,
    Guaranteed,
    OfficeFollows,
    Reason,
    WithinBest,
)
from plm.libraries.rules import LibraryKind

Key = TypeVar("Key")


@dataclass(frozen=True)
class Standing:
    """A place in an order of `of` competitors."""

    rank: int
    of: int


@dataclass
class Seating:
    """Who sits, and what is said of each; filled seat by seat."""

    policy: Policy
    seated: dict[int, Candidate] = field(default_factory=dict)
    reasons: dict[int, list[Reason]] = field(default_factory=lambda: defaultdict(list))
    rank: dict[int, int] = field(default_factory=dict)
    guaranteed: set[int] = field(default_factory=set)
    filled: dict[int, int] = field(default_factory=dict)
    by_province: Counter[str] = field(default_factory=Counter)
    by_kind: Counter[LibraryKind] = field(default_factory=Counter)
    # The lowest score that got a seat, by regency, province and kind: what would have been enough.
    last_of_regency: dict[str, Decimal] = field(default_factory=dict)
    last_of_province: dict[str, Decimal] = field(default_factory=dict)
    last_of_kind: dict[LibraryKind, Decimal] = field(default_factory=dict)

    def seat(self, candidate: Candidate) -> bool:
        """A seat if province and kind have one left."""
        if candidate.library_id in self.seated:
            return True
        if self._province_full(candidate) or self._kind_full(candidate):
            return False
        self.seated[candidate.library_id] = candidate
        self.by_kind[candidate.kind] += 1
        _lower(self.last_of_kind, candidate.kind, candidate.score)
        if candidate.kind in COMPETING_KINDS:
            self.by_province[candidate.province_code] += 1
            _lower(self.last_of_province, candidate.province_code, candidate.score)
        return True

    def _province_full(self, candidate: Candidate) -> bool:
        cap = self.policy.provinces.cap
        return (
            cap is not None and candidate.kind in COMPETING_KINDS and self.by_province[candidate.province_code] >= cap
        )

    def _kind_full(self, candidate: Candidate) -> bool:
        seats = self.policy.capacity.get(candidate.kind)
        return seats is not None and self.by_kind[candidate.kind] >= seats

    def explain(self, candidate: Candidate, in_province: Standing | None) -> None:
        """Why a candidate that is good enough has no seat, as far as seats are the reason."""
        if self._province_full(candidate) and in_province is not None:
            province = candidate.province_code
            cap = self.policy.provinces.cap or 0
            needed = self.last_of_province.get(province)
            self.reasons[candidate.library_id].append(
                BeyondProvince(in_province.rank, in_province.of, cap, province, needed)
            )
        if self._kind_full(candidate):
            seats, needed = self.policy.capacity[candidate.kind], self.last_of_kind.get(candidate.kind)
            self.reasons[candidate.library_id].append(BeyondCapacity(candidate.kind, seats, needed))


def seat_all(
    qualified: Iterable[Candidate],
    policy: Policy,
    *,
    lacking_offices: Iterable[Candidate] = (),
    by_hand: Iterable[Candidate] = (),
) -> Seating:
    """Everybody who is good enough, seated in the policy's order; offices last, because they may follow.

    `lacking_offices` lack something of their own and come only after a village; `by_hand` were included by hand.
    """
    keys = {candidate.library_id: order_key(candidate, policy) for candidate in qualified}
    ordered = sorted(qualified, key=lambda candidate: keys[candidate.library_id])
    competing = [candidate for candidate in ordered if candidate.kind in COMPETING_KINDS]
    in_regency = _standings(competing, lambda candidate: candidate.regency_code or "")
    in_province = _standings(competing, lambda candidate: candidate.province_code)
    seating = Seating(policy)
    _seat_guaranteed(seating, competing, in_province)
    _seat_best(seating, competing, in_regency)
    _fill(seating, competing, in_regency, keys)
    for candidate in competing:
        _explain_rank(seating, candidate, in_regency[candidate.library_id], in_province[candidate.library_id])
    offices = [candidate for candidate in ordered if candidate.kind not in COMPETING_KINDS]
    _seat_offices(seating, offices, lacking_offices, by_hand)
    return seating


def _standings(ordered: Iterable[Candidate], group: Callable[[Candidate], str]) -> dict[int, Standing]:
    groups: defaultdict[str, list[Candidate]] = defaultdict(list)
    for candidate in ordered:
        groups[group(candidate)].append(candidate)
    return {
        candidate.library_id: Standing(rank, len(rivals))
        for rivals in groups.values()
        for rank, candidate in enumerate(rivals, start=1)
    }


def _seat_guaranteed(seating: Seating, competing: Iterable[Candidate], in_province: Mapping[int, Standing]) -> None:
    promised = seating.policy.provinces.guarantee or 0
    for candidate in competing:
        if in_province[candidate.library_id].rank <= promised and seating.seat(candidate):
            seating.guaranteed.add(candidate.library_id)


def _seat_best(seating: Seating, competing: Iterable[Candidate], in_regency: Mapping[int, Standing]) -> None:
    best = seating.policy.best_per_regency
    for candidate in competing:
        rank = in_regency[candidate.library_id].rank
        if best is None or rank <= best:
            seating.seat(candidate)
            if best is not None and rank == best and candidate.score is not None:
                seating.last_of_regency[candidate.regency_code or ""] = candidate.score


def _fill(
    seating: Seating,
    competing: Iterable[Candidate],
    in_regency: Mapping[int, Standing],
    keys: Mapping[int, OrderKey],
) -> None:
    rule = seating.policy.fill
    if rule is FillRule.NOBODY:
        return
    left = [one for one in competing if one.library_id not in seating.seated and one.kind in seating.policy.capacity]
    if rule is FillRule.IN_ROUNDS:
        left.sort(key=lambda one: (in_regency[one.library_id].rank, keys[one.library_id]))
    place = 0
    for candidate in left:
        if seating.seat(candidate):
            place += 1
            seating.filled[candidate.library_id] = place


def _explain_rank(seating: Seating, candidate: Candidate, in_regency: Standing, in_province: Standing) -> None:
    policy, regency, known = seating.policy, candidate.regency_code or "", candidate.library_id
    said, best = seating.reasons[known], policy.best_per_regency
    if best is not None:
        seating.rank[known] = in_regency.rank
        if in_regency.rank <= best:
            said.append(WithinBest(in_regency.rank, in_regency.of, best, regency))
        elif known not in seating.seated:
            queue, needed = in_regency.rank - best, seating.last_of_regency.get(regency)
            said.append(BeyondBest(in_regency.rank, in_regency.of, best, regency, queue, needed))
    if known in seating.guaranteed and (best is None or in_regency.rank > best):
        said.append(Guaranteed(in_province.rank, policy.provinces.guarantee or 0, candidate.province_code))
    if known in seating.filled:
        said.append(Filled(seating.filled[known]))
    if known not in seating.seated:
        seating.explain(candidate, in_province)


def _seat_offices(
    seating: Seating, offices: Iterable[Candidate], lacking: Iterable[Candidate], by_hand: Iterable[Candidate]
) -> None:
    villages = Counter(
        candidate.regency_code
        for candidate in {**seating.seated, **{one.library_id: one for one in by_hand}}.values()
        if candidate.kind in COMPETING_KINDS
    )
    following = seating.policy.office_follows
    coming = {office.library_id for office in offices}
    for office in lacking:
        if following and office.kind is LibraryKind.REGENCY and villages[office.region_code]:
            coming.add(office.library_id)
    known = [office for office in (*offices, *lacking) if office.library_id in coming]
    known.sort(key=lambda office: order_key(office, seating.policy))
    if following:
        known.sort(key=lambda office: not (office.kind is LibraryKind.REGENCY and villages[office.region_code]))
    for office in known:
        comes = villages[office.region_code] if following and office.kind is LibraryKind.REGENCY else 0
        if comes:
            seating.reasons[office.library_id].append(OfficeFollows(comes, office.region_code))
        if not seating.seat(office):
            seating.explain(office, None)


def _lower(lowest: dict[Key, Decimal], key: Key, score: Decimal | None) -> None:
    if score is not None and score < lowest.get(key, score + 1):
        lowest[key] = score
