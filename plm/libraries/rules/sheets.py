"""Sheets as people keep them: rows with the line numbers they see, and the row that names the columns."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from plm.errors import Refusal
from plm.libraries.rules.names import squeeze

Cell = str | int | float | bool | date | None
Row = tuple[int, tuple[Cell, ...]]

HEADER_WITHIN = 40
_BRACKETED = re.compile(r"\([^)]*\)|\[[^]]*\]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_TRAILING_DIGITS = re.compile(r"(?<=[a-z])[0-9]+$")


class HeaderMissing(Refusal):
    """No row names the columns that are needed."""

    code = "header_missing"
    status = 422


class NotATable(HeaderMissing):
    """Nothing in it is a heading of ours, and its lines have no columns in common: a letter or a text."""

    code = "not_a_table"


class RowsMissing(Refusal):
    """The sheet names its columns and says nothing about any library; `skipped` lines were totals and notes."""

    code = "rows_missing"
    status = 422


class HeaderDoubled(Refusal):
    """Two columns bear names of the same thing, so it is unclear which one is meant."""

    code = "header_doubled"
    status = 422


@dataclass(frozen=True)
class Header:
    """The line that names the columns, and where each known field stands (counted from zero)."""

    line: int
    columns: Mapping[str, int]


@dataclass(frozen=True)
class BadRow:
    """One reason why a line cannot be stored; a line may have several."""

    line: int
    code: str
    name: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class SkippedRow:
    """A line that is passed over, and why."""

    line: int
    code: str
    text: str


def cell_text(cell: Cell) -> str:
    """A cell as a person reads it, trimmed and without control signs, which databases refuse."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        text = cell.strip()
        if text.isprintable():  # most cells by far; a non-breaking space is not printable
            return text
        return _CONTROL.sub("", cell.replace("\xa0", " ")).strip()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else format(cell, ".12g")
    return str(cell)


def code_text(cell: Cell) -> str:
    """A region code in a cell; typed as a number it lost its last zero, so 62.10 arrives as 62.1."""
    return f"{cell:.2f}" if isinstance(cell, float) and not cell.is_integer() else cell_text(cell)


def is_blank(cells: Iterable[Cell]) -> bool:
    return not any(cell_text(cell) for cell in cells)


def fold_header(text: str) -> str:
    """`Skor KPI (0-10)`, `SKOR_KPI` and `Skor KPI 2024` are one heading."""
    return _TRAILING_DIGITS.sub("", squeeze(_BRACKETED.sub(" ", text)))


def headings(synonyms: Mapping[str, str]) -> dict[str, str]:
    """Every folded heading with its field, from `{"name": "nama|nama perpustakaan"}`."""
    return {fold_header(said): field for field, several in synonyms.items() for said in several.split("|")}


def find_header(rows: Sequence[Row], *, words: Mapping[str, str], needs: Sequence[frozenset[str]]) -> Header:
    """The first row near the top that names one field of every group in `needs`; `words` maps headings to fields."""
    nearest: tuple[int, Row] = (0, rows[0] if rows else (0, ()))
    for line, cells in rows[:HEADER_WITHIN]:
        found = _fields(cells, words)
        met = sum(bool(group & found.keys()) for group in needs)
        if met == len(needs):
            return Header(line=line, columns=_single_columns(line, cells, found))
        nearest = max(nearest, (met, (line, cells)), key=lambda pair: pair[0])
    refusal = HeaderMissing if nearest[0] or _has_columns(rows[:HEADER_WITHIN]) else NotATable
    raise _missing(refusal, nearest[1], words, needs)


def _has_columns(rows: Sequence[Row]) -> bool:
    """Whether most lines are equally wide and wider than one cell, as no prose with its commas is."""
    common = Counter(len(cells) for _, cells in rows).most_common(1)
    return any(width > 1 and 2 * lines > len(rows) for width, lines in common)


def _missing(
    refusal: type[HeaderMissing], nearest: Row, words: Mapping[str, str], needs: Sequence[frozenset[str]]
) -> HeaderMissing:
    line, cells = nearest
    found = _fields(cells, words)
    missing = tuple(tuple(sorted(group)) for group in needs if not group & found.keys())
    return refusal(line=line, found=tuple(filter(None, map(cell_text, cells))), missing=missing)


def _fields(cells: Sequence[Cell], words: Mapping[str, str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for column, cell in enumerate(cells):
        if isinstance(cell, str) and (field := words.get(fold_header(cell))):
            found.setdefault(field, []).append(column)
    return found


def _single_columns(line: int, cells: Sequence[Cell], found: Mapping[str, list[int]]) -> dict[str, int]:
    for name, columns in found.items():
        if len(columns) > 1:
            raise HeaderDoubled(line=line, field=name, headings=tuple(cell_text(cells[column]) for column in columns))
    return {name: columns[0] for name, columns in found.items()}


def records_below(rows: Iterable[Row], header: Header) -> Iterator[tuple[int, tuple[Cell, ...], dict[str, Cell]]]:
    """Every row below the header that is not blank: its line, its cells, and the cells by field."""
    for line, cells in rows:
        if line > header.line and not is_blank(cells):
            yield line, cells, _record(cells, header.columns)


def _record(cells: Sequence[Cell], columns: Mapping[str, int]) -> dict[str, Cell]:
    return {field: cells[column] if column < len(cells) else None for field, column in columns.items()}
