"""Reading booths from a sheet whose first row names columns: nomor, a place, and, if wanted, the rest of COLUMNS."""

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from plm.expo.rules.layout import (
    BOOTH_HEIGHT,
    BOOTH_WIDTH,
    LEAST_SIDE,
    LONGEST_NUMBER,
    MOST_CAPACITY,
    MOST_WATTS,
    BoothSpec,
)
from plm.expo.rules.measures import LARGEST, decimal_of, distance, metres, place, units
from plm.expo.rules.model import InputError, Problem
from plm.expo.rules.order import folded
from plm.expo.rules.places import overlaps
from plm.expo.words import Amenity, Side
from plm.libraries.rules import Cell, cell_text

NEEDED = ("nomor", "x", "y")
# A place in metres from inside the wall (x_m …) is what we write; in units of the plan (x …) is read as well.
COLUMNS = (
    "nomor", "x_m", "y_m", "lebar_m", "tinggi_m", "zona", "fasilitas", "kapasitas", "mutu", "tidak_dipakai", "depan",
    "daya_watt", "sirkuit",
)  # fmt: skip
AMENITY_WORDS = {
    "listrik": Amenity.POWER,
    "daya": Amenity.POWER,
    "air": Amenity.WATER,
    "dingin": Amenity.COLD,
    "pendingin": Amenity.COLD,
    "luas": Amenity.LARGE,
    **{amenity.value: amenity for amenity in Amenity},
}
_AMENITY_SHOWN = {Amenity.POWER: "listrik", Amenity.WATER: "air", Amenity.COLD: "dingin", Amenity.LARGE: "luas"}
FRONT_WORDS = {
    "u": Side.NORTH, "utara": Side.NORTH, "t": Side.EAST, "timur": Side.EAST, "s": Side.SOUTH, "selatan": Side.SOUTH,
    "b": Side.WEST, "barat": Side.WEST, "atas": Side.NORTH, "kanan": Side.EAST, "bawah": Side.SOUTH, "kiri": Side.WEST,
}  # fmt: skip
_FRONT_SHOWN = {Side.NORTH: "U", Side.EAST: "T", Side.SOUTH: "S", Side.WEST: "B"}


@dataclass(frozen=True)
class Sheet:
    """The booths of a sheet and the line of each."""

    booths: tuple[BoothSpec, ...]
    lines: tuple[int, ...]


@dataclass
class _Reading:
    """One row while it is read; problems gather."""

    row: Mapping[str, str]
    line: int
    circuits: Collection[str] | None
    problems: list[Problem] = field(default_factory=list)

    def has(self, column: str) -> bool:
        return column in self.row or f"{column}_m" in self.row

    def bad(self, code: str, **facts: object) -> None:
        self.problems.append(Problem(code, {"line": self.line, **facts}))

    def whole(self, column: str, default: int | None, least: int, most: int) -> int:
        text = self.row.get(column, "")
        if not text and default is not None:
            return default
        number = _whole(text)
        if number is None or not least <= number <= most:
            self.bad("bad_number", column=column, value=text[:40], least=least, most=most)
            return default or least
        return number

    def length(self, column: str, default: int | None, least: int, *, is_place: bool = False) -> int:
        """Metres when the sheet has the column with _m, else units; both come back as units."""
        if f"{column}_m" not in self.row:
            return self.whole(column, default, least, LARGEST)
        text = self.row[f"{column}_m"]
        if not text and default is not None:
            return default
        number, shown = decimal_of(text), distance if is_place else metres
        limits = Decimal(0) if is_place else shown(least), shown(LARGEST)
        if number is None or not limits[0] <= number <= limits[1]:
            self.bad("bad_metres", column=f"{column}_m", value=text[:40], least=limits[0], most=limits[1])
            return default or least
        return place(number) if is_place else units(number)

    def number(self) -> str:
        text = self.row.get("nomor", "")
        if not text or len(text) > LONGEST_NUMBER:
            self.bad("bad_booth_number", value=text[:40])
        return text

    def amenities(self) -> frozenset[Amenity]:
        text = self.row.get("fasilitas", "").replace(";", ",")
        words = [word.strip().lower() for word in text.split(",") if word.strip()]
        for word in words:
            if word not in AMENITY_WORDS:
                self.bad("unknown_amenity", value=word[:40])
        return frozenset(AMENITY_WORDS[word] for word in words if word in AMENITY_WORDS)

    def front(self) -> str:
        text = self.row.get("depan", "").lower()
        if text and text not in FRONT_WORDS:
            self.bad("bad_front", value=text[:40])
        return FRONT_WORDS[text].value if text in FRONT_WORDS else ""

    def circuit(self) -> str:
        text = self.row.get("sirkuit", "")
        if text and self.circuits is not None and text not in self.circuits:
            self.bad("unknown_circuit", value=text[:40])
        return text


def booths_of_sheet(rows: Sequence[tuple[int, Sequence[Cell]]]) -> tuple[BoothSpec, ...]:
    """The booths alone; InputError brings every problem."""
    return read_sheet(rows).booths


