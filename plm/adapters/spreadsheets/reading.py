"""Reading a sheet of either kind; CSV in whatever encoding and with whatever sign between the cells."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from plm.adapters.spreadsheets.cells import MAX_BYTES, Cell, Table, numbered
from plm.adapters.spreadsheets.errors import EmptySheet, TooLarge, Unreadable, WrongFileType
from plm.adapters.spreadsheets.workbooks import read_workbook

SNIFFED_LINES = 40

_ZIP = b"PK\x03\x04"
_OTHER_KINDS = (
    (b"\xd0\xcf\x11\xe0", "old_or_locked_excel"),
    (b"%PDF", "pdf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"{\\rtf", "document"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
)


def read_table(data: bytes, filename: str, *, sheet: str | None = None, max_bytes: int = MAX_BYTES) -> Table:
    """The rows of an XLSX or CSV file; its content decides which of the two it is."""
    if len(data) > max_bytes:
        raise TooLarge(filename=filename, size=len(data), limit=max_bytes)
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise EmptySheet(filename=filename)
    if data.startswith(_ZIP):
        name, rows = read_workbook(data, filename, sheet)
        return Table(rows=numbered(rows, filename), sheet=name)
    if found := _other_kind(data):
        raise WrongFileType(filename=filename, found=found)
    return Table(rows=numbered(_csv_rows(_decoded(data, filename)), filename))


def _other_kind(data: bytes) -> str | None:
    for magic, kind in _OTHER_KINDS:
        if data.startswith(magic):
            return kind
    start = data[:512].lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "web_page"
    is_utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    return "unknown" if b"\x00" in data[:4096] and not is_utf16 else None


def _decoded(data: bytes, filename: str) -> str:
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(filename=filename, cause="encoding")


def _csv_rows(text: str) -> Iterable[Sequence[Cell]]:
    first, _, rest = text.partition("\n")
    if hint := re.fullmatch(r"sep=(.)\r?", first):  # Excel's own line; it does not show it
        return csv.reader(io.StringIO(rest, newline=""), delimiter=hint[1])
    return csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))


def _delimiter(text: str) -> str:
    """The sign that parts most lines; the comma comes last because it also stands inside scores."""
    lines = [line for line in text[:65536].splitlines() if line.strip()][:SNIFFED_LINES]

    def parted(delimiter: str) -> int:
        return sum(len(row) > 1 for row in csv.reader(lines, delimiter=delimiter))

    return max(";\t,", key=parted)
