"""What the proposal is made from, and what comes out."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from plm.logistics.rules.words import Gender, WhyNot

Place = tuple[str, str, int]


@dataclass(frozen=True, kw_only=True)
class Guest:
    """Somebody who comes; a lower id registered earlier. `delegation` is 0 for who comes without a library."""

    id: int
    gender: Gender | None = None
    region_code: str = ""
    delegation: int = 0
    needs_room: bool = True
    partner: int | None = None

    @property
    def place(self) -> Place:
        """Province, regency, delegation: who shares more of it is nearer."""
        return (self.region_code[:2], self.region_code[:5], self.delegation)


@dataclass(frozen=True)
class Room:
    id: int
    beds: int


@dataclass(frozen=True)
class Bed:
    """Bed `number` of the room, counted from one, is the guest's."""

    guest: int
    room: int
    number: int


@dataclass(frozen=True)
class Inputs:
    """Guests, rooms in the order one walks past them, and beds that stay as they are."""

    guests: tuple[Guest, ...]
    rooms: tuple[Room, ...]
    kept: tuple[Bed, ...] = ()

    @cached_property
    def guest_of(self) -> dict[int, Guest]:
        return {guest.id: guest for guest in self.guests}

    @property
    def fingerprint(self) -> str:
        """Tells whether anything changed after a proposal was looked at."""
        return sha256(repr((self.guests, self.rooms, self.kept)).encode()).hexdigest()


@dataclass(frozen=True)
class Proposal:
    """New beds in order of guests, and everybody else who has none with the reason."""

    beds: tuple[Bed, ...]
    unplaced: tuple[tuple[int, WhyNot], ...]


def by_room(beds: tuple[Bed, ...]) -> dict[int, list[Bed]]:
    """Beds of each room that has any."""
    found: defaultdict[int, list[Bed]] = defaultdict(list)
    for bed in beds:
        found[bed.room].append(bed)
    return found
