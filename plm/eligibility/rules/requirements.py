"""What a library must bring of itself, whatever the others bring: kind, wave, scores."""

from decimal import Decimal

from plm.eligibility.rules.candidates import Candidate
from plm.eligibility.rules.policy import Policy
from plm.eligibility.rules.reasons import (
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
    WithinWave,
)
from plm.eligibility.rules.words import Outcome

UNMET = (BelowMinimum, ComponentBelow, NotConsistent)


def judge(candidate: Candidate, policy: Policy, period: str) -> tuple[Outcome, list[Reason]]:
    """ELIGIBLE when nothing is lacking, with everything that was looked at; seats are another matter."""
    if candidate.kind not in policy.kinds:
        return Outcome.INELIGIBLE, [KindNotInvited(candidate.kind)]
    wave = _by_wave(candidate, policy)
    if wave and isinstance(wave[0], WaveNotInvited):
        return Outcome.INELIGIBLE, wave
    if candidate.score is None and policy.needs_score(candidate.kind):
        return Outcome.UNDECIDED, [*wave, NoScore(period)]
    reasons = [_by_minimum(candidate, policy.minimum.get(candidate.kind))]
    if policy.judges(candidate.kind):
        reasons += [*_by_components(candidate, policy), *_by_consistency(candidate, policy)]
    unmet = any(isinstance(reason, UNMET) for reason in reasons)
    return Outcome.INELIGIBLE if unmet else Outcome.ELIGIBLE, [*wave, *reasons]


def _by_wave(candidate: Candidate, policy: Policy) -> list[Reason]:
    if policy.waves is None:
        return []
    wave = policy.waves.of_province.get(candidate.province_code)
    if wave is None or wave not in policy.waves.invited:
        return [WaveNotInvited(wave)]
    return [WithinWave(wave)]


def _by_minimum(candidate: Candidate, minimum: Decimal | None) -> Reason:
    score = candidate.score
    if minimum is None or score is None:
        return NoMinimum(candidate.kind, score)
    if score < minimum:
        return BelowMinimum(score, minimum, minimum - score)
    return ExactlyAt(score, minimum) if score == minimum else MeetsMinimum(score, minimum)


def _by_components(candidate: Candidate, policy: Policy) -> list[Reason]:
    reasons: list[Reason] = []
    for code, minimum in sorted(policy.components.items()):
        score = candidate.components.get(code)
        if score is None or score < minimum:
            reasons.append(ComponentBelow(code, score, minimum))
        else:
            reasons.append(ComponentMet(code, score, minimum))
    return reasons


def _by_consistency(candidate: Candidate, policy: Policy) -> list[Reason]:
    steady = policy.consistency
    if steady is None:
        return []
    met = steady.met(candidate.history)
    found = Consistent if met >= steady.times else NotConsistent
    return [found(met, steady.times, steady.of, steady.minimum)]
