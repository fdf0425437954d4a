"""An upper limit for every plan: prices for meeting an equal, one assignment, and weak duality."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from plm.expo.rules.floor import Floor, Kind, Whole
from plm.expo.rules.matching import Costs, Matching
from plm.expo.rules.neighbours import TOGETHER

UNIT = 1024
PATIENCE = 8
SHIFTED = 12


@dataclass
class Prices:
    """In 1/UNIT points: `pair` for two neighbouring booths and a label, `own` for one booth and a label."""

    pair: dict[str, Whole]
    own: dict[str, Whole]

    def copy(self) -> "Prices":
        return Prices({name: one.copy() for name, one in self.pair.items()}, {n: o.copy() for n, o in self.own.items()})


@dataclass(frozen=True)
class Inner:
    """The best plan where meetings cost their prices: whole total and who stands where."""

    total: int
    booth_of: Whole


class Bound:
    """Prices improved step by step; any prices give a limit, so it may stop after any step.

    k places and k' next to it with y and y' of a label meet y*y' times, never less than k'*y + k*y' - k*k'. A price
    from 0 to weight * nearness for each of these turns the meetings into charges on single places, and what is left is
    an assignment. In a shared booth y*(y-1)/2 is convex: its price lies on a tangent.
    """

    def __init__(self, floor: Floor) -> None:
        self.floor = floor
        pairs, booths = len(floor.one), len(floor.booths)
        self.prices = Prices(
            {kind.name: np.zeros((pairs, len(kind.labels)), dtype=np.int64) for kind in floor.kinds},
            {kind.name: np.zeros((booths, len(kind.labels)), dtype=np.int64) for kind in floor.kinds},
        )
        self.best_prices = self.prices.copy()
        self.best: Inner | None = None
        self.plans: list[Whole] = []
        self.worth = -(2**62)
        self.steps = 0
        self._shift: Costs | None = None
        self._stride = UNIT
        self._since = 0

    @property
    def limit(self) -> int:
        """No plan of these people is worth more."""
        assert self.best is not None, "improve first"
        return self.best.total // UNIT

    def improve(self, steps: int) -> None:
        """Take so many steps, unless a plan is already as good as the limit."""
        for _ in range(steps):
            inner = self.inner()
            self._note(inner)
            self.steps += 1
            if self.worth >= self.limit or not self._step(inner):
                return

    def know(self, booth_of: Whole, worth: int) -> None:
        """A plan of this worth has been found."""
        if worth > self.worth:
            self.worth = worth
            self.plans.append(booth_of)

    def charges(self, prices: Prices) -> Whole:
        """People by booths: what the prices ask for standing there."""
        floor = self.floor
        total = np.zeros((len(floor.people), len(floor.booths)), dtype=np.int64)
        for kind in floor.kinds:
            at = prices.own[kind.name].copy()
            pair = prices.pair[kind.name]
            np.add.at(at, floor.one, pair * floor.room[floor.other, None])
            np.add.at(at, floor.other, pair * floor.room[floor.one, None])
            known = kind.label >= 0
            total[known] += at.T[kind.label[known]]
        return total

    def charged(self) -> Whole:
        """What standing somewhere is worth once the best prices are paid."""
        return self._charged(self.best_prices)

    def _charged(self, prices: Prices) -> Whole:
        return UNIT * self.floor.value - self.charges(prices)

    def inner(self) -> Inner:
        floor = self.floor
        charged = self._charged(self.prices)
        booth_of = floor.slots[self._assigned(np.where(floor.allowed, -charged.astype(np.float64), np.inf))]
        total = int(charged[np.arange(len(booth_of)), booth_of].sum())
        return Inner(total + constant(floor, self.prices), booth_of)

    def _assigned(self, costs: Costs) -> Whole:
        """The best slot of each row. Place prices of an earlier step, taken off first, change no optimum and halve the
        work; nobody takes what is left over, so that the shift is the same for every plan."""
        floor = self.floor
        rows, slots = len(costs), len(floor.slots)
        if self._shift is None and self.steps == SHIFTED:
            self._shift = Matching(costs[:, floor.slots]).prices
        if self._shift is None:
            return np.asarray(linear_sum_assignment(costs[:, floor.slots])[1])
        square = np.empty((slots, slots))
        square[:rows] = costs[:, floor.slots] - self._shift
        square[rows:] = -self._shift
        return np.asarray(linear_sum_assignment(square)[1][:rows])

    def _note(self, inner: Inner) -> None:
        self.know(inner.booth_of, self.floor.worth(inner.booth_of))
        self._since += 1
        if self.best is None or inner.total < self.best.total:
            self.best, self.best_prices, self._since = inner, self.prices.copy(), 0
        if self._since >= PATIENCE:
            self._stride, self._since = self._stride * 3 // 5, 0
            self.prices = self.best_prices.copy()

    def _step(self, inner: Inner) -> bool:
        """Prices rise where two equals met for nothing and fall where nobody met."""
        slopes = [(kind, *self._slopes(kind, inner.booth_of)) for kind in self.floor.kinds]
        norm = sum(int((pair * pair).sum() + (own * own).sum()) for _, pair, own in slopes)
        if not norm or not self._stride:
            return False
        push = self._stride * max(UNIT, inner.total - UNIT * self.worth)
        for kind, pair, own in slopes:
            most = UNIT * kind.weight * self.floor.nearness[:, None]
            name = kind.name
            self.prices.pair[name] = np.clip(self.prices.pair[name] - push * pair // (UNIT * norm), 0, most)
            dearest = UNIT * kind.weight * TOGETHER * (self.floor.room[:, None] - 1)
            self.prices.own[name] = np.clip(self.prices.own[name] - push * own // (UNIT * norm), 0, dearest)
        return True

    def _slopes(self, kind: Kind, booth_of: Whole) -> tuple[Whole, Whole]:
        """How fast the limit grows with each price; 0 where the price may not follow."""
        floor, held = self.floor, self.floor.counts(kind, booth_of)
        here, there = floor.room[floor.one, None], floor.room[floor.other, None]
        pair = here * there - there * held[floor.one] - here * held[floor.other]
        pair[(pair > 0) & (self.prices.pair[kind.name] == 0)] = 0
        own = tangent(floor, kind, self.prices.own[kind.name])[1] - held
        own[(floor.room == 1)] = 0
        own[(own > 0) & (self.prices.own[kind.name] == 0)] = 0
        return pair, own


def tangent(floor: Floor, kind: Kind, own: Whole) -> tuple[Whole, Whole]:
    """The most that price * y exceeds the penalty of y equals in a booth, over all y, and the y where it does."""
    best, at = np.zeros_like(own), np.zeros_like(own)
    for count in range(1, int(floor.room.max(initial=1)) + 1):
        gain = own * count - UNIT * kind.weight * TOGETHER * (count * (count - 1) // 2)
        better = (gain > best) & (count <= floor.room[:, None])
        best, at = np.where(better, gain, best), np.where(better, count, at)
    return best, at


def constant(floor: Floor, prices: Prices) -> int:
    """What the prices come to before anybody pays them."""
    rooms = floor.room[floor.one] * floor.room[floor.other]
    total = 0
    for kind in floor.kinds:
        total += int((prices.pair[kind.name] * rooms[:, None]).sum())
        total += int(tangent(floor, kind, prices.own[kind.name])[0].sum())
    return total
