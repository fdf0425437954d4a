"""What must not proceed."""

from plm.errors import Refusal


class PolicyMissing(Refusal):
    """Nothing is decided before the committee has set its policy."""

    code = "policy_missing"


class ReasonNeeded(Refusal):
    """A decision by hand carries its reason, because the library will be told."""

    code = "manual_reason_needed"
    status = 422
