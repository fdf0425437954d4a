"""Who may be invited: facts in, a decision with all its reasons out."""

from plm.eligibility.rules.deciding import Candidate, Decision, Manual, decide, order_key
from plm.eligibility.rules.digests import digest_of_inputs, digest_of_result
from plm.eligibility.rules.policy import (
    COMPETING_KINDS,
    EVERY_KIND,
    Policy,
    PolicyNotSound,
    PolicyProblem,
    require_within_scale,
)
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
    reason_from_document,
    reason_to_document,
)
from plm.eligibility.rules.refusals import PolicyMissing, ReasonNeeded
from plm.eligibility.rules.words import ManualKind, Outcome, ReasonCode

__all__ = [
    "COMPETING_KINDS",
    "EVERY_KIND",
    "BelowMinimum",
    "BeyondBest",
    "Candidate",
    "Decision",
    "ExactlyAt",
    "KindNotInvited",
    "Manual",
    "ManualExclude",
    "ManualInclude",
    "ManualKind",
    "MeetsMinimum",
    "NoMinimum",
    "NoScore",
    "Outcome",
    "Policy",
    "PolicyMissing",
    "PolicyNotSound",
    "PolicyProblem",
    "Reason",
    "ReasonCode",
    "ReasonNeeded",
    "WithinBest",
    "decide",
    "digest_of_inputs",
    "digest_of_result",
    "order_key",
    "reason_from_document",
    "reason_to_document",
    "require_within_scale",
]
