"""Booths as drawn, before they have an id, and the lists of numbers that people type."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from plm.expo.rules.measures import DOOR, GAP, WALL
from plm.expo.rules.order import folded, natural
from plm.expo.words import Amenity

BOOTH_WIDTH, BOOTH_HEIGHT = 76, 58
LEAST_SIDE = 20
MOST_CAPACITY = 20
MOST_WATTS = 100_000
LONGEST_NUMBER = 12


@dataclass(frozen=True)
class BoothSpec:
    """A booth as drawn; `front` is a word of Side or empty, `watts` 0 when no limit is said."""

    number: str
    x: int
    y: int
    width: int = BOOTH_WIDTH
    height: int = BOOTH_HEIGHT
    zone: str = ""
    amenities: frozenset[Amenity] = frozenset()
    capacity: int = 1
    quality: int = 0
    blocked_reason: str = ""
    front: str = ""
    watts: int = 0
    circuit: str = ""

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def low(self) -> int:
        return self.y + self.height


def hall_size(booths: Iterable[BoothSpec], aisle: int = 60) -> tuple[int, int]:
    """Width and height that hold the walls, one more aisle, and the door below."""
    drawn = tuple(booths)
    right = max((booth.right for booth in drawn), default=0)
    low = max((booth.low for booth in drawn), default=0)
    return right + GAP + WALL, low + max(aisle, GAP) + DOOR


def grown(size: tuple[int, int], booths: Iterable[BoothSpec]) -> tuple[int, int]:
    """The hall as it is, or larger where these booths need it."""
    needed = hall_size(booths)
    return max(size[0], needed[0]), max(size[1], needed[1])


def numbers_in(text: str, known: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The booths that `B01-B06, C03` names (or `semua`), and the words that name none."""
    by_name = {folded(number): number for number in sorted(known, key=natural)}
    order = list(by_name)
    chosen: set[str] = set()
    unknown: list[str] = []
    for word in (word.strip() for word in text.replace(";", ",").split(",")):
        first, _, last = (folded(part) for part in word.replace("–", "-").partition("-"))
        if folded(word) in by_name:
            chosen.add(folded(word))
        elif first == "semua" and not last:
            chosen.update(order)
        elif first in by_name and last in by_name and order.index(first) <= order.index(last):
            chosen.update(order[order.index(first) : order.index(last) + 1])
        elif word:
            unknown.append(word)
    return tuple(by_name[name] for name in order if name in chosen), tuple(unknown)


def listed(numbers: Iterable[str], known: Sequence[str]) -> str:
    """The shortest list that `numbers_in` reads as these booths: `A01-A06, C03`."""
    order = sorted(known, key=natural)
    wanted = set(numbers)
    runs: list[list[str]] = []
    before = False
    for number in order:
        if number in wanted and before:
            runs[-1].append(number)
        elif number in wanted:
            runs.append([number])
        before = number in wanted
    readable = (
        run if len(run) < 3 or any("-" in end for end in (run[0], run[-1])) else [f"{run[0]}-{run[-1]}"] for run in runs
    )
    return ", ".join(word for words in readable for word in words)
