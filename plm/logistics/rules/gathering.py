"""People of one gender gather into parties that fill rooms: the wished first, then the nearest."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from plm.logistics.rules.model import Guest, Place

DEPTHS = (3, 2, 1, 0)  # the same delegation, regency, province, the same meeting


@dataclass
class OpenRoom:
    """A room where some of this gender have a bed already."""

    id: int
    free: int
    occupants: list[Guest]

    def take(self, guest: Guest) -> None:
        self.free -= 1
        self.occupants.append(guest)


@dataclass(frozen=True)
class Party:
    """Guests who get an empty room with `beds` beds together."""

    beds: int
    guests: tuple[Guest, ...]
    place: Place


@dataclass
class Gathering:
    """The state on the way: who waits, which rooms are partly taken, how many empty rooms of each size are left."""

    waiting: dict[int, Guest]
    open_rooms: list[OpenRoom]
    empty: Counter[int]
    parties: list[Party] = field(default_factory=list)
    joined: list[tuple[Guest, int]] = field(default_factory=list)
    place: dict[int, Place] = field(default_factory=dict)

    def gather(self) -> None:
        """Place everybody who waits; there are beds enough for all of them."""
        self.place = {guest.id: guest.place for guest in self.waiting.values()}
        self._join_partners()
        for one, other in _pairs(self.waiting):
            self._pair(one, other)
        for depth in DEPTHS:
            for near in self._clusters(depth):
                self._join(near, depth)
                self._fill(near, is_last=depth == 0)

    def _join_partners(self) -> None:
        for room in self.open_rooms:
            wished = [guest for guest in self.waiting.values() if any(_belong(guest, one) for one in room.occupants)]
            for guest in wished[: room.free]:
                self._take(room, guest)

    def _pair(self, one: Guest, other: Guest) -> None:
        """A room for two when one is left; otherwise they stand side by side, so that a larger room takes both."""
        if self.empty[2]:
            self._seat([one, other], 2)
        else:
            self.place[other.id] = self.place[one.id]

    def _clusters(self, depth: int) -> list[list[Guest]]:
        clusters: defaultdict[tuple[object, ...], list[Guest]] = defaultdict(list)
        for guest in self.waiting.values():
            clusters[self.place[guest.id][:depth]].append(guest)
        return [sorted(clusters[key], key=self._order) for key in sorted(clusters)]

    def _order(self, guest: Guest) -> tuple[Place, int, int]:
        first = min(guest.id, guest.partner) if guest.partner in self.waiting else guest.id
        return (self.place[guest.id], first, guest.id)

    def _join(self, near: list[Guest], depth: int) -> None:
        """Fill free beds beside people from the same place."""
        for room in self.open_rooms:
            if not near:
                return
            key = self.place[near[0].id][:depth]
            if any(one.place[:depth] == key for one in room.occupants):
                while room.free and near:
                    self._take(room, near.pop(0))

    def _fill(self, near: list[Guest], *, is_last: bool) -> None:
        while near and (beds := self._fitting(len(near), is_last=is_last)):
            self._seat(near[:beds], beds)
            del near[:beds]

    def _fitting(self, people: int, *, is_last: bool) -> int:
        """The empty room that serves so many best; until the last round only rooms that are shared and filled."""
        sizes = [beds for beds, left in self.empty.items() if left and (beds > 1 or is_last)]
        filled = [beds for beds in sizes if beds <= people]
        if filled:
            return max(filled, key=lambda beds: (beds == people, people - beds != 1, beds))
        return min(sizes, default=0) if is_last else 0

    def _seat(self, guests: list[Guest], beds: int) -> None:
        self.empty[beds] -= 1
        together = tuple(sorted(guests, key=lambda guest: guest.id))
        self.parties.append(Party(beds, together, min(self.place[guest.id] for guest in guests)))
        for guest in guests:
            del self.waiting[guest.id]

    def _take(self, room: OpenRoom, guest: Guest) -> None:
        room.take(guest)
        self.joined.append((guest, room.id))
        del self.waiting[guest.id]


def _belong(one: Guest, other: Guest) -> bool:
    return one.partner == other.id or other.partner == one.id


def _pairs(waiting: Mapping[int, Guest]) -> Iterator[tuple[Guest, Guest]]:
    """Those who wish for each other, then those wished for by one and wishing for nobody else; nobody twice."""
    wished = [
        (guest, waiting[guest.partner])
        for guest in waiting.values()
        if guest.partner is not None and guest.partner in waiting
    ]
    mutual = [(guest, other) for guest, other in wished if other.partner == guest.id]
    one_sided = [(guest, other) for guest, other in wished if other.partner is None]
    taken: set[int] = set()
    for one, other in mutual + one_sided:
        if not taken & {one.id, other.id}:
            taken |= {one.id, other.id}
            yield one, other
