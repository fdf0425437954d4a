"""What a cell may hold, and how much of it is taken in."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from plm.adapters.spreadsheets.errors import EmptySheet, TooManyRows, Unreadable

Cell = str | int | float | bool | date | None

MAX_BYTES = 12_000_000
MAX_ROWS = 120_000  # the whole country is 84,276 libraries
MAX_COLUMNS = 200


@dataclass(frozen=True)
class Glance:
    """A sheet as a person recognises it: its name, how many lines it has, the first ones in short."""

    name: str
    lines: int
    first: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """The rows of one sheet, each with the line number Excel shows beside it."""

    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    sheet: str = ""


def numbered(rows: Iterable[Sequence[Cell]], filename: str) -> tuple[tuple[int, tuple[Cell, ...]], ...]:
    """Numbered rows that hold something."""
    kept = []
    try:
        for line, cells in enumerate(rows, start=1):
            if line > MAX_ROWS:
                raise TooManyRows(filename=filename, limit=MAX_ROWS)
            if any(cell is not None and cell != "" for cell in cells):
                kept.append((line, tuple(cells[:MAX_COLUMNS])))
    except csv.Error as error:
        raise Unreadable(filename=filename, cause="damaged") from error
    if not kept:
        raise EmptySheet(filename=filename)
    return tuple(kept)
