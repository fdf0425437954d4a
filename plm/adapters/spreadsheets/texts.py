"""Rows as texts under their headings, as sheets that came from us are read back."""

from collections.abc import Mapping
from typing import TypeVar

from plm.adapters.spreadsheets.cells import Cell, Table
from plm.adapters.spreadsheets.writing import unmarked

Column = TypeVar("Column")


def text_rows(table: Table, columns: Mapping[int, Column]) -> list[tuple[int, dict[Column, str]]]:
    """The rows below the first, each with its line; a cell that is not there is empty. CSV loses its apostrophes."""
    _heading, *rest = table.rows
    # Only a workbook names its sheet, and only a CSV was marked.
    read = str if table.sheet else unmarked
    return [
        (line, {column: read(_text(cells[index])) if index < len(cells) else "" for index, column in columns.items()})
        for line, cells in rest
    ]


def _text(cell: Cell) -> str:
    """A number without the point that spreadsheets give it."""
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
