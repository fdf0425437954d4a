"""The verbs of eligibility: set the policy, decide by hand, run a decision, make links to explanations."""

from plm.eligibility.actions.links import make_explanation_links, renew_explanation_link, revoke_explanation_link
from plm.eligibility.actions.running import (
    check_policy,
    decide_by_hand,
    run_decision,
    set_policy,
    withdraw_manual,
)

__all__ = [
    "check_policy",
    "decide_by_hand",
    "make_explanation_links",
    "renew_explanation_link",
    "revoke_explanation_link",
    "run_decision",
    "set_policy",
    "withdraw_manual",
]
