"""The words of a decision."""

from enum import StrEnum

EXPLANATION = "explanation"


class Outcome(StrEnum):
    ELIGIBLE = "eligible"
    WAITLISTED = "waitlisted"
    INELIGIBLE = "ineligible"
    UNDECIDED = "undecided"


class ManualKind(StrEnum):
    INCLUDE = "include"
    EXCLUDE = "exclude"


class ReasonCode(StrEnum):
    """Stable names of the reasons; `templates/macros/reasons.html` has a sentence for each."""

    KIND_NOT_INVITED = "kind_not_invited"
    NO_MINIMUM = "no_minimum"
    NO_SCORE = "no_score"
    MEETS_MINIMUM = "meets_minimum"
    EXACTLY_AT = "exactly_at"
    BELOW_MINIMUM = "below_minimum"
    WITHIN_BEST = "within_best"
    BEYOND_BEST = "beyond_best"
    WAVE_NOT_INVITED = "wave_not_invited"
    WITHIN_WAVE = "within_wave"
    WITHIN_BAND = "within_band"
    BELOW_BAND = "below_band"
    COMPONENT_MET = "component_met"
    COMPONENT_BELOW = "component_below"
    CONSISTENT = "consistent"
    NOT_CONSISTENT = "not_consistent"
    GUARANTEED = "guaranteed"
    BEYOND_PROVINCE = "beyond_province"
    BEYOND_CAPACITY = "beyond_capacity"
    FILLED = "filled"
    OFFICE_FOLLOWS = "office_follows"
    MANUAL_INCLUDE = "manual_include"
    MANUAL_EXCLUDE = "manual_exclude"
