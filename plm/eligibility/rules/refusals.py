"""What must not proceed."""

from decimal import Decimal
from enum import StrEnum

from plm.errors import Refusal


class PolicyProblem(StrEnum):
    UNKNOWN_PART = "unknown_part"
    NO_KIND = "no_kind"
    UNKNOWN_KIND = "unknown_kind"
    MINIMUM_NOT_A_NUMBER = "minimum_not_a_number"
    MINIMUM_OUT_OF_RANGE = "minimum_out_of_range"
    MINIMUM_TOO_FINE = "minimum_too_fine"
    BEST_NOT_POSITIVE = "best_not_positive"
    COUNT_NOT_POSITIVE = "count_not_positive"
    CONSISTENCY_NOT_POSSIBLE = "consistency_not_possible"
    GUARANTEE_ABOVE_CAP = "guarantee_above_cap"
    UNKNOWN_FILL = "unknown_fill"
    FILL_WITHOUT_CAPACITY = "fill_without_capacity"
    UNKNOWN_TIE_BREAKER = "unknown_tie_breaker"
    UNKNOWN_BAND = "unknown_band"
    UNKNOWN_COMPONENT = "unknown_component"
    NO_WAVE_INVITED = "no_wave_invited"


class PolicyNotSound(Refusal):
    """The terms cannot be a policy; `problem` says why, `part` and `value` where."""

    code = "policy_not_sound"
    status = 422


class PolicyMissing(Refusal):
    """Nothing is decided before the committee has set its policy."""

    code = "policy_missing"


class ReasonNeeded(Refusal):
    """A decision by hand carries its reason, because the library will be told."""

    code = "manual_reason_needed"
    status = 422


class PolicyRevised(Refusal):
    """Somebody saved another policy meanwhile: `by` whom, `at` what time, and its `edition`."""

    code = "policy_revised"


class LinkTermPassed(Refusal):
    """A link that would be dead at birth."""

    code = "link_term_passed"
    status = 422


def refused(problem: PolicyProblem, part: str, value: object, *, maximum: Decimal | None = None) -> PolicyNotSound:
    """The refusal of one part of the terms."""
    return PolicyNotSound(problem=problem, part=part, value=value, maximum=maximum)
