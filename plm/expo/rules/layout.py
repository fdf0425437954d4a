"""Drawing a hall from a grid, and naming its booths. One unit is one pixel of the plan."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plm.expo.rules.model import InputError, Problem
from plm.expo.rules.order import folded, natural
from plm.expo.words import Amenity

BOOTH_WIDTH, BOOTH_HEIGHT = 76, 58
WALL, GAP, DOOR = 14, 12, 44
MOST_ROWS, MOST_COLUMNS, MOST_CAPACITY = 26, 40, 20


@dataclass(frozen=True)
class BoothSpec:
    """A booth as drawn, before it has an id."""

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


@dataclass(frozen=True)
class Grid:
    """Rows against the far wall first, then back to back in pairs with an aisle between; letters go up by row."""

    rows: int
    columns: int
    first_letter: str = "A"
    aisle: int = 60


def booths_of_grid(grid: Grid) -> tuple[BoothSpec, ...]:
    """A01, A02, … row by row, or InputError."""
    problems = tuple(_grid_problems(grid))
    if problems:
        raise InputError(problems)
    first = ord(grid.first_letter.upper())
    digits = max(2, len(str(grid.columns)))
    return tuple(
        BoothSpec(
            number=f"{chr(first + row)}{column + 1:0{digits}}",
            x=WALL + GAP + column * BOOTH_WIDTH,
            y=WALL + GAP + row * BOOTH_HEIGHT + (row + 1) // 2 * grid.aisle,
        )
        for row in range(grid.rows)
        for column in range(grid.columns)
    )


def _grid_problems(grid: Grid) -> Iterator[Problem]:
    if not 1 <= grid.rows <= MOST_ROWS:
        yield Problem("grid_rows", {"most": MOST_ROWS})
    if not 1 <= grid.columns <= MOST_COLUMNS:
        yield Problem("grid_columns", {"most": MOST_COLUMNS})
    if not 0 <= grid.aisle <= 400:
        yield Problem("grid_aisle", {"most": 400})
    letter = grid.first_letter.upper()
    if len(letter) != 1 or not "A" <= letter <= "Z":
        yield Problem("grid_letter")
    elif ord(letter) + grid.rows - 1 > ord("Z"):
        yield Problem("grid_letters_end", {"rows": grid.rows, "letter": letter})


def hall_size(booths: Sequence[BoothSpec], aisle: int = 60) -> tuple[int, int]:
    """Width and height that hold the walls, one more aisle, and the door below."""
    right = max((booth.x + booth.width for booth in booths), default=0)
    low = max((booth.y + booth.height for booth in booths), default=0)
    return right + GAP + WALL, low + max(aisle, GAP) + DOOR


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
