"""Sheets from and for people: XLSX and CSV in, XLSX out. What comes in is a stranger's file and is treated as one."""

from plm.adapters.spreadsheets.cells import MAX_BYTES, MAX_COLUMNS, MAX_ROWS, Cell, Glance, Table
from plm.adapters.spreadsheets.errors import (
    EmptySheet,
    SheetUnclear,
    TooLarge,
    TooManyColumns,
    TooManyRows,
    Unreadable,
    Unusable,
    WrongFileType,
)
from plm.adapters.spreadsheets.reading import read_table
from plm.adapters.spreadsheets.texts import text_rows
from plm.adapters.spreadsheets.workbooks import glance_at_sheets
from plm.adapters.spreadsheets.writing import unmarked, write_csv, write_sheets, write_xlsx

__all__ = [
    "MAX_BYTES",
    "MAX_COLUMNS",
    "MAX_ROWS",
    "Cell",
    "EmptySheet",
    "Glance",
    "SheetUnclear",
    "Table",
    "TooLarge",
    "TooManyColumns",
    "TooManyRows",
    "Unreadable",
    "Unusable",
    "WrongFileType",
    "glance_at_sheets",
    "read_table",
    "text_rows",
    "unmarked",
    "write_csv",
    "write_sheets",
    "write_xlsx",
]
