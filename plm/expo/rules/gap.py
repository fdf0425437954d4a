"""How far a plan can be from the best possible at most, as people read it."""

from plm.expo.rules.model import Objective


def gap_of(objective: Objective) -> int | None:
    """Hundredths of a percent below the best possible, at most; 0: it is the best; None: no bound is known.

    Rounded up, so that the sentence never promises more than was proven.
    """
    if objective.optimal:
        return 0
    if objective.bound <= 0:
        return None
    return max(0, -(-10_000 * (objective.bound - objective.score) // objective.bound))
