"""A hall drawn from rows and columns, and the rules by which its booths are numbered."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import count, islice

from plm.expo.rules.layout import BOOTH_HEIGHT, BOOTH_WIDTH, LEAST_SIDE, BoothSpec
from plm.expo.rules.measures import GAP, WALL, metres
from plm.expo.rules.model import InputError, Problem
from plm.expo.words import Side

MOST_ROWS, MOST_COLUMNS = 26, 40
MOST_START, LONGEST_PREFIX = 9_000, 6
MOST_SIDE, MOST_AISLE = 760, 380


class Numbering(StrEnum):
    """A01, A02 … B01; 1, 2, 3 …; 101, 102 … 201."""

    LETTERS = "letters"
    RUNNING = "running"
    HUNDREDS = "hundreds"


class Direction(StrEnum):
    """Which way the numbers of a row run; a snake turns at the end of each row."""

    RIGHT = "right"
    LEFT = "left"
    SNAKE = "snake"


@dataclass(frozen=True)
class Grid:
    """Rows against the far wall first, then back to back in pairs with an aisle between, or one by one.

    `start` is the first number of a row, of the hall when numbers run on, or the first row's hundred; `skip` are
    numbers and letters that are not given.
    """

    rows: int
    columns: int
    first_letter: str = "A"
    aisle: int = 60
    numbering: Numbering = Numbering.LETTERS
    direction: Direction = Direction.RIGHT
    start: int = 1
    prefix: str = ""
    skip: frozenset[str] = frozenset()
    paired: bool = True
    booth_width: int = BOOTH_WIDTH
    booth_height: int = BOOTH_HEIGHT


def booths_of_grid(grid: Grid) -> tuple[BoothSpec, ...]:
    """Row by row from the left, each with its front towards its aisle; or InputError with every problem."""
    problems = tuple(_grid_problems(grid))
    if problems:
        raise InputError(problems)
    return tuple(
        BoothSpec(
            number=number,
            x=WALL + GAP + column * grid.booth_width,
            y=WALL + GAP + row * grid.booth_height + _aisles_before(grid, row) * grid.aisle,
            width=grid.booth_width,
            height=grid.booth_height,
            front=Side.NORTH if grid.paired and row % 2 else Side.SOUTH,
        )
        for row, numbers in enumerate(_rows_of_numbers(grid))
        for column, number in enumerate(numbers)
    )


def words_to_skip(text: str) -> frozenset[str]:
    """`4, 13, O` as a set; numbers lose their leading zeros."""
    words = text.replace(";", " ").replace(",", " ").upper().split()
    return frozenset(word.lstrip("0") or "0" if word.isdecimal() else word for word in words)


def _aisles_before(grid: Grid, row: int) -> int:
    return (row + 1) // 2 if grid.paired else row


def _rows_of_numbers(grid: Grid) -> Iterator[list[str]]:
    """The numbers of each row as they stand from left to right."""
    for row, numbers in enumerate(_counted(grid)):
        turned = grid.direction is Direction.LEFT or (grid.direction is Direction.SNAKE and row % 2 == 1)
        yield numbers[::-1] if turned else numbers


def _counted(grid: Grid) -> Iterator[list[str]]:
    """The numbers of each row in the order they are counted."""
    if grid.numbering is Numbering.RUNNING:
        running = _numbers(grid, grid.start)
        for _row in range(grid.rows):
            yield [f"{grid.prefix}{number}" for number in islice(running, grid.columns)]
    elif grid.numbering is Numbering.HUNDREDS:
        for hundred in islice(_numbers(grid, grid.start), grid.rows):
            yield [f"{grid.prefix}{hundred}{number:02}" for number in islice(_numbers(grid, 1), grid.columns)]
    else:
        numbers = list(islice(_numbers(grid, grid.start), grid.columns))
        digits = max(2, len(str(numbers[-1])))
        for letter in _letters(grid)[: grid.rows]:
            yield [f"{grid.prefix}{letter}{number:0{digits}}" for number in numbers]


def _numbers(grid: Grid, first: int) -> Iterator[int]:
    return (number for number in count(first) if str(number) not in grid.skip)


def _letters(grid: Grid) -> list[str]:
    """From the first letter to Z without those that are left out."""
    first = grid.first_letter.upper()
    return [chr(code) for code in range(ord(first), ord("Z") + 1) if chr(code) not in grid.skip]


def _grid_problems(grid: Grid) -> Iterator[Problem]:
    if not 1 <= grid.rows <= MOST_ROWS:
        yield Problem("grid_rows", {"most": MOST_ROWS})
    if not 1 <= grid.columns <= MOST_COLUMNS:
        yield Problem("grid_columns", {"most": MOST_COLUMNS})
    if not 0 <= grid.aisle <= MOST_AISLE:
        yield Problem("grid_aisle", {"most": metres(MOST_AISLE)})
    for code, side in (("grid_width", grid.booth_width), ("grid_height", grid.booth_height)):
        if not LEAST_SIDE <= side <= MOST_SIDE:
            yield Problem(code, {"least": metres(LEAST_SIDE), "most": metres(MOST_SIDE)})
    if not 0 <= grid.start <= MOST_START:
        yield Problem("grid_start", {"most": MOST_START})
    if len(grid.prefix) > LONGEST_PREFIX:
        yield Problem("grid_prefix", {"most": LONGEST_PREFIX})
    if grid.numbering is Numbering.LETTERS:
        yield from _letter_problems(grid)


def _letter_problems(grid: Grid) -> Iterator[Problem]:
    letter = grid.first_letter.upper()
    if len(letter) != 1 or not "A" <= letter <= "Z":
        yield Problem("grid_letter")
    elif len(_letters(grid)) < grid.rows:
        yield Problem("grid_letters_end", {"rows": grid.rows, "letter": letter})
