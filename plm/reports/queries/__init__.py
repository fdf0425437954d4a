"""Reading across rooms."""

from plm.reports.queries.figures import (
    SHELF,
    figures_of,
    policy_effect,
    replies_by_province,
    score_spread,
)
from plm.reports.queries.own_data import own_data_of

__all__ = [
    "SHELF",
    "figures_of",
    "own_data_of",
    "policy_effect",
    "replies_by_province",
    "score_spread",
]
