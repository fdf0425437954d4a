"""Which booth each admitted exhibitor gets: fewest moves, then most points less what competing neighbours take off."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from plm.expo.rules.bound import Bound
from plm.expo.rules.exact import SMALL, settled
from plm.expo.rules.floor import Floor, floor_of
from plm.expo.rules.hall import Hall
from plm.expo.rules.matching import Costs, Marks, Matching
from plm.expo.rules.model import Exhibitor, Proof
from plm.expo.rules.proof import proof_of
from plm.expo.rules.search import Dice, Search

EFFORT = ((60, 150, 1200), (250, 100, 600), (600, 70, 260))
LEAST = (45, 160)
WARM = 20


@dataclass(frozen=True)
class Placement:
    """Exhibitor to booth, what no plan with these people and as few moves can surpass, and why."""

    booths: Mapping[str, str]
    bound: int
    optimal: bool
    proof: Proof | None


def placed(hall: Hall, admitted: tuple[Exhibitor, ...]) -> Placement:
    """A booth for each admitted exhibitor and each pinned one."""
    names = {one.id for one in admitted} | hall.pinned_to.keys()
    floor = floor_of(hall, tuple(one for one in hall.inputs.exhibitors if one.id in names))
    if floor.crowded and floor.people:
        return _among_neighbours(hall, floor)
    booths = _by_points(hall, admitted, floor)
    bound = Bound(floor)
    proof = proof_of(floor, bound.prices, bound.charged())
    return _placement(hall, booths, proof, proof.total // proof.unit, optimal=True)


def _placement(hall: Hall, booths: Mapping[str, str], proof: Proof, limit: int, *, optimal: bool) -> Placement:
    kept = sum(booths.get(one) == booth for one, booth in hall.confirmed.items())
    return Placement(booths, limit - proof.stay * kept, optimal, replace(proof, kept=kept))


def _among_neighbours(hall: Hall, floor: Floor) -> Placement:
    """A limit, a search from the best plan met on the way to it, then the limit drawn closer to what was found."""
    bound_steps, search_steps = effort(len(floor.people))
    bound, dice = Bound(floor), Dice(hall.sha256)
    for steps, tries in ((WARM, search_steps // 8), (bound_steps // 2, search_steps), (bound_steps - WARM, 0)):
        bound.improve(min(steps, bound_steps - bound.steps))
        if tries and bound.worth < bound.limit:
            found = Search(floor, dice, bound.charges(bound.best_prices)).improve(bound.plans[-1], tries)
            bound.know(found, floor.worth(found))
    proof = proof_of(floor, bound.best_prices, bound.charged())
    limit = proof.total // proof.unit
    place, worth = bound.plans[-1], bound.worth
    if worth < limit and len(floor.people) <= SMALL:
        place, worth, proof, limit = settled(floor, bound, proof)
    booths = {one.id: floor.booths[column].id for one, column in zip(floor.people, place, strict=True)}
    return _placement(hall, booths, proof, limit, optimal=worth == limit)


def effort(count: int) -> tuple[int, int]:
    """Steps of the bound and of the search, by the number of people: never by a clock."""
    return next(((bound, search) for most, bound, search in EFFORT if count <= most), LEAST)


def _by_points(hall: Hall, admitted: tuple[Exhibitor, ...], floor: Floor) -> Mapping[str, str]:
    """Pins included. Among equally good plans each, in order of application, chooses."""
    chosen = dict(hall.pinned_to)
    if not admitted:
        return chosen
    costs = hall.point_costs(admitted)
    _reward_staying(hall, admitted, costs, floor.stay)
    matching = Matching(costs)
    settled = np.zeros(len(hall.slots), dtype=np.bool_)
    for row, exhibitor in enumerate(admitted):
        column = _choose(matching, costs, row, settled)
        settled[column] = True
        chosen[exhibitor.id] = hall.slots[column].id
    return chosen


def _reward_staying(hall: Hall, admitted: tuple[Exhibitor, ...], costs: Costs, stay: int) -> None:
    for row, one in enumerate(admitted):
        if one.id in hall.confirmed:
            costs[row, [slot.id == hall.confirmed[one.id] for slot in hall.slots]] -= stay


def _choose(matching: Matching, costs: Costs, row: int, settled: Marks) -> int:
    """The row's dearest slot that some optimum still allows; it stays there."""
    allowed = np.flatnonzero(matching.tight[row] & ~settled)
    for column in allowed[np.argsort(costs[row, allowed], kind="stable")].tolist():
        only = np.zeros(len(settled), dtype=np.bool_)
        only[column] = True
        if matching.column[row] == column or matching.move(row, only):
            matching.keep(row, only)
            return int(column)
    raise AssertionError("an optimal assignment leaves every row a tight column")
