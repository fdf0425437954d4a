"""The best plan of a small hall: what the prices leave open is settled by branch and bound (HiGHS)."""

from dataclasses import dataclass, field, replace
from itertools import product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from plm.expo.rules.bound import UNIT, Bound
from plm.expo.rules.floor import Floor, Kind, Whole
from plm.expo.rules.matching import Marks
from plm.expo.rules.model import Proof
from plm.expo.rules.neighbours import TOGETHER

SMALL = 60
MOST_NODES = 1000


@dataclass
class _Rows:
    """Rows of `sum of entries <= limit`, written entry by entry."""

    row: list[int] = field(default_factory=list)
    column: list[int] = field(default_factory=list)
    entry: list[int] = field(default_factory=list)
    least: list[float] = field(default_factory=list)
    most: list[int] = field(default_factory=list)

    def add(self, entries: dict[int, int], most: int, least: float = -np.inf) -> None:
        self.row += [len(self.most)] * len(entries)
        self.column += entries.keys()
        self.entry += entries.values()
        self.most.append(most)
        self.least.append(least)

    def constraint(self, columns: int) -> LinearConstraint:
        shape = (len(self.most), columns)
        return LinearConstraint(coo_array((self.entry, (self.row, self.column)), shape=shape), self.least, self.most)


def settled(floor: Floor, bound: Bound, proof: Proof) -> tuple[Whole, int, Proof, int]:
    """(booth of each, worth, proof, limit): the optimum where branch and bound ends, else what was known.

    A pair that costs more than the whole gap cannot be part of a better plan; few are left. Nodes are counted, not
    seconds, so that every machine stops at the same one.
    """
    known = bound.plans[-1], bound.worth
    keep = _open(floor, bound, proof)
    if keep.any(axis=1).all():
        solved = _solved(floor, keep, known)
        if solved is None:
            return *known, proof, proof.total // UNIT
        if floor.worth(solved) > bound.worth:
            known = solved, floor.worth(solved)
    return *known, replace(proof, by="branches"), known[1]


def _open(floor: Floor, bound: Bound, proof: Proof) -> Marks:
    """Pairs that a plan better than the best known may use."""
    place = dict(proof.booths)
    left = bound.charged() - np.array([place.get(booth.id, 0) for booth in floor.booths], dtype=np.int64)[None, :]
    income = np.where(floor.allowed, left, -(2**62)).max(axis=1)
    better = proof.total - (income[:, None] - left) >= UNIT * (bound.worth + 1)
    return np.asarray(floor.allowed & better)


def _solved(floor: Floor, keep: Marks, known: tuple[Whole, int]) -> Whole | None:
    """The best of all plans that use only these pairs and beat the known one, which stands where none does; None where
    the nodes ran out."""
    people, booths = np.nonzero(keep)
    costs = (-floor.value[people, booths]).tolist()
    rows = _Rows()
    for one in range(len(floor.people)):
        rows.add(dict.fromkeys(np.flatnonzero(people == one).tolist(), 1), 1, 1)
    for booth in range(len(floor.booths)):
        rows.add(dict.fromkeys(np.flatnonzero(booths == booth).tolist(), 1), int(floor.room[booth]))
    for kind in floor.kinds:
        _meetings(floor, kind, people, booths, rows, costs)
    whole = np.ones(len(costs))
    rows.add(dict(enumerate(costs)), -known[1] - 1)
    answer = milp(
        costs,
        integrality=whole,
        bounds=Bounds(0, 1),
        constraints=rows.constraint(len(costs)),
        options={"node_limit": MOST_NODES, "mip_rel_gap": 0},
    )
    if answer.status == 2:
        return known[0]
    if answer.status != 0:
        return None
    chosen = np.flatnonzero(np.round(answer.x[: len(people)]) == 1)
    booth_of = np.empty(len(floor.people), dtype=np.int64)
    booth_of[people[chosen]] = booths[chosen]
    return booth_of


def _meetings(floor: Floor, kind: Kind, people: Whole, booths: Whole, rows: _Rows, costs: list[int]) -> None:
    """A column for every meeting that may happen: at least 1 where both places are taken by equals."""
    at: dict[tuple[int, int], list[int]] = {}
    for column, (one, booth) in enumerate(zip(people.tolist(), booths.tolist(), strict=True)):
        if kind.label[one] >= 0:
            at.setdefault((booth, int(kind.label[one])), []).append(column)
    places = {key: _places(floor, kind, key[0], columns, rows, costs) for key, columns in at.items()}
    for one, other, near in zip(floor.one.tolist(), floor.other.tolist(), floor.nearness.tolist(), strict=True):
        for label in range(len(kind.labels)):
            for here, there in product(places.get((one, label), ()), places.get((other, label), ())):
                costs.append(kind.weight * near)
                rows.add({**dict.fromkeys((*here, *there), 1), len(costs) - 1: -1}, 1)


def _places(
    floor: Floor, kind: Kind, booth: int, columns: list[int], rows: _Rows, costs: list[int]
) -> list[tuple[int, ...]]:
    """The places that equals may take here, each as columns of which one at most is 1; the k-th meets k - 1 before."""
    count = min(int(floor.room[booth]), len(columns))
    if floor.room[booth] == 1:
        return [tuple(columns)]
    first = len(costs)
    costs += [kind.weight * TOGETHER * before for before in range(count)]
    taken = range(first, len(costs))
    rows.add({**dict.fromkeys(columns, 1), **dict.fromkeys(taken, -1)}, 0, 0)
    return [(column,) for column in taken]
