"""The lines of a KPI sheet as entries, and the lines that are none."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plm.kpi.rules.headings import COMPONENT
from plm.libraries.rules import Cell, Header, Row, SkippedRow, cell_text, code_text, fold_header, records_below, squeeze

_TOTALS = ("jumlah", "total", "ratarata", "rerata", "average", "grandtotal", "mean")
_NOTES = ("sumber", "catatan", "keterangan", "note", "source")
_NUMBERED = re.compile(r"\(?([0-9]{1,2})\)?")


@dataclass(frozen=True)
class Entry:
    """One line that speaks of a library; cells as found, texts trimmed."""

    line: int
    code: str
    npp: str
    name: str
    kind: str
    village: str
    district: str
    regency: str
    province: str
    score: Cell
    components: Mapping[str, Cell]


def read_entries(rows: Sequence[Row], header: Header) -> tuple[tuple[Entry, ...], tuple[SkippedRow, ...]]:
    """What stands below the header, told apart into entries and lines to pass over."""
    entries, skipped = [], []
    for line, cells, record in records_below(rows, header):
        if code := _why_skipped(cells, record):
            skipped.append(SkippedRow(line=line, code=code, text=" | ".join(filter(None, map(cell_text, cells)))[:120]))
        else:
            entries.append(_entry(line, record, header))
    return tuple(entries), tuple(skipped)


def _entry(line: int, record: Mapping[str, Cell], header: Header) -> Entry:
    text = {field: cell_text(cell) for field, cell in record.items()}
    name, kind = _name_and_kind(text, header)
    return Entry(
        line=line,
        code=code_text(record.get("region_code")),
        npp=squeeze(text.get("npp", "")).upper(),
        name=name,
        kind=kind,
        village=text.get("village", ""),
        district=text.get("district", ""),
        regency=text.get("regency", ""),
        province=text.get("province", ""),
        score=record.get("score"),
        components={field.removeprefix(COMPONENT): cell for field, cell in record.items() if COMPONENT in field},
    )


def _name_and_kind(text: Mapping[str, str], header: Header) -> tuple[str, str]:
    """A sheet without a column for libraries names them by their places; the narrowest one counts."""
    if {"name", "region_code", "npp"} & header.columns.keys():
        return text.get("name", ""), text.get("kind", "")
    for field, kind in (("village", "desa"), ("regency", "kabupaten"), ("province", "provinsi")):
        if field in header.columns:
            return text.get(field, ""), text.get("kind") or kind
    return "", text.get("kind", "")


def _why_skipped(cells: Sequence[Cell], record: Mapping[str, Cell]) -> str | None:
    texts = [text for text in map(cell_text, cells) if text]
    first = squeeze(texts[0])
    is_keyed = any(cell_text(record.get(field)) for field in ("region_code", "npp"))
    if first.startswith(_TOTALS) and not is_keyed and not _names_a_library(record, first):
        return "total_row"
    if len(texts) == 1 and first.startswith(_NOTES):
        return "note_row"
    if _counts_columns(texts):
        return "column_numbers"
    return "repeated_header" if _repeats(record) else None


def _names_a_library(record: Mapping[str, Cell], first: str) -> bool:
    """A total names nothing beside itself; a library called `Total …` at least names its place."""
    name = squeeze(cell_text(record.get("name")))
    return bool(name) and name != first and not name.startswith(_TOTALS)


def _counts_columns(texts: Sequence[str]) -> bool:
    numbers = [int(match[1]) for text in texts if (match := _NUMBERED.fullmatch(text))]
    return len(numbers) == len(texts) >= 3 and numbers == list(range(numbers[0], numbers[0] + len(texts)))


def _repeats(record: Mapping[str, Cell]) -> bool:
    """A page break repeats the heading over the scores."""
    return fold_header(cell_text(record.get("score"))) in ("skor", "nilai", "skorkpi", "nilaikpi", "kpi", "score")
