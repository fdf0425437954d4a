"""Reading XLSX: what is inside is checked before it is unfolded."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from plm.adapters.spreadsheets.cells import MAX_COLUMNS, MAX_ROWS, Cell, Glance
from plm.adapters.spreadsheets.errors import (
    EmptySheet,
    SheetUnclear,
    TooLarge,
    TooManyColumns,
    TooManyRows,
    Unreadable,
    WrongFileType,
)

MAX_UNPACKED_BYTES = 150 * 1024 * 1024
MOST_GLANCED = 6
MOST_SHOWN = 40
MAX_CELLS = 4_000_000  # empty ones between filled ones count: they take memory all the same

_CELL_TAG = re.compile(rb"<(?:\w+:)?c[\s/>]")
_TAG = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s/>])([^>]*)>")
_ROW_NUMBER = re.compile(rb'\br="([0-9]{1,9})"')
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,9})"')
_STYLE = re.compile(rb'\bs="([0-9]+)"')
_BUILT_IN_PERCENT = (9, 10)
_OTHER_ARCHIVES = {
    "xl/workbook.bin": "binary_excel",
    "word/document.xml": "document",
    "ppt/presentation.xml": "document",
    "content.xml": "open_document",
}


def read_workbook(data: bytes, filename: str, sheet: str | None) -> tuple[str, Iterator[tuple[Cell, ...]]]:
    """The name of the wanted sheet, or of the only filled one, and its rows from the first line on."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_what_is_no_workbook(archive, filename)
            workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
            name = _chosen_sheet(archive, workbook, (sheet or "").strip(), filename)
            percents = _percent_cells(archive, _sheet_path(archive, workbook.sheet_names.index(name)), filename)
            rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (zipfile.BadZipFile, zlib.error, CalamineError, RuntimeError, EOFError, ValueError, LookupError) as error:
        raise Unreadable(filename=filename, cause="damaged") from error
    return name, (_typed_row(number, row, percents) for number, row in enumerate(rows, start=1))


