"""Doors of a hall: on which wall, where along it, and which way people go."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from plm.expo.rules.measures import DOOR, WALL
from plm.expo.words import EntranceKind, Side

HALF_DOOR = 50
MOST_ENTRANCES = 8
ROOM_OUTSIDE = DOOR


@dataclass(frozen=True)
class Entrance:
    """`at` counts units along the wall from its left or upper end, inside the hall; None is the middle."""

    side: Side = Side.SOUTH
    at: int | None = None
    label: str = ""
    kind: EntranceKind = EntranceKind.IN

    def document(self) -> dict[str, Any]:
        return {"side": self.side.value, "at": self.at, "label": self.label, "kind": self.kind.value}

    @classmethod
    def from_document(cls, words: Mapping[str, Any]) -> "Entrance":
        return cls(Side(words["side"]), words["at"], words["label"], EntranceKind(words["kind"]))


USUAL = (Entrance(),)


@dataclass(frozen=True)
class Door:
    """An entrance as drawn: the middle of its gap in the wall."""

    entrance: Entrance
    x: int
    y: int

    @property
    def angle(self) -> int:
        """How far the drawing of a door in the near wall is turned."""
        return {Side.SOUTH: 0, Side.WEST: 90, Side.NORTH: 180, Side.EAST: 270}[self.entrance.side]


def entrances_of(documents: Iterable[Mapping[str, Any]]) -> tuple[Entrance, ...]:
    """As stored; a hall that says nothing has one door in the middle of the near wall."""
    return tuple(Entrance.from_document(one) for one in documents) or USUAL


def length_of(side: Side, size: tuple[int, int]) -> int:
    """How long a wall is inside."""
    width, height = size
    return width - 2 * WALL if side in (Side.NORTH, Side.SOUTH) else height - DOOR - WALL


def doors_of(entrances: Sequence[Entrance], size: tuple[int, int]) -> tuple[Door, ...]:
    width, floor = size[0], size[1] - DOOR
    doors = []
    for one in entrances:
        length = length_of(one.side, size)
        along = WALL + (length // 2 if one.at is None else min(one.at, length))
        x, y = {
            Side.NORTH: (along, WALL),
            Side.SOUTH: (along, floor),
            Side.WEST: (WALL, along),
            Side.EAST: (width - WALL, along),
        }[one.side]
        doors.append(Door(one, x, y))
    return tuple(doors)


def walls_of(doors: Sequence[Door], size: tuple[int, int]) -> Iterator[tuple[int, int, int, int]]:
    """The pieces of wall between the doors, as lines x1, y1, x2, y2."""
    left, right, top, floor = WALL, size[0] - WALL, WALL, size[1] - DOOR
    for side, start, end in (
        (Side.NORTH, left, right),
        (Side.EAST, top, floor),
        (Side.SOUTH, left, right),
        (Side.WEST, top, floor),
    ):
        lying = side in (Side.NORTH, Side.SOUTH)
        level = {Side.NORTH: top, Side.SOUTH: floor, Side.WEST: left, Side.EAST: right}[side]
        middles = sorted(door.x if lying else door.y for door in doors if door.entrance.side is side)
        for first, last in _between(start, end, middles):
            yield (first, level, last, level) if lying else (level, first, level, last)


def _between(start: int, end: int, middles: Sequence[int]) -> Iterator[tuple[int, int]]:
    half = min(HALF_DOOR, (end - start) // 6)
    at = start
    for middle in middles:
        if middle - half > at:
            yield at, middle - half
        at = max(at, middle + half)
    if end > at:
        yield at, end


def margins_of(entrances: Iterable[Entrance]) -> dict[Side, int]:
    """How much room the arrows need outside each wall; the near wall has it already."""
    sides = {one.side for one in entrances}
    return {side: ROOM_OUTSIDE - WALL if side in sides and side is not Side.SOUTH else 0 for side in Side}
