"""Rings of exchanges among applicants, regions and places: the residual graph of the flow of least cost.

Points of the graph are the regions, their subregions, the kinds of applicants, the sorts of places, and `HUB`, where
all that flows begins and ends. To take an applicant is a step from his subregion to his kind, to leave one out the
step back; between two points only the best such applicant counts, so the graph stays small.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from plm.expo.rules.model import Exhibitor
from plm.expo.rules.seating import Seating
from plm.expo.rules.worth import Place, Worth, subregion_of

Point = tuple[str, Place | int]
HUB: Point = ("hub", 0)
Step = tuple[Point, Point, int, Exhibitor | None]


@dataclass
class Exchange:
    """A choice of applicants who can be seated together, and the rings that would make it better."""

    applicants: Sequence[Exhibitor]
    worth: Worth
    seating: Seating

    def __post_init__(self) -> None:
        self.chosen: set[str] = set()
        self.regions = Counter(self.worth.regions)
        self.subregions = Counter(self.worth.subregions)
        self.kind = {one.id: kind for one, kind in zip(self.applicants, self.seating.kind_of, strict=True)}
        self.alike: dict[tuple[Place, int], list[Exhibitor]] = defaultdict(list)
        for one in sorted(self.applicants, key=lambda one: -self.worth.of[one.id]):
            self.alike[subregion_of(one), self.kind[one.id]].append(one)

    def fill(self) -> None:
        """The worthiest first; who cannot be seated beside those who sit never can while they stay."""
        line = [(-self._gain(one), order) for order, one in enumerate(self.applicants)]
        heapify(line)
        while line:
            said, order = heappop(line)
            one = self.applicants[order]
            now = -self._gain(one)
            if now != said:
                heappush(line, (now, order))
            elif self.seating.seat(self.kind[one.id]):
                self._take(one)

    def _gain(self, one: Exhibitor) -> int:
        return (
            self.worth.of[one.id]
            + self.worth.of_round(self.regions[one.region])
            + self.worth.of_subround(self.subregions[subregion_of(one)])
        )

    def _take(self, one: Exhibitor, count: int = 1) -> None:
        (self.chosen.add if count > 0 else self.chosen.remove)(one.id)
        self.regions[one.region] += count
        self.subregions[subregion_of(one)] += count

    def improve(self) -> bool:
        """Make one ring of exchanges that is worth something; False when there is none."""
        ring = positive_ring(list(self._steps()))
        for start, end, _, one in ring:
            if one is not None:
                self._take(one, 1 if one.id not in self.chosen else -1)
            self._reseat(start, end)
        return bool(ring)

    def _reseat(self, start: Point, end: Point) -> None:
        """A kind of applicants goes to a sort of places, leaves it, or a place is filled or emptied."""
        match start, end:
            case ("kind", int(kind)), ("sort", int(sort)):
                self.seating.seated[kind, sort] += 1
            case ("sort", int(sort)), ("kind", int(kind)):
                self.seating.seated[kind, sort] -= 1
            case ("sort", int(sort)), ("hub", _):
                self.seating.used[sort] += 1
            case ("hub", _), ("sort", int(sort)):
                self.seating.used[sort] -= 1

    def _steps(self) -> Iterator[Step]:
        """Every step that could be made now, with what it is worth."""
        yield from self._region_steps()
        for (place, kind), people in self.alike.items():
            coming = next((one for one in people if one.id not in self.chosen), None)
            going = next((one for one in reversed(people) if one.id in self.chosen), None)
            if coming:
                yield ("sub", place), ("kind", kind), self.worth.of[coming.id], coming
            if going:
                yield ("kind", kind), ("sub", place), -self.worth.of[going.id], going
        for kind, sorts in enumerate(self.seating.open_to):
            for sort in sorts:
                yield ("kind", kind), ("sort", sort), 0, None
                if self.seating.seated[kind, sort]:
                    yield ("sort", sort), ("kind", kind), 0, None
        for sort, room in enumerate(self.seating.room):
            if self.seating.used[sort] < room:
                yield ("sort", sort), HUB, 0, None
            if self.seating.used[sort]:
                yield HUB, ("sort", sort), 0, None

    def _region_steps(self) -> Iterator[Step]:
        """One place more or less for a region, and within it for a subregion; pins stay."""
        places = dict.fromkeys(place for place, _ in self.alike)
        for region in dict.fromkeys(region for region, _ in places):
            point, have = ("region", (region, "")), self.regions[region]
            if have < self.worth.most_rounds:
                yield HUB, point, self.worth.of_round(have), None
            if have > self.worth.regions[region]:
                yield point, HUB, -self.worth.of_round(have - 1), None
        for place in places:
            point, within, have = ("sub", place), ("region", (place[0], "")), self.subregions[place]
            if have < self.worth.most_subrounds:
                yield within, point, self.worth.of_subround(have), None
            if have > self.worth.subregions[place]:
                yield point, within, -self.worth.of_subround(have - 1), None


def positive_ring(steps: Sequence[Step]) -> list[Step]:
    """A ring of steps whose worth is above zero, or nothing (Bellman and Ford, from everywhere at once)."""
    best = dict.fromkeys((point for start, end, _, _ in steps for point in (start, end)), 0)
    by: dict[Point, Step] = {}
    while True:
        changed = False
        for step in steps:
            start, end, worth, _ = step
            if best[start] + worth > best[end]:
                best[end], by[end], changed = best[start] + worth, step, True
        if not changed:
            return []
        ring = _ring_of(by)
        if ring:
            return ring


def _ring_of(by: dict[Point, Step]) -> list[Step]:
    """Whoever follows the steps back and meets himself has found a ring, and it is worth something."""
    seen: dict[Point, Point] = {}
    for first in by:
        at = first
        while at in by and at not in seen:
            seen[at] = first
            at = by[at][0]
        if seen.get(at) == first and at in by:
            ring, end = [by[at]], by[at][0]
            while end != at:
                ring.append(by[end])
                end = by[end][0]
            return ring[::-1]
    return []
