"""Writing XLSX and CSV for people; what looks like a formula stays the text it is."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from plm.adapters.spreadsheets.cells import Cell


def write_xlsx(header: Sequence[str], rows: Iterable[Sequence[Cell]], *, sheet: str = "Daftar") -> bytes:
    """A workbook with one sheet; text stays text, so a name may begin with `=` and a code keeps its zeros."""
    return write_sheets({sheet: (header, rows)})


def write_sheets(sheets: Mapping[str, tuple[Sequence[str], Iterable[Sequence[Cell]]]]) -> bytes:
    """A workbook with a sheet for each name, in this order."""
    buffer = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        bold = workbook.add_format({"bold": True})
        text, day = (workbook.add_format({"num_format": shape}) for shape in ("@", "yyyy-mm-dd"))
        # Excel's own mark for text that begins like a formula: it survives being saved again.
        text.set_quote_prefix()
        for name, (header, rows) in sheets.items():
            page = workbook.add_worksheet(name)
            page.freeze_panes(1, 0)
            page.set_column(0, max(len(header) - 1, 0), 24)
            page.write_row(0, 0, header, bold)
            for line, row in enumerate(rows, start=1):
                _write_row(page, line, row, text, day)
    return buffer.getvalue()


def _write_row(page: Worksheet, line: int, row: Sequence[Cell], text: Format, day: Format) -> None:
    for column, cell in enumerate(row):
        if isinstance(cell, bool | None):
            page.write_string(line, column, "" if cell is None else str(cell))
        elif isinstance(cell, str):
            page.write_string(line, column, cell, text)
        elif isinstance(cell, date):
            page.write_datetime(line, column, cell, day)
        else:
            page.write_number(line, column, cell)


# What a spreadsheet takes for the beginning of a formula; an apostrophe before it says text (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Semicolons and a byte order mark, as Excel in Indonesia wants them; dangerous cells get an apostrophe in front.

    A cell that begins with an apostrophe gets another one, so that `unmarked` gives every cell back as it was.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";")
    writer.writerow(header)
    writer.writerows([_marked(cell) for cell in row] for row in rows)
    return buffer.getvalue().encode("utf-8-sig")


def unmarked(cell: str) -> str:
    """A cell of a CSV without the apostrophe that `write_csv` put before it."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("'", *_FORMULA) and cell[1:] else cell


def _marked(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("'", *_FORMULA)) else cell
