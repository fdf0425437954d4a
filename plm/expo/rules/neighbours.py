"""Which booths see each other, and which exhibitors compete there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from plm.expo.rules.model import Booth, Exhibitor, Inputs, Neighbours, Rules
from plm.expo.rules.order import natural
from plm.expo.words import Side

METRE = 76 / 3
TOUCH, AISLE = METRE / 2, 4 * METRE
BESIDE, OPPOSITE, TOGETHER = 2, 1, 4
CATEGORY, REGION = "category", "region"
_FACING = {Side.NORTH: (0, -1), Side.EAST: (1, 0), Side.SOUTH: (0, 1), Side.WEST: (-1, 0)}


@dataclass(frozen=True)
class Conflict:
    """Two exhibitors near each other who share a category or a region, and the points it takes off the plan."""

    one: str
    other: str
    kind: str
    nearness: int
    points: int


def neighbours_from_geometry(booths: Sequence[Booth]) -> tuple[Neighbours, ...]:
    """Booths of one hall whose sides touch (2), unless back to back, or whose fronts face over an aisle (1)."""
    rank = {booth.id: place for place, booth in enumerate(sorted(booths, key=lambda one: (natural(one.id), one.id)))}
    found = []
    for one, other in _close(booths):
        if nearness := _nearness(one, other):
            first, second = sorted((one.id, other.id), key=rank.__getitem__)
            found.append(Neighbours(first, second, nearness))
    return tuple(sorted(found, key=lambda pair: (rank[pair.one], rank[pair.other])))


def _close(booths: Sequence[Booth]) -> Iterator[tuple[Booth, Booth]]:
    """Pairs of one hall that an aisle or less parts from left to right."""
    order = sorted(booths, key=lambda booth: (booth.hall, booth.x, booth.id))
    for place, one in enumerate(order):
        for other in order[place + 1 :]:
            if other.hall != one.hall or other.x > one.x + one.w + AISLE:
                break
            yield one, other


def _nearness(one: Booth, other: Booth) -> int:
    across, down = _gap(one.x, one.w, other.x, other.w), _gap(one.y, one.h, other.y, other.h)
    if min(across, down) >= 0 or max(across, down) > AISLE:
        return 0
    step = (0, 1 if other.y > one.y else -1) if down > across else (1 if other.x > one.x else -1, 0)
    ahead, behind = _FACING.get(Side(one.front)) if one.front else None, (-step[0], -step[1])
    facing = _FACING.get(Side(other.front)) if other.front else None
    if max(across, down) <= TOUCH:
        return 0 if (ahead, facing) == (behind, step) else BESIDE
    return OPPOSITE if (ahead, facing) == (step, behind) else 0


def _gap(start: float, length: float, other_start: float, other_length: float) -> float:
    """The distance between two stretches; below zero where they overlap."""
    return max(start, other_start) - min(start + length, other_start + other_length)


def weights_of(rules: Rules) -> dict[str, int]:
    """The kinds of competition that count here."""
    weights = {CATEGORY: rules.rival_points, REGION: rules.kin_points}
    return {kind: weight for kind, weight in weights.items() if weight}


def label_of(exhibitor: Exhibitor, kind: str) -> str:
    return exhibitor.category if kind == CATEGORY else exhibitor.region


def near_pairs(inputs: Inputs) -> dict[tuple[str, str], int]:
    """(booth, booth) to nearness, each pair once, the nearest where it is named twice."""
    known = {booth.id for booth in inputs.booths}
    found: dict[tuple[str, str], int] = {}
    for pair in inputs.neighbours:
        key = (min(pair.one, pair.other), max(pair.one, pair.other))
        if pair.one != pair.other and known.issuperset(key):
            found[key] = max(found.get(key, 0), pair.nearness)
    return {key: found[key] for key in sorted(found) if found[key] > 0}


def conflicts_of(inputs: Inputs, booths: Mapping[str, str]) -> tuple[Conflict, ...]:
    """Every pair that competes when each exhibitor stands in its booth."""
    people = {one.id: one for one in inputs.exhibitors}
    holders: dict[str, list[Exhibitor]] = {}
    for name in sorted(booths, key=lambda name: (natural(name), name)):
        if name in people:
            holders.setdefault(booths[name], []).append(people[name])
    weights = weights_of(inputs.rules)
    return tuple(
        Conflict(one.id, other.id, kind, nearness, weight * nearness)
        for one, other, nearness in _meetings(holders, near_pairs(inputs))
        for kind, weight in weights.items()
        if label_of(one, kind) == label_of(other, kind)
    )


def _meetings(
    holders: Mapping[str, list[Exhibitor]], pairs: Mapping[tuple[str, str], int]
) -> Iterator[tuple[Exhibitor, Exhibitor, int]]:
    for held in holders.values():
        for one, other in combinations(held, 2):
            yield one, other, TOGETHER
    for (here, there), nearness in pairs.items():
        for one in holders.get(here, ()):
            for other in holders.get(there, ()):
                yield one, other, nearness


def penalty_of(inputs: Inputs, booths: Mapping[str, str]) -> int:
    """The points all competition takes off."""
    return sum(conflict.points for conflict in conflicts_of(inputs, booths))
