"""The policy applied to one library after the other, as a person would do it by hand.

The product decides on all libraries at once, in columns; this says what must come out.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from plm.eligibility.rules import (
    COMPETING_KINDS,
    COMPONENT_TIE,
    Band,
    BelowBand,
    BelowMinimum,
    BeyondBest,
    BeyondCapacity,
    BeyondProvince,
    Candidate,
    ComponentBelow,
    ComponentMet,
    Consistency,
    Consistent,
    Decision,
    ExactlyAt,
    Filled,
    FillRule,
    Guaranteed,
    KindNotInvited,
    Manual,
    ManualExclude,
    ManualInclude,
    ManualKind,
    MeetsMinimum,
    NoMinimum,
    NoScore,
    NotConsistent,
    OfficeFollows,
    Outcome,
    Policy,
    Reason,
    TieBreaker,
    WaveNotInvited,
    WithinBand,
    WithinBest,
    WithinWave,
)
from plm.libraries.rules import LibraryKind

Key = TypeVar("Key")
UNMET = (BelowMinimum, BelowBand, ComponentBelow, NotConsistent)


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
        return Decimal(policy.consistency.met(candidate.history[: policy.consistency.of]) if policy.consistency else 0)
    return candidate.components.get(tie.removeprefix(COMPONENT_TIE), Decimal(0))


UNMET = (BelowMinimum, BelowBand, ComponentBelow, NotConsistent)


def judge(candidate: Candidate, policy: Policy, period: str, band: Band | None) -> tuple[Outcome, list[Reason]]:
    """ELIGIBLE when nothing is lacking, with everything that was looked at; seats are another matter."""
    if candidate.kind not in policy.kinds:
        return Outcome.INELIGIBLE, [KindNotInvited(candidate.kind)]
    wave = _by_wave(candidate, policy)
    if wave and isinstance(wave[0], WaveNotInvited):
        return Outcome.INELIGIBLE, wave
    if candidate.score is None and policy.needs_score(candidate.kind):
        return Outcome.UNDECIDED, [*wave, NoScore(period)]
    reasons = [_by_minimum(candidate.kind, candidate.score, policy.minimum.get(candidate.kind))]
    if policy.judges(candidate.kind):
        reasons += [*_by_band(candidate, band), *_by_components(candidate, policy), *_by_consistency(candidate, policy)]
    unmet = any(isinstance(reason, UNMET) for reason in reasons)
    return Outcome.INELIGIBLE if unmet else Outcome.ELIGIBLE, [*wave, *reasons]


def _by_wave(candidate: Candidate, policy: Policy) -> list[Reason]:
    if policy.waves is None:
        return []
    wave = policy.waves.of_province.get(candidate.province_code)
    if wave is None or wave not in policy.waves.invited:
        return [WaveNotInvited(wave)]
    return [_within(wave)]


def _within(wave: int) -> Reason:
    return WithinWave(wave)


def _by_minimum(kind: LibraryKind, score: Decimal | None, minimum: Decimal | None) -> Reason:
    if minimum is None or score is None:
        return NoMinimum(kind, score)
    if score < minimum:
        return BelowMinimum(score, minimum, minimum - score)
    return ExactlyAt(score, minimum) if score == minimum else MeetsMinimum(score, minimum)


def _by_band(candidate: Candidate, band: Band | None) -> list[Reason]:
    return [] if band is None or candidate.score is None else [_wears(candidate.score, band)]


def _wears(score: Decimal, band: Band) -> Reason:
    if score < band.minimum:
        return BelowBand(band.name, band.minimum, band.minimum - score)
    return WithinBand(band.name, band.minimum)


def _by_components(candidate: Candidate, policy: Policy) -> list[Reason]:
    return [_by_component(code, candidate.components.get(code), minimum) for code, minimum in policy.components.items()]


def _by_component(code: str, score: Decimal | None, minimum: Decimal) -> Reason:
    if score is None or score < minimum:
        return ComponentBelow(code, score, minimum)
    return ComponentMet(code, score, minimum)


def _by_consistency(candidate: Candidate, policy: Policy) -> list[Reason]:
    steady = policy.consistency
    return [] if steady is None else [_consistent(steady.met(candidate.history[: steady.of]), steady)]


def _consistent(met: int, steady: Consistency) -> Reason:
    found = Consistent if met >= steady.times else NotConsistent
    return found(met, steady.times, steady.of, steady.minimum)


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