def read_sheet(
    rows: Sequence[tuple[int, Sequence[Cell]]],
    circuits: Collection[str] | None = None,
    present: Sequence[BoothSpec] = (),
) -> Sheet:
    """Booths from numbered rows, or InputError with every problem and its line.

    `circuits` are those that exist; what the sheet has no column for stays as it is among the `present` booths.
    """
    there = {folded(spec.number): spec for spec in present}
    names = [_heading(cell) for cell in rows[0][1]] if rows else []
    missing = [name for name in NEEDED if name not in names and f"{name}_m" not in names]
    if missing:
        raise InputError((Problem("no_columns", {"columns": missing}),))
    specs: list[BoothSpec] = []
    lines: list[int] = []
    problems: list[Problem] = []
    for line, cells in rows[1:]:
        row = dict(zip(names, (cell_text(cell) for cell in cells), strict=False))
        if any(row.values()):
            reading = _Reading({name: row.get(name, "") for name in names}, line, circuits)
            specs.append(_booth_of(reading, there.get(folded(row.get("nomor", "")))))
            lines.append(line)
            problems.extend(reading.problems)
    problems.extend(_same_numbers(specs, lines))
    problems.extend(
        _overlaps(specs, lines, {problem.facts["line"] for problem in problems if _is_about_place(problem)})
    )
    if not specs:
        problems.append(Problem("no_rows"))
    if problems:
        raise InputError(tuple(problems))
    return Sheet(tuple(specs), tuple(lines))


def row_of(spec: BoothSpec) -> tuple[Cell, ...]:
    """A booth as a row under COLUMNS, which reads as the same booth again."""
    return (
        spec.number,
        float(distance(spec.x)),
        float(distance(spec.y)),
        float(metres(spec.width)),
        float(metres(spec.height)),
        spec.zone,
        ", ".join(_AMENITY_SHOWN[word] for word in Amenity if word in spec.amenities),
        spec.capacity,
        spec.quality,
        spec.blocked_reason,
        _FRONT_SHOWN[Side(spec.front)] if spec.front else "",
        spec.watts,
        spec.circuit,
    )


def _heading(cell: Cell) -> str:
    return "_".join(cell_text(cell).lower().split())


def _booth_of(reading: _Reading, before: BoothSpec | None) -> BoothSpec:
    """Each column that is there says one property."""
    number = reading.number()
    said: dict[str, Any] = {
        "x": reading.length("x", None, 0, is_place=True),
        "y": reading.length("y", None, 0, is_place=True),
        **{name: read(reading) for column, (name, read) in _OPTIONAL.items() if reading.has(column)},
    }
    return replace(before or BoothSpec(number, 0, 0), **said)


_OPTIONAL: dict[str, tuple[str, Callable[[_Reading], Any]]] = {
    "lebar": ("width", lambda row: row.length("lebar", BOOTH_WIDTH, LEAST_SIDE)),
    "tinggi": ("height", lambda row: row.length("tinggi", BOOTH_HEIGHT, LEAST_SIDE)),
    "zona": ("zone", lambda row: row.row["zona"][:40]),
    "fasilitas": ("amenities", _Reading.amenities),
    "kapasitas": ("capacity", lambda row: row.whole("kapasitas", 1, 1, MOST_CAPACITY)),
    "mutu": ("quality", lambda row: row.whole("mutu", 0, 0, 100)),
    "tidak_dipakai": ("blocked_reason", lambda row: row.row["tidak_dipakai"][:120]),
    "depan": ("front", _Reading.front),
    "daya_watt": ("watts", lambda row: row.whole("daya_watt", 0, 0, MOST_WATTS)),
    "sirkuit": ("circuit", _Reading.circuit),
}


def _whole(text: str) -> int | None:
    """A whole number as sheets write it: 12, 12.0 or 12,0."""
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return int(number) if math.isfinite(number) and number == int(number) else None


def _same_numbers(specs: Sequence[BoothSpec], lines: Sequence[int]) -> Iterator[Problem]:
    places: dict[str, list[int]] = defaultdict(list)
    for spec, line in zip(specs, lines, strict=True):
        if spec.number:
            places[folded(spec.number)].append(line)
    for number, found in places.items():
        if len(found) > 1:
            yield Problem("same_number", {"booth": number.upper(), "lines": found})


def _overlaps(specs: Sequence[BoothSpec], lines: Sequence[int], unreadable: Collection[object]) -> Iterator[Problem]:
    """Booths drawn over each other; a line whose place cannot be read is no witness."""
    line_of = {id(spec): line for spec, line in zip(specs, lines, strict=True) if line not in unreadable}
    for one, other in overlaps([spec for spec in specs if id(spec) in line_of]):
        if folded(one.number) != folded(other.number):
            named = sorted((line_of[id(one)], line_of[id(other)]))
            yield Problem("overlap", {"booth": one.number, "other": other.number, "lines": named})


def _is_about_place(problem: Problem) -> bool:
    column = str(problem.facts.get("column", "")).removesuffix("_m")
    return column in ("x", "y", "lebar", "tinggi")
