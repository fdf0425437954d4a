"""The order of a country's libraries, and the place of each in its regency and province."""

from dataclasses import dataclass

import numpy as np

from plm.eligibility.rules.facts import Facts
from plm.eligibility.rules.numbers import MISSING, Column
from plm.eligibility.rules.parts import COMPONENT_TIE, TieBreaker
from plm.eligibility.rules.policy import Policy
from plm.eligibility.rules.requirements import times_met


@dataclass(frozen=True)
class Standings:
    """Beside a list in its order: each one's place in its group, from 1, and how many compete there."""

    rank: Column
    of: Column


def in_order(facts: Facts, policy: Policy, rows: Column) -> Column:
    """These rows by the higher score, the policy's tie-breakers, the lower region code, the lower id; never chance."""
    ties = [_tie(facts, policy, tie) for tie in policy.tie_breakers]
    # Numpy sorts by the last key first.
    keys = [facts.ids, facts.regions, *(-_or_zero(column) for column in reversed([facts.scores, *ties]))]
    return rows[np.lexsort([key[rows] for key in keys])]


def standings(groups: Column) -> Standings:
    """The places of rows that come in their order, by the group of each."""
    order = np.argsort(groups, kind="stable")
    _, firsts, counts = np.unique(groups[order], return_index=True, return_counts=True)
    rank, of = np.empty_like(order), np.empty_like(order)
    rank[order] = np.arange(len(order)) - np.repeat(firsts, counts) + 1
    of[order] = np.repeat(counts, counts)
    return Standings(rank, of)


def _tie(facts: Facts, policy: Policy, tie: str) -> Column:
    nothing = np.zeros(len(facts), dtype=np.int64)
    if tie == TieBreaker.PREVIOUS_SCORE:
        return facts.history[1] if len(facts.history) > 1 else nothing
    if tie == TieBreaker.CONSISTENCY:
        return times_met(facts, policy.consistency) if policy.consistency else nothing
    return facts.components.get(tie.removeprefix(COMPONENT_TIE), nothing)


def _or_zero(column: Column) -> Column:
    return np.where(column == MISSING, 0, column)
