"""What a library must bring of itself, whatever the others bring: kind, wave, scores; all libraries at once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from plm.eligibility.rules.facts import KINDS, Facts, unpacked
from plm.eligibility.rules.numbers import MISSING, Column, from_units, to_units
from plm.eligibility.rules.parts import Band, Consistency
from plm.eligibility.rules.policy import Policy
from plm.eligibility.rules.reasons import (
    BelowBand,
    BelowMinimum,
    ComponentBelow,
    ComponentMet,
    Consistent,
    ExactlyAt,
    KindNotInvited,
    MeetsMinimum,
    NoMinimum,
    NoScore,
    NotConsistent,
    Reason,
    WaveNotInvited,
    WithinBand,
    WithinWave,
)
from plm.eligibility.rules.writing import Texts, said_once
from plm.libraries.rules import LibraryKind

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Judged:
    """Where a library is asked at all, where a needed score is missing, and where nothing is lacking."""

    facts: Facts
    policy: Policy
    band: Band | None
    invited_kind: Mask
    asked: Mask
    undecided: Mask
    good: Mask

    def texts(self, period: str) -> Iterator[Texts]:
        """What is said of each, in columns; a column is empty where the policy has no such part."""
        facts, policy = self.facts, self.policy
        yield said_once(np.where(self.invited_kind, -1, facts.kinds), _of_kind)
        if policy.waves is not None:
            yield said_once(np.where(self.invited_kind, facts.provinces, -1), self._of_wave)
        heard = self.asked & ~self.undecided
        # Kind and score in one number, as both are spoken of in one sentence.
        both = np.where(facts.scores == MISSING, -1, facts.scores) * len(KINDS) + facts.kinds
        nothing = -2 * len(KINDS)
        yield said_once(np.where(heard, both, nothing), lambda value: [] if value == nothing else self._of_score(value))
        if self.undecided.any():
            yield said_once(self.undecided.astype(np.int64), lambda value: [NoScore(period)] if value else [])
        judged = heard & judged_by(facts, policy)
        if self.band is not None:
            yield said_once(np.where(judged, facts.scores, MISSING), self._of_band)
        for code, lowest in policy.components.items():
            yield _of_components(facts, judged, code, lowest)
        if (steady := policy.consistency) is not None:
            met = np.where(judged, times_met(facts, steady), -1)
            yield said_once(met, lambda value: [] if value < 0 else [_of_times(value, steady)])

    def _of_wave(self, province: int) -> Iterable[Reason]:
        waves = self.policy.waves
        if waves is None or province < 0:
            return []
        wave = waves.of_province.get(unpacked(province, 2))
        return [WaveNotInvited(wave)] if wave is None or wave not in waves.invited else [WithinWave(wave)]

    def _of_score(self, both: int) -> Iterable[Reason]:
        units, number = divmod(both, len(KINDS))
        kind = KINDS[number]
        score, lowest = (None if units < 0 else from_units(units)), self.policy.minimum.get(kind)
        return [_of_minimum(kind, score, lowest)]

    def _of_band(self, units: int) -> Iterable[Reason]:
        score, band = from_units(units), self.band
        if score is None or band is None:
            return []
        if score < band.minimum:
            return [BelowBand(band.name, band.minimum, band.minimum - score)]
        return [WithinBand(band.name, band.minimum)]


def judge(facts: Facts, policy: Policy, band: Band | None) -> Judged:
    """Whether each library is good enough by itself; seats are another matter."""
    invited_kind = facts.is_of(policy.kinds)
    asked = invited_kind & _in_wave(facts, policy)
    unknown = facts.scores == MISSING
    undecided = asked & unknown & facts.is_of(kind for kind in KINDS if policy.needs_score(kind))
    lowest = facts.each({kind: to_units(score) for kind, score in policy.minimum.items()}, MISSING)
    good = asked & ~undecided & (unknown | (facts.scores >= lowest))
    judged = judged_by(facts, policy)
    if band is not None:
        good &= ~judged | (facts.scores >= to_units(band.minimum))
    for code, minimum in policy.components.items():
        good &= ~judged | (_component(facts, code) >= to_units(minimum))
    if policy.consistency is not None:
        good &= ~judged | (times_met(facts, policy.consistency) >= policy.consistency.times)
    return Judged(facts, policy, band, invited_kind, asked, undecided, good)


def judged_by(facts: Facts, policy: Policy) -> Mask:
    """Where band, components or consistency are asked for."""
    return facts.is_of(kind for kind in KINDS if policy.judges(kind))


def times_met(facts: Facts, steady: Consistency) -> Column:
    """In how many of the periods each library's score was enough; MISSING is below every score."""
    enough = to_units(steady.minimum)
    met = np.zeros(len(facts), dtype=np.int64)
    for scores in facts.history[: steady.of]:
        met += scores >= enough
    return met


def _in_wave(facts: Facts, policy: Policy) -> Mask:
    if policy.waves is None:
        return np.ones(len(facts), dtype=bool)
    coming = [code for code, wave in policy.waves.of_province.items() if wave in policy.waves.invited]
    return np.isin(facts.provinces, [int.from_bytes(code.encode(), "big") for code in coming])


def _component(facts: Facts, code: str) -> Column:
    return facts.components.get(code, np.full(len(facts), MISSING))


def _of_components(facts: Facts, judged: Mask, code: str, minimum: Decimal) -> Texts:
    silent = MISSING + 1

    def say(units: int) -> Iterable[Reason]:
        if units == silent:
            return []
        score = from_units(units)
        if score is None or score < minimum:
            return [ComponentBelow(code, score, minimum)]
        return [ComponentMet(code, score, minimum)]

    return said_once(np.where(judged, _component(facts, code), silent), say)


def _of_kind(number: int) -> Iterable[Reason]:
    return [] if number < 0 else [KindNotInvited(KINDS[number])]


def _of_minimum(kind: LibraryKind, score: Decimal | None, minimum: Decimal | None) -> Reason:
    if minimum is None or score is None:
        return NoMinimum(kind, score)
    if score < minimum:
        return BelowMinimum(score, minimum, minimum - score)
    return ExactlyAt(score, minimum) if score == minimum else MeetsMinimum(score, minimum)


def _of_times(met: int, steady: Consistency) -> Reason:
    found = Consistent if met >= steady.times else NotConsistent
    return found(met, steady.times, steady.of, steady.minimum)
