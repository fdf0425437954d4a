"""Who may be invited: facts in, a decision with all its reasons out."""

from enum import StrEnum


class Outcome(StrEnum):
    ELIGIBLE = "eligible"
    WAITLISTED = "waitlisted"
    INELIGIBLE = "ineligible"
    UNDECIDED = "undecided"


class ManualKind(StrEnum):
    INCLUDE = "include"
    EXCLUDE = "exclude"
