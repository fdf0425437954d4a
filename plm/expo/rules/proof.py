"""Prices written down: all that is needed to recompute a limit without the solver."""

import numpy as np

from plm.expo.rules.bound import UNIT, Prices, constant
from plm.expo.rules.floor import Floor, Whole
from plm.expo.rules.matching import Matching
from plm.expo.rules.model import Proof


def proof_of(floor: Floor, prices: Prices, charged: Whole) -> Proof:
    """The proof by these prices; place prices come from the assignment that the prices lead to."""
    place = _place_prices(floor, charged)
    income = np.where(floor.allowed, charged - place[None, :], -(2**62)).max(axis=1, initial=-(2**62))
    total = int(income.sum()) + int((floor.room * place).sum()) + constant(floor, prices)
    return Proof(
        unit=UNIT,
        total=total,
        stay=floor.stay,
        booths=tuple((booth.id, int(price)) for booth, price in zip(floor.booths, place, strict=True) if price),
        pairs=tuple(
            (floor.booths[floor.one[pair]].id, floor.booths[floor.other[pair]].id, kind.name, kind.labels[label], price)
            for kind in floor.kinds
            for pair, label, price in _sparse(prices.pair[kind.name])
        ),
        shared=tuple(
            (floor.booths[booth].id, kind.name, kind.labels[label], price)
            for kind in floor.kinds
            for booth, label, price in _sparse(prices.own[kind.name])
        ),
    )


def _place_prices(floor: Floor, charged: Whole) -> Whole:
    """What one place of each booth is worth: zero or more, zero where one stays empty."""
    if not len(floor.people):
        return np.zeros(len(floor.booths), dtype=np.int64)
    costs = np.where(floor.allowed, -charged.astype(np.float64), np.inf)[:, floor.slots]
    each = -Matching(costs).prices
    first = np.concatenate([[0], np.cumsum(floor.room)])[:-1]
    return np.asarray(each[first].astype(np.int64))


def _sparse(prices: Whole) -> list[tuple[int, int, int]]:
    rows, columns = np.nonzero(prices)
    return [(int(row), int(column), int(prices[row, column])) for row, column in zip(rows, columns, strict=True)]
