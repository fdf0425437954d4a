"""Every promise of a stored plan checked again: the rules, the objective and the bound, without the solver."""

from plm.expo.rules import certified
from plm.expo.rules.model import Inputs, Plan, Problem
from plm.expo.rules.verify import verify


def problems_of(plan: Plan, inputs: Inputs) -> tuple[Problem, ...]:
    """Every broken promise."""
    return (*verify(plan, inputs), *certified.problems_of(plan, inputs))
