"""Those who have a place and the booths they may stand in, as whole numbers ready for the quadratic part."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plm.expo.rules.checks import EXACT
from plm.expo.rules.hall import Hall
from plm.expo.rules.matching import Marks
from plm.expo.rules.model import Booth, Exhibitor, InputError, Problem, Rules
from plm.expo.rules.neighbours import TOGETHER, label_of, near_pairs, weights_of

Whole = NDArray[np.int64]
SCALE = 2**20


@dataclass(frozen=True)
class Kind:
    """One way to compete: what each exhibitor is (a number, -1 for one of a kind) and what meeting an equal costs."""

    name: str
    weight: int
    labels: tuple[str, ...]
    label: Whole


@dataclass(frozen=True)
class Floor:
    """People by open booths: who may stand where and what it is worth, `stay` included for those confirmed there."""

    people: tuple[Exhibitor, ...]
    booths: tuple[Booth, ...]
    allowed: Marks
    value: Whole
    stay: int
    room: Whole
    slots: Whole
    one: Whole
    other: Whole
    nearness: Whole
    kinds: tuple[Kind, ...]

    @property
    def crowded(self) -> bool:
        """Can anyone meet an equal at all?"""
        return bool(self.kinds and (len(self.one) or (self.room > 1).any()))

    def counts(self, kind: Kind, booth_of: Whole) -> Whole:
        """Booths by labels: how many of each stand there."""
        found = np.zeros((len(self.booths), len(kind.labels)), dtype=np.int64)
        known = kind.label >= 0
        np.add.at(found, (booth_of[known], kind.label[known]), 1)
        return found

    def worth(self, booth_of: Whole) -> int:
        """Value less penalty of everyone standing there."""
        total = int(self.value[np.arange(len(self.people)), booth_of].sum())
        for kind in self.kinds:
            held = self.counts(kind, booth_of)
            meetings = (held[self.one] * held[self.other]).sum(axis=1) @ self.nearness
            total -= kind.weight * int(meetings + TOGETHER * (held * (held - 1) // 2).sum())
        return total


def floor_of(hall: Hall, people: Sequence[Exhibitor]) -> Floor:
    """The floor for these people; InputError where its sums would pass 2^53."""
    _weighable(hall.inputs.rules, len(people))
    booths = tuple(booth for booth in hall.inputs.booths if not booth.blocked)
    place = {booth.id: number for number, booth in enumerate(booths)}
    allowed = hall.fits_of(people, booths)
    for row, one in enumerate(people):
        if one.id in hall.pinned_to:
            allowed[row] = False
            allowed[row, place[hall.pinned_to[one.id]]] = True
    room = np.array([booth.capacity for booth in booths], dtype=np.int64)
    near = {pair: near for pair, near in near_pairs(hall.inputs).items() if place.keys() >= set(pair)}
    ends = np.array([[place[one], place[other]] for one, other in near], dtype=np.int64).reshape(-1, 2)
    value = hall.points_of(people, booths)
    kinds = tuple(_kind(name, weight, people) for name, weight in weights_of(hall.inputs.rules).items())
    nearness = np.array(list(near.values()), dtype=np.int64)
    stay = _stay(hall, value, _worst(room, ends, nearness, kinds))
    for row, one in enumerate(people):
        column = place.get(hall.confirmed.get(one.id, "")) if stay else None
        if column is not None and allowed[row, column]:
            value[row, column] += stay
    return Floor(
        tuple(people),
        booths,
        allowed,
        value,
        stay,
        room,
        np.repeat(np.arange(len(booths)), room),
        ends[:, 0],
        ends[:, 1],
        nearness,
        tuple(kind for kind in kinds if kind.labels),
    )


def _kind(name: str, weight: int, people: Sequence[Exhibitor]) -> Kind:
    """Labels that two people or more share; who is alone of a kind meets nobody."""
    each = [label_of(one, name) for one in people]
    labels = tuple(sorted({label for label in each if each.count(label) > 1}))
    number = {label: place for place, label in enumerate(labels)}
    return Kind(name, weight, labels, np.array([number.get(label, -1) for label in each], dtype=np.int64))


def _worst(room: Whole, ends: Whole, nearness: Whole, kinds: Sequence[Kind]) -> int:
    """No penalty can be more."""
    across = int((room[ends[:, 0]] * room[ends[:, 1]] * nearness).sum()) if len(ends) else 0
    within = TOGETHER * int((room * (room - 1) // 2).sum())
    return (across + within) * sum(kind.weight for kind in kinds)


def _weighable(rules: Rules, count: int) -> None:
    weights = (*rules.preference_points, rules.zone_points, rules.neutral_points, rules.quality_points)
    if max((*weights, *rules.waste.values(), rules.rival_points, rules.kin_points), default=0) * SCALE >= EXACT:
        raise InputError((Problem("range_too_wide", {"count": count}),))
    if rules.rival_points < 0 or rules.kin_points < 0:
        raise InputError((Problem("bad_weight"),))


def _stay(hall: Hall, value: Whole, penalty: int) -> int:
    """A bonus that outweighs all points and penalties together, or 0 where nobody was confirmed before."""
    if not value.size:
        return 0
    most = [int(spread) for spread in value.max(axis=1) - value.min(axis=1)]
    stay = 1 + sum(most) + penalty if hall.inputs.previous else 0
    highest = int(np.abs(value).max()) + stay + penalty
    if (len(most) + 1) * highest * SCALE >= EXACT:
        raise InputError((Problem("range_too_wide", {"count": len(most)}),))
    return stay
