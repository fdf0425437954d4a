"""What a careful person does by hand: the pickiest first, each to the best place left, then swaps until none helps."""

from itertools import combinations

import numpy as np
from scipy.optimize import linear_sum_assignment

from plm.expo.rules import Inputs, Plan
from plm.expo.rules.checks import sound
from plm.expo.rules.floor import Floor, floor_of
from plm.expo.rules.hall import Hall


def greedy_with_swaps(inputs: Inputs, plan: Plan) -> int:
    """The score reached for the people of this plan, in booths of one place each."""
    hall = Hall(sound(inputs))
    seated = {seat.exhibitor for seat in plan.seats}
    return _Greedy(floor_of(hall, [one for one in hall.inputs.exhibitors if one.id in seated])).score()


class _Greedy:
    def __init__(self, floor: Floor) -> None:
        self.floor = floor
        self.value = np.where(floor.allowed, floor.value, -(2**40)).tolist()
        self.near: list[list[tuple[int, int]]] = [[] for _ in floor.booths]
        for one, other, near in zip(floor.one.tolist(), floor.other.tolist(), floor.nearness.tolist(), strict=True):
            self.near[one].append((other, near))
            self.near[other].append((one, near))
        self.labels = [(kind.weight, kind.label.tolist()) for kind in floor.kinds]
        self.holder = [-1] * len(floor.booths)

    def score(self) -> int:
        self._place()
        while self._swap_all():
            pass
        return self.floor.worth(self._booth_of())

    def _booth_of(self) -> np.ndarray:
        found = np.empty(len(self.floor.people), dtype=np.int64)
        for booth, one in enumerate(self.holder):
            if one >= 0:
                found[one] = booth
        return found

    def _place(self) -> None:
        choices = self.floor.allowed.sum(axis=1)
        order = sorted(range(len(choices)), key=lambda one: (choices[one], -self.floor.people[one].kpi))
        for one in order:
            free = [booth for booth, held in enumerate(self.holder) if held < 0 and self.floor.allowed[one, booth]]
            if not free:
                self._any_assignment()
                return
            best = max(free, key=lambda booth: self._gain(one, booth))
            self.holder[best] = one

    def _any_assignment(self) -> None:
        self.holder = [-1] * len(self.holder)
        rows, columns = linear_sum_assignment(np.where(self.floor.allowed, -self.floor.value.astype(float), np.inf))
        for one, booth in zip(rows.tolist(), columns.tolist(), strict=True):
            self.holder[booth] = one

    def _gain(self, one: int, booth: int) -> int:
        """What this one adds by standing there."""
        total = self.value[one][booth]
        for other, near in self.near[booth]:
            held = self.holder[other]
            if held >= 0 and held != one:
                for weight, label in self.labels:
                    if label[one] >= 0 and label[one] == label[held]:
                        total -= weight * near
        return int(total)

    def _both(self, here: int, there: int) -> int:
        """The worth of two booths as they are held now; a meeting between the two counts twice, before and after."""
        return sum(self._gain(self.holder[booth], booth) for booth in (here, there) if self.holder[booth] >= 0)

    def _swap_all(self) -> bool:
        better = False
        for here, there in combinations(range(len(self.holder)), 2):
            if self.holder[here] < 0 and self.holder[there] < 0:
                continue
            before = self._both(here, there)
            self._swap(here, there)
            if self._both(here, there) > before:
                better = True
            else:
                self._swap(here, there)
        return better

    def _swap(self, here: int, there: int) -> None:
        self.holder[here], self.holder[there] = self.holder[there], self.holder[here]
