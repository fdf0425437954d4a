"""The committee's eligibility: the policy with its effect, the runs and their differences, one library's decision."""

from plm.web.committee.eligibility import comparison, libraries, links, policy, runs
from plm.web.committee.eligibility.room import blueprint

__all__ = ["blueprint", "comparison", "libraries", "links", "policy", "runs"]
