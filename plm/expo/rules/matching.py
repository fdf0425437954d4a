"""Exact assignment: one optimum, then the one among equals that an order of rows prefers."""

from collections import deque

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

Costs = NDArray[np.float64]
Marks = NDArray[np.bool_]
FREE = -1


class Matching:
    """An optimal assignment of every row, with the pairs that any other optimum may use.

    Costs are whole numbers below 2^53 (inf = forbidden), so every sum and comparison here is exact. Dual prices come
    from shortest paths in the residual graph; a pair is `tight` when its reduced cost is zero. Any assignment made of
    tight pairs that keeps the priced columns in use is optimal too, and no other is.
    """

    def __init__(self, costs: Costs) -> None:
        self.column = linear_sum_assignment(costs)[1].astype(np.int64)
        self.owner = np.full(costs.shape[1], FREE, dtype=np.int64)
        self.owner[self.column] = np.arange(costs.shape[0])
        self.prices = prices = _prices(costs, self.column)
        rows = np.arange(costs.shape[0])
        income = costs[rows, self.column] - prices[self.column]
        self.tight: Marks = costs == income[:, None] + prices[None, :]
        self.may_empty: Marks = prices == 0

    def keep(self, row: int, columns: Marks) -> None:
        """From now on this row may only stand in these columns."""
        self.tight[row] &= columns

    def move(self, row: int, wanted: Marks) -> bool:
        """Bring the row into a wanted column without leaving the optimum, moving others if they may; else False.

        A ring of moves, each into the column the next one leaves, closes at the row's own column. All empty columns
        act as one more mover: it may give any of them up and take any column that may stay empty.
        """
        home = int(self.column[row])
        reached_by: dict[int, int] = {}
        given_up = FREE
        unseen = np.ones(len(self.owner), dtype=np.bool_)
        queue = deque([row])
        while queue and home not in reached_by:
            mover = queue.popleft()
            for column in self._next_columns(mover, row, wanted, unseen):
                unseen[column] = False
                reached_by[column] = mover
                if self.owner[column] != FREE:
                    queue.append(int(self.owner[column]))
                elif given_up == FREE:
                    given_up = column
                    queue.append(FREE)
        if home not in reached_by:
            return False
        self._shift(row, home, given_up, reached_by)
        return True

    def _next_columns(self, mover: int, row: int, wanted: Marks, unseen: Marks) -> list[int]:
        if mover == FREE:
            steps = self.may_empty & unseen & (self.owner != FREE)
        elif mover == row:
            steps = self.tight[row] & wanted
            steps[self.column[row]] = False
        else:
            steps = self.tight[mover] & unseen
        found: list[int] = np.flatnonzero(steps).tolist()
        return found

    def _shift(self, row: int, home: int, given_up: int, reached_by: dict[int, int]) -> None:
        column = home
        while True:
            mover = reached_by[column]
            self.owner[column] = mover
            left = given_up if mover == FREE else int(self.column[mover])
            if mover != FREE:
                self.column[mover] = column
            if mover == row:
                return
            column = left


def _prices(costs: Costs, column: NDArray[np.int64]) -> Costs:
    """Column prices (Bellman-Ford): zero or below, zero for every empty column."""
    rows = np.arange(costs.shape[0])
    paid = costs[rows, column]
    prices = np.zeros(costs.shape[1])
    while True:
        through = ((prices[column] - paid)[:, None] + costs).min(axis=0)
        lower = np.minimum(prices, through)
        if np.array_equal(lower, prices):
            return prices
        prices = lower
