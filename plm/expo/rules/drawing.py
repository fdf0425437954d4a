"""The plan as it is drawn: what each booth shows, ready for the template."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from plm.expo.rules.entrances import USUAL, Door, Entrance, doors_of, margins_of, walls_of
from plm.expo.rules.layout import BoothSpec
from plm.expo.rules.measures import DOOR, WALL
from plm.expo.words import Amenity, ProductCategory, Side

LETTER_WIDTH = 7.0  # of the plan's 12.5 px type, generously
MARK = 16  # the width of one mark in the strip
LINE, FIRST_LINE, STRIP = 15, 35, 18  # one name a line, between the number and the strip of marks


class Mark(StrEnum):
    TAKEN = "taken"
    FREE = "free"
    BLOCKED = "blocked"


@dataclass(frozen=True)
class Holder:
    """One who stands in a booth: short name for the plan, full name for the rest."""

    exhibitor_id: int
    label: str
    name: str
    category: ProductCategory


@dataclass(frozen=True)
class DrawnBooth:
    spec: BoothSpec
    mark: Mark
    holders: tuple[Holder, ...]
    who: tuple[str, ...]
    power: bool
    current: bool
    dim: bool

    @property
    def category(self) -> ProductCategory | None:
        return self.holders[0].category if self.holders else None

    @property
    def marks(self) -> tuple[Amenity, ...]:
        """What the strip at the bottom shows beside the pattern, as far as it holds."""
        if self.mark is Mark.BLOCKED:
            return ()
        return tuple(one for one in Amenity if one in self.spec.amenities)[: max(0, (self.spec.width - 4) // MARK)]


@dataclass(frozen=True)
class DrawnHall:
    name: str
    width: int
    height: int
    booths: tuple[DrawnBooth, ...]
    entrances: tuple[Entrance, ...] = USUAL

    @property
    def doors(self) -> tuple[Door, ...]:
        return doors_of(self.entrances, (self.width, self.height))

    @property
    def walls(self) -> tuple[tuple[int, int, int, int], ...]:
        """The pieces of wall between the doors."""
        return tuple(walls_of(self.doors, (self.width, self.height)))

    @property
    def frame(self) -> tuple[int, int, int, int]:
        """The drawing's left, top, width and height with room for the doors' arrows."""
        room = margins_of(self.entrances)
        wide, high = room[Side.WEST] + room[Side.EAST], room[Side.NORTH]
        return -room[Side.WEST], -room[Side.NORTH], self.width + wide, self.height + high

    @property
    def floor(self) -> int:
        """Where the near wall stands; the door is below it."""
        return self.height - DOOR

    @property
    def wall(self) -> int:
        return WALL


def draw(
    name: str,
    size: tuple[int, int],
    specs: Sequence[BoothSpec],
    holders: Mapping[str, Sequence[Holder]],
    *,
    entrances: tuple[Entrance, ...] = USUAL,
    current: str = "",
    matching: Collection[str] | None = None,
) -> DrawnHall:
    """The hall with its booths; the current one last, so that its frame lies on top. Booths outside `matching` dim."""
    booths = [
        DrawnBooth(
            spec=spec,
            mark=_mark(spec, holders),
            holders=tuple(holders.get(spec.number, ())),
            who=_who(spec, holders.get(spec.number, ())),
            power=Amenity.POWER in spec.amenities,
            current=spec.number == current,
            dim=matching is not None and spec.number not in matching,
        )
        for spec in specs
    ]
    return DrawnHall(name, *size, tuple(sorted(booths, key=lambda booth: booth.current)), entrances)


def _mark(spec: BoothSpec, holders: Mapping[str, Sequence[Holder]]) -> Mark:
    if spec.blocked_reason:
        return Mark.BLOCKED
    return Mark.TAKEN if holders.get(spec.number) else Mark.FREE


def _who(spec: BoothSpec, holders: Sequence[Holder]) -> tuple[str, ...]:
    """A line for each short name as long as there is room above the marks; the last says how many more share it."""
    lines = max(1, (spec.height - STRIP - FIRST_LINE) // LINE + 1)
    shown = holders if len(holders) <= lines else holders[:lines]
    letters = len({one.category for one in holders}) > 1
    more = f" +{len(holders) - len(shown)}" if len(holders) > len(shown) else ""
    return tuple(
        _cut(spec, one, f"{one.category.value} " if letters else "", more if one is shown[-1] else "") for one in shown
    )


def _cut(spec: BoothSpec, holder: Holder, letter: str, more: str) -> str:
    room = max(3, int((spec.width - 12) / LETTER_WIDTH)) - len(more) - len(letter)
    label = holder.label
    return letter + (label if len(label) <= room else f"{label[: max(1, room - 1)].rstrip()}…") + more


def search(words: str, specs: Sequence[BoothSpec], holders: Mapping[str, Sequence[Holder]]) -> frozenset[str]:
    """Numbers of the booths whose number or holder contains the words."""
    wanted = words.casefold().strip()
    return frozenset(
        spec.number
        for spec in specs
        if wanted in spec.number.casefold()
        or any(wanted in text.casefold() for one in holders.get(spec.number, ()) for text in (one.label, one.name))
    )
