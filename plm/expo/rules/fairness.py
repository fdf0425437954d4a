"""The checker's own look at who got a place: could any chain of exchanges, however long, lead to a better choice?

Written beside the solver and without its code: a graph of regions, subregions, groups of people who may stand in the
same booths, and groups of booths that stand open to the same people; a chain that gains something is a ring whose
sum is above zero.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property

from plm.expo.rules.model import Exhibitor, Inputs
from plm.expo.rules.order import application

Node = tuple[object, ...]
Edge = tuple[Node, Node, int]
SKY: Node = ("sky",)


class Fairness:
    """`seat_of` says who stands where, `open_to` where each may stand."""

    def __init__(self, inputs: Inputs, seat_of: Mapping[str, str], open_to: Mapping[str, set[str]]) -> None:
        pinned = {one for one, _ in inputs.pins}
        self.inputs, self.seat_of, self.open_to = inputs, seat_of, open_to
        self.confirmed = {one for one, _ in inputs.previous}
        self.free = [one for one in inputs.exhibitors if one.id not in pinned]
        self.fixed = [one for one in inputs.exhibitors if one.id in pinned]
        self.seated = [one for one in self.free if one.id in seat_of]
        everyone = [*self.fixed, *self.seated]
        self.in_region = Counter(one.region for one in everyone)
        self.in_part = Counter((one.region, one.subregion) for one in everyone)

    @cached_property
    def _part_rounds(self) -> list[int]:
        """What a part's first place is worth, its second, …: each more than all that comes after it."""
        counts = Counter((one.region, one.subregion) for one in self.inputs.exhibitors)
        return self._falling(2 ** len(self.free) * (1 + sum(one.kpi for one in self.free)), max(counts.values()))

    @cached_property
    def _region_rounds(self) -> list[int]:
        counts = Counter(one.region for one in self.inputs.exhibitors)
        return self._falling(self._part_rounds[0] * self._base, max(counts.values()))

    @cached_property
    def _base(self) -> int:
        return len(self.inputs.exhibitors) + 2

    def _falling(self, last: int, count: int) -> list[int]:
        rising = [last]
        while len(rising) <= count:
            rising.append(rising[-1] * self._base)
        return rising[::-1]

    @cached_property
    def worth(self) -> dict[str, int]:
        """Each one's own: confirmed before, a place, KPI, and the earlier the more than all later together."""
        kpi, place = 2 ** len(self.free), self._region_rounds[0] * self._base
        order = sorted(self.free, key=application)
        return {
            one.id: place * (1 + self._base * (one.id in self.confirmed)) + kpi * one.kpi + 2 ** (len(order) - 1 - turn)
            for turn, one in enumerate(order)
        }

    def region_round(self, places: int) -> int:
        """A region's place number `places`."""
        return self._region_rounds[places - 1]

    def part_round(self, places: int) -> int:
        return self._part_rounds[places - 1]

    def is_better(self, newcomer: Exhibitor, holder: Exhibitor) -> bool:
        """The newcomer's place would be worth more than the holder's."""
        gain = self.worth[newcomer.id] - self.worth[holder.id]
        if newcomer.region != holder.region:
            gain += self.region_round(self.in_region[newcomer.region] + 1)
            gain -= self.region_round(self.in_region[holder.region])
        new, old = (newcomer.region, newcomer.subregion), (holder.region, holder.subregion)
        if new != old:
            gain += self.part_round(self.in_part[new] + 1) - self.part_round(self.in_part[old])
        return gain > 0

    def improvable(self) -> bool:
        """Is there any exchange, among however many, that would be fairer?"""
        edges = list(self._edges())
        height = {node: 0 for edge in edges for node in edge[:2]}
        for _ in range(len(height) + 1):
            rising = False
            for start, end, worth in edges:
                if height[start] + worth > height[end]:
                    height[end], rising = height[start] + worth, True
            if not rising:
                return False
        return True

    def _edges(self) -> Iterator[Edge]:
        groups: dict[Node, frozenset[str]] = {}
        people: dict[tuple[Node, Node], list[Exhibitor]] = defaultdict(list)
        for one in self.free:
            may = frozenset(self.open_to[one.id])
            group: Node = ("group", may)
            groups[group] = may
            people[("part", one.region, one.subregion), group].append(one)
        yield from self._rounds()
        for (part, group), alike in people.items():
            outside = [self.worth[one.id] for one in alike if one.id not in self.seat_of]
            inside = [self.worth[one.id] for one in alike if one.id in self.seat_of]
            if outside:
                yield part, group, max(outside)
            if inside:
                yield group, part, -min(inside)
        yield from self._booths(groups)

    def _rounds(self) -> Iterator[Edge]:
        pins_of_region = Counter(one.region for one in self.fixed)
        pins_of_part = Counter((one.region, one.subregion) for one in self.fixed)
        for region in {one.region for one in self.free}:
            yield SKY, ("region", region), self.region_round(self.in_region[region] + 1)
            if self.in_region[region] > pins_of_region[region]:
                yield ("region", region), SKY, -self.region_round(self.in_region[region])
        for part in {(one.region, one.subregion) for one in self.free}:
            yield ("region", part[0]), ("part", *part), self.part_round(self.in_part[part] + 1)
            if self.in_part[part] > pins_of_part[part]:
                yield ("part", *part), ("region", part[0]), -self.part_round(self.in_part[part])

    def _booths(self, groups: Mapping[Node, frozenset[str]]) -> Iterator[Edge]:
        """Booths that the same groups may use are one node; only places without a pin can be exchanged."""
        taken = Counter(self.seat_of.values())
        kind: dict[str, Node] = {
            booth.id: ("booths", *sorted(str(number) for number, may in enumerate(groups.values()) if booth.id in may))
            for booth in self.inputs.booths
            if not booth.blocked
        }
        room = Counter(dict.fromkeys(kind.values(), 0))
        for booth in self.inputs.booths:
            if booth.id in kind:
                room[kind[booth.id]] += booth.capacity - taken[booth.id]
        standing = {(("group", frozenset(self.open_to[one.id])), kind[self.seat_of[one.id]]) for one in self.seated}
        for group, may in groups.items():
            for node in {kind[booth] for booth in may if booth in kind}:
                yield group, node, 0
        for group, node in standing:
            yield node, group, 0
            yield SKY, node, 0
        for node, left in room.items():
            if left > 0:
                yield node, SKY, 0