def glance_at_sheets(data: bytes, filename: str) -> tuple[Glance, ...]:
    """Every filled sheet of a workbook with its first lines, so that a person can say which one is meant."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_what_is_no_workbook(archive, filename)
            workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
            return tuple(_glance(workbook, name) for name in _filled_sheets(archive, workbook))
    except (zipfile.BadZipFile, zlib.error, CalamineError, RuntimeError, EOFError, ValueError, LookupError) as error:
        raise Unreadable(filename=filename, cause="damaged") from error


def _glance(workbook: CalamineWorkbook, name: str) -> Glance:
    sheet = workbook.get_sheet_by_name(name)
    first = sheet.to_python(skip_empty_area=False, nrows=MOST_GLANCED)
    cells = [[str(cell)[:MOST_SHOWN] for cell in row[:MOST_GLANCED] if cell not in ("", None)] for row in first]
    return Glance(name, sheet.total_height, tuple(" | ".join(row) for row in cells if row))


def _refuse_what_is_no_workbook(archive: zipfile.ZipFile, filename: str) -> None:
    names = set(archive.namelist())
    if "xl/workbook.xml" not in names:
        found = next((kind for name, kind in _OTHER_ARCHIVES.items() if name in names), "archive")
        raise WrongFileType(filename=filename, found=found)
    unpacked = sum(entry.file_size for entry in archive.infolist())
    if unpacked > MAX_UNPACKED_BYTES:
        raise TooLarge(filename=filename, size=unpacked, limit=MAX_UNPACKED_BYTES)
    if archive.testzip() is not None:  # reads no more than the sizes just added up, so a lying header ends here
        raise Unreadable(filename=filename, cause="damaged")


def _chosen_sheet(archive: zipfile.ZipFile, workbook: CalamineWorkbook, wanted: str, filename: str) -> str:
    filled = _filled_sheets(archive, workbook)
    if not filled:
        raise EmptySheet(filename=filename)
    fitting = [name for name in filled if not wanted or name.casefold() == wanted.casefold()]
    if len(fitting) != 1:
        raise SheetUnclear(filename=filename, wanted=wanted, sheets=tuple(filled))
    return fitting[0]


def _filled_sheets(archive: zipfile.ZipFile, workbook: CalamineWorkbook) -> list[str]:
    return [
        entry.name
        for place, entry in enumerate(workbook.sheets_metadata)
        if entry.visible is SheetVisibleEnum.Visible
        and _CELL_TAG.search(_sheet_xml(archive, _sheet_path(archive, place)))
    ]


def _sheet_path(archive: zipfile.ZipFile, place: int) -> str:
    """Where the sheet at this place in the workbook is kept."""
    workbook = archive.read("xl/workbook.xml")
    links = archive.read("xl/_rels/workbook.xml.rels")
    tags = re.findall(rb"<(?:\w+:)?sheet\s[^>]*>", workbook)
    link = _attribute(tags[place], rb"\w+:id")
    for tag in re.findall(rb"<(?:\w+:)?Relationship\s[^>]*>", links):
        if _attribute(tag, rb"Id") == link:
            target = _attribute(tag, rb"Target")
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    raise KeyError(link)


def _attribute(tag: bytes, name: bytes) -> str:
    match = re.search(rb"\s" + name + rb"""\s*=\s*["']([^"']*)["']""", tag)
    return match[1].decode() if match else ""


def _sheet_xml(archive: zipfile.ZipFile, path: str) -> bytes:
    return archive.read(path) if path.startswith("xl/worksheets/") else b""


def _percent_cells(archive: zipfile.ZipFile, path: str, filename: str) -> frozenset[tuple[int, int]]:
    """Cells shown as percentages, as (row, column) from one; a sheet that would unfold too far is refused first."""
    styles = _percent_styles(archive)
    widest = longest = 0
    cells = set()
    for row, column, attributes in _places(_sheet_xml(archive, path)):
        longest, widest = max(longest, row), max(widest, column)
        if longest > MAX_ROWS:
            raise TooManyRows(filename=filename, limit=MAX_ROWS)
        if widest > MAX_COLUMNS or widest * longest > MAX_CELLS:
            raise TooManyColumns(filename=filename, limit=min(MAX_COLUMNS, MAX_CELLS // longest))
        if styles and (style := _STYLE.search(attributes)) and int(style[1]) in styles:
            cells.add((row, column))
    return frozenset(cells)


def _places(xml: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Every cell with its row and column; what names no place follows the one before."""
    row = column = 0
    for tag in _TAG.finditer(xml):
        name, attributes = tag.groups()
        if name == b"row":
            number = _ROW_NUMBER.search(attributes)
            row, column = int(number[1]) if number else row + 1, 0
        elif reference := _REFERENCE.search(attributes):
            row, column = int(reference[2]), _column_number(reference[1])
        else:
            column += 1
        yield row, column, attributes


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _percent_styles(archive: zipfile.ZipFile) -> frozenset[int]:
    """Places in the list of cell formats whose number format shows a percentage."""
    if "xl/styles.xml" not in archive.namelist():
        return frozenset()
    styles = archive.read("xl/styles.xml")
    percents = {
        int(_attribute(tag, rb"numFmtId"))
        for tag in re.findall(rb"<(?:\w+:)?numFmt\s[^>]*>", styles)
        if "%" in _attribute(tag, rb"formatCode")
    }
    formats = re.search(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", styles, re.DOTALL)
    tags = re.findall(rb"<(?:\w+:)?xf\s[^>]*>", formats[0]) if formats else []
    numbers = [int(_attribute(tag, rb"numFmtId") or 0) for tag in tags]
    return frozenset(place for place, number in enumerate(numbers) if number in {*_BUILT_IN_PERCENT, *percents})


def _typed_row(number: int, row: Sequence[object], percents: frozenset[tuple[int, int]]) -> tuple[Cell, ...]:
    return tuple(_typed(value, (number, column) in percents) for column, value in enumerate(row, start=1))


def _typed(value: object, shown_as_percent: bool) -> Cell:
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int | float):
        return f"{value * 100:.10g}%" if shown_as_percent else value
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date | None):
        return value
    return str(value) if isinstance(value, time | timedelta) else None
