"""Reading booths from a sheet with columns nomor, x, y and, if wanted, the rest of COLUMNS."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from plm.expo.rules.layout import BOOTH_HEIGHT, BOOTH_WIDTH, MOST_CAPACITY, BoothSpec
from plm.expo.rules.model import InputError, Problem
from plm.expo.rules.order import folded
from plm.expo.words import Amenity
from plm.libraries.rules import Cell, cell_text

NEEDED = ("nomor", "x", "y")
COLUMNS = (*NEEDED, "lebar", "tinggi", "zona", "fasilitas", "kapasitas", "mutu", "tidak_dipakai")
LARGEST = 20_000
AMENITY_WORDS = {
    "listrik": Amenity.POWER,
    "daya": Amenity.POWER,
    "air": Amenity.WATER,
    "dingin": Amenity.COLD,
    "pendingin": Amenity.COLD,
    "luas": Amenity.LARGE,
    **{amenity.value: amenity for amenity in Amenity},
}


def booths_of_sheet(rows: Sequence[tuple[int, Sequence[Cell]]]) -> tuple[BoothSpec, ...]:
    """Booths from numbered rows, the first of which names the columns; InputError brings every problem."""
    names = [cell_text(cell).lower() for cell in rows[0][1]] if rows else []
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise InputError((Problem("no_columns", {"columns": missing}),))
    specs: list[BoothSpec] = []
    problems: list[Problem] = []
    for line, cells in rows[1:]:
        row = dict(zip(names, (cell_text(cell) for cell in cells), strict=False))
        if any(row.values()):
            spec, found = _booth_of_row(row, line)
            specs.append(spec)
            problems.extend(found)
    problems.extend(_clashes(specs))
    if not specs:
        problems.append(Problem("no_rows"))
    if problems:
        raise InputError(tuple(problems))
    return tuple(specs)


def _booth_of_row(row: Mapping[str, str], line: int) -> tuple[BoothSpec, list[Problem]]:
    problems: list[Problem] = []

    def whole(column: str, default: int | None, least: int, most: int) -> int:
        text = row.get(column, "")
        if not text and default is not None:
            return default
        number = _whole(text)
        if number is None or not least <= number <= most:
            facts = {"line": line, "column": column, "value": text[:40], "least": least, "most": most}
            problems.append(Problem("bad_number", facts))
            return default or least
        return number

    number = row.get("nomor", "")
    if not number or len(number) > 12:
        problems.append(Problem("bad_booth_number", {"line": line, "value": number[:40]}))
    words = [word.strip().lower() for word in row.get("fasilitas", "").replace(";", ",").split(",") if word.strip()]
    for word in words:
        if word not in AMENITY_WORDS:
            problems.append(Problem("unknown_amenity", {"line": line, "value": word[:40]}))
    spec = BoothSpec(
        number=number,
        x=whole("x", None, 0, LARGEST),
        y=whole("y", None, 0, LARGEST),
        width=whole("lebar", BOOTH_WIDTH, 20, LARGEST),
        height=whole("tinggi", BOOTH_HEIGHT, 20, LARGEST),
        zone=row.get("zona", "")[:40],
        amenities=frozenset(AMENITY_WORDS[word] for word in words if word in AMENITY_WORDS),
        capacity=whole("kapasitas", 1, 1, MOST_CAPACITY),
        quality=whole("mutu", 0, 0, 100),
        blocked_reason=row.get("tidak_dipakai", "")[:120],
    )
    return spec, problems


def _whole(text: str) -> int | None:
    """A whole number as sheets write it: 12, 12.0 or 12,0."""
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return int(number) if math.isfinite(number) and number == int(number) else None


def _clashes(specs: Sequence[BoothSpec]) -> Iterator[Problem]:
    """Numbers used twice, and booths drawn over each other."""
    for number, count in Counter(folded(spec.number) for spec in specs if spec.number).items():
        if count > 1:
            yield Problem("duplicate_id", {"kind": "booth", "id": number.upper(), "count": count})
    tallest = max((spec.height for spec in specs), default=0)
    below: list[BoothSpec] = []
    for spec in sorted(specs, key=lambda one: one.y):
        below = [one for one in below if one.y + tallest > spec.y]
        for one in below:
            if _overlap(one, spec) and folded(one.number) != folded(spec.number):
                yield Problem("overlap", {"booth": one.number, "other": spec.number})
        below.append(spec)


def _overlap(one: BoothSpec, other: BoothSpec) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )
