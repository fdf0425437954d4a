"""Better plans by freeing places that do not see each other and filling them at once, exactly."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array

from plm.expo.rules.bound import UNIT
from plm.expo.rules.floor import SCALE, Floor, Whole
from plm.expo.rules.matching import Costs
from plm.expo.rules.neighbours import TOGETHER

NOISE = 30
GUIDANCE = 80
CYCLE = 150
TIE = 1024


class Dice:
    """PCG64's raw numbers: the same on every machine and with every version of numpy."""

    def __init__(self, seed: str) -> None:
        self._bits = np.random.PCG64(int(seed, 16))

    def below(self, most: int, shape: tuple[int, ...]) -> Whole:
        raw = self._bits.random_raw(int(np.prod(shape))) >> np.uint64(32)
        return ((raw * np.uint64(most)) >> np.uint64(32)).astype(np.int64).reshape(shape)

    def order(self, count: int) -> Whole:
        return np.argsort(self._bits.random_raw(count), kind="stable")


@dataclass
class _State:
    """Who stands in which slot (-1: nobody), how many of each label stand in each booth, and how many, weighed by
    nearness, it sees next to it. Small whole numbers, kept as floats for the cost matrix."""

    slot_of: Whole
    owner: Whole
    held: Costs
    seen: Costs


class Search:
    """Large neighbourhood search from a plan; a step never loses worth once noise and guidance have died down.

    Each cycle begins with noise and with the bound's charges, which know what is scarce in the whole hall, in place of
    the meetings that neighbours happen to cause now; both fade.
    """

    def __init__(self, floor: Floor, dice: Dice, charges: Whole) -> None:
        self.floor, self.dice, self.charges = floor, dice, charges
        booths = len(floor.booths)
        ends = np.concatenate([floor.one, floor.other]), np.concatenate([floor.other, floor.one])
        weights = np.concatenate([floor.nearness, floor.nearness])
        self.near = csr_array((weights.astype(np.float64), ends), shape=(booths, booths))
        sizes = [len(kind.labels) for kind in floor.kinds]
        self.weight = np.repeat([float(kind.weight) for kind in floor.kinds], sizes)
        starts = np.cumsum([0, *sizes])[:-1]
        pairs = zip(floor.kinds, starts.tolist(), strict=True)
        self.label = [np.where(kind.label < 0, -1, kind.label + start) for kind, start in pairs]
        self.beside: list[list[int]] = [[] for _ in range(booths)]
        for here, there in zip(*(end.tolist() for end in ends), strict=True):
            self.beside[here].append(there)
        self.first = np.concatenate([[0], np.cumsum(floor.room)])

    def improve(self, booth_of: Whole, steps: int) -> Whole:
        """The best plan met on the way."""
        state = self._stand(booth_of)
        best, worth = booth_of, self._worth(state)
        cycle = max(1, min(CYCLE, steps // 2))
        for step in range(steps):
            left = max(0, 65 * cycle - 100 * (step % cycle)) * SCALE // (65 * cycle)
            self._refill(state, self._independent(state, step % 2 == 1), left)
            reached = self._worth(state)
            if reached > worth:
                best, worth = self.floor.slots[state.slot_of], reached
            elif step % cycle == cycle - 1:
                state = self._stand(best)
        return best

    def _stand(self, booth_of: Whole) -> _State:
        floor = self.floor
        order = np.argsort(booth_of, kind="stable")
        sorted_booths = booth_of[order]
        rank = np.arange(len(order)) - np.searchsorted(sorted_booths, sorted_booths)
        slot_of = np.empty(len(order), dtype=np.int64)
        slot_of[order] = self.first[sorted_booths] + rank
        owner = np.full(len(floor.slots), -1, dtype=np.int64)
        owner[slot_of] = np.arange(len(order))
        held = np.concatenate([floor.counts(kind, booth_of) for kind in floor.kinds], axis=1).astype(np.float64)
        return _State(slot_of, owner, held, self.near @ held)

    def _worth(self, state: _State) -> int:
        """The same number as the floor's `worth`."""
        floor, held = self.floor, state.held
        value = int(floor.value[np.arange(len(floor.people)), floor.slots[state.slot_of]].sum())
        meetings = held * (state.seen + TOGETHER * (held - 1))
        return value - int(meetings.sum(axis=0) @ self.weight) // 2

    def _independent(self, state: _State, conflicts_first: bool) -> Whole:
        """A largest set of booths, met in random order, of which no two are neighbours."""
        order = self.dice.order(len(self.floor.booths))
        if conflicts_first:
            order = order[np.argsort(self._calm(state)[order], kind="stable")]
        taken = bytearray(len(order))
        chosen = []
        for booth in order.tolist():
            if not taken[booth]:
                chosen.append(booth)
                for other in self.beside[booth]:
                    taken[other] = 1
        return np.array(chosen, dtype=np.int64)

    def _calm(self, state: _State) -> NDArray[np.bool_]:
        """Booths where nobody meets an equal."""
        met = (state.held * (state.seen + TOGETHER * (state.held - 1))).sum(axis=1)
        return np.asarray(met == 0)

    def _refill(self, state: _State, booths: Whole, heat: int) -> None:
        """One place of each booth is freed, and those who stood there take the best of all fillings."""
        floor = self.floor
        slots = self.first[booths]
        if len(floor.slots) > len(floor.booths):
            draw = self.dice.below(2**31, booths.shape)
            slots = slots + draw * floor.room[booths] // 2**31
        people = state.owner[slots]
        people = people[people >= 0]
        if not len(people):
            return
        self._lift(state, people, -1)
        costs = self._costs(state, people, booths, heat).astype(np.float64)
        costs += self.dice.below(TIE + NOISE * heat, costs.shape)
        costs[~floor.allowed[np.ix_(people, booths)]] = np.inf
        state.owner[slots] = -1
        state.slot_of[people] = slots[linear_sum_assignment(costs)[1]]
        state.owner[state.slot_of[people]] = people
        self._lift(state, people, 1)
        state.seen = self.near @ state.held

    def _lift(self, state: _State, people: Whole, by: int) -> None:
        booth_of = self.floor.slots[state.slot_of[people]]
        for labels in self.label:
            known = labels[people] >= 0
            np.add.at(state.held, (booth_of[known], labels[people][known]), by)

    def _costs(self, state: _State, people: Whole, booths: Whole, heat: int) -> Whole:
        """In 1/SCALE points; `heat` falls from SCALE to 0."""
        guided = GUIDANCE * heat // 100
        costs = -SCALE * self.floor.value[np.ix_(people, booths)]
        costs += (SCALE - guided) * self._penalty(state, people, booths)
        if guided:
            costs += guided * self.charges[np.ix_(people, booths)] // UNIT
        return costs

    def _penalty(self, state: _State, people: Whole, booths: Whole) -> Whole:
        """Freed booths do not see each other, so that what they saw before still holds."""
        seen = (state.seen[booths] + TOGETHER * state.held[booths]) * self.weight
        by_label = np.concatenate([seen.T.astype(np.int64), np.zeros((1, len(booths)), dtype=np.int64)])
        found = by_label[self.label[0][people]]
        for labels in self.label[1:]:
            found += by_label[labels[people]]
        return np.asarray(found)
