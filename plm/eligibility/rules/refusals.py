"""What must not proceed."""

from plm.errors import Refusal


class PolicyMissing(Refusal):
    """Nothing is decided before the committee has set its policy."""

    code = "policy_missing"


class ReasonNeeded(Refusal):
    """A decision by hand carries its reason, because the library will be told."""

    code = "manual_reason_needed"
    status = 422


class LibraryOutOfReach(Refusal):
    """The library does not belong to the event's region."""

    code = "library_out_of_reach"
    status = 404
