"""What a library must bring of itself, whatever the others bring: kind, wave, scores."""

from decimal import Decimal
from functools import lru_cache

from plm.eligibility.rules.candidates import Candidate
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
from plm.eligibility.rules.words import Outcome
from plm.libraries.rules import LibraryKind

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


@lru_cache
def _within(wave: int) -> Reason:
    return WithinWave(wave)


# Each of these is asked tens of thousands of times about a few thousand different facts.
@lru_cache(maxsize=1 << 16)
def _by_minimum(kind: LibraryKind, score: Decimal | None, minimum: Decimal | None) -> Reason:
    if minimum is None or score is None:
        return NoMinimum(kind, score)
    if score < minimum:
        return BelowMinimum(score, minimum, minimum - score)
    return ExactlyAt(score, minimum) if score == minimum else MeetsMinimum(score, minimum)


def _by_band(candidate: Candidate, band: Band | None) -> list[Reason]:
    return [] if band is None or candidate.score is None else [_wears(candidate.score, band)]


@lru_cache(maxsize=1 << 16)
def _wears(score: Decimal, band: Band) -> Reason:
    if score < band.minimum:
        return BelowBand(band.name, band.minimum, band.minimum - score)
    return WithinBand(band.name, band.minimum)


def _by_components(candidate: Candidate, policy: Policy) -> list[Reason]:
    return [_by_component(code, candidate.components.get(code), minimum) for code, minimum in policy.components.items()]


@lru_cache(maxsize=1 << 16)
def _by_component(code: str, score: Decimal | None, minimum: Decimal) -> Reason:
    if score is None or score < minimum:
        return ComponentBelow(code, score, minimum)
    return ComponentMet(code, score, minimum)


def _by_consistency(candidate: Candidate, policy: Policy) -> list[Reason]:
    steady = policy.consistency
    return [] if steady is None else [_consistent(steady.met(candidate.history), steady)]


@lru_cache(maxsize=1 << 10)
def _consistent(met: int, steady: Consistency) -> Reason:
    found = Consistent if met >= steady.times else NotConsistent
    return found(met, steady.times, steady.of, steady.minimum)
