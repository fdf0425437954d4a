"""Drawing a hall: from a grid, or from rows of a sheet. One unit is one pixel of the plan."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from plm.expo.rules.model import InputError, Problem
from plm.expo.rules.order import folded, natural
from plm.expo.words import Amenity

BOOTH_WIDTH, BOOTH_HEIGHT = 76, 58
WALL, GAP, DOOR = 14, 12, 44
MOST_ROWS, MOST_COLUMNS, MOST_CAPACITY, LARGEST = 26, 40, 20, 20_000
AMENITY_WORDS = {
    "listrik": Amenity.POWER,
    "daya": Amenity.POWER,
    "air": Amenity.WATER,
    "dingin": Amenity.COLD,
    "pendingin": Amenity.COLD,
    "luas": Amenity.LARGE,
    **{amenity.value: amenity for amenity in Amenity},
}


@dataclass(frozen=True)
class BoothSpec:
    """A booth as drawn, before it has an id."""

    number: str
    x: int
    y: int
    width: int = BOOTH_WIDTH
    height: int = BOOTH_HEIGHT
    zone: str = ""
    amenities: frozenset[Amenity] = frozenset()
    capacity: int = 1
    quality: int = 0
    blocked_reason: str = ""


@dataclass(frozen=True)
class Grid:
    """Rows against the far wall first, then back to back in pairs with an aisle between; letters go up by row."""

    rows: int
    columns: int
    first_letter: str = "A"
    aisle: int = 60


def booths_of_grid(grid: Grid) -> tuple[BoothSpec, ...]:
    """A01, A02, … row by row, or InputError."""
    problems = tuple(_grid_problems(grid))
    if problems:
        raise InputError(problems)
    first = ord(grid.first_letter.upper())
    digits = max(2, len(str(grid.columns)))
    return tuple(
        BoothSpec(
            number=f"{chr(first + row)}{column + 1:0{digits}}",
            x=WALL + GAP + column * BOOTH_WIDTH,
            y=WALL + GAP + row * BOOTH_HEIGHT + (row + 1) // 2 * grid.aisle,
        )
        for row in range(grid.rows)
        for column in range(grid.columns)
    )


def _grid_problems(grid: Grid) -> Iterator[Problem]:
    if not 1 <= grid.rows <= MOST_ROWS:
        yield Problem("grid_rows", {"most": MOST_ROWS})
    if not 1 <= grid.columns <= MOST_COLUMNS:
        yield Problem("grid_columns", {"most": MOST_COLUMNS})
    if not 0 <= grid.aisle <= 400:
        yield Problem("grid_aisle", {"most": 400})
    letter = grid.first_letter.upper()
    if len(letter) != 1 or not "A" <= letter <= "Z":
        yield Problem("grid_letter")
    elif ord(letter) + grid.rows - 1 > ord("Z"):
        yield Problem("grid_letters_end", {"rows": grid.rows, "letter": letter})


def hall_size(booths: Sequence[BoothSpec], aisle: int = 60) -> tuple[int, int]:
    """Width and height that hold the walls, one more aisle, and the door below."""
    right = max((booth.x + booth.width for booth in booths), default=0)
    low = max((booth.y + booth.height for booth in booths), default=0)
    return right + GAP + WALL, low + max(aisle, GAP) + DOOR


def booths_of_rows(rows: Sequence[Mapping[str, str]], first_line: int = 2) -> tuple[BoothSpec, ...]:
    """Booths from a sheet with columns nomor, x, y, lebar, tinggi, zona, fasilitas, kapasitas, mutu, tidak_dipakai."""
    specs: list[BoothSpec] = []
    problems: list[Problem] = []
    for line, row in enumerate(rows, first_line):
        if any(cell.strip() for cell in row.values()):
            spec, found = _booth_of_row({name.strip().lower(): cell.strip() for name, cell in row.items()}, line)
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


def numbers_in(text: str, known: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The booths that `B01-B06, C03` names (or `semua`), and the words that name none."""
    by_name = {folded(number): number for number in sorted(known, key=natural)}
    order = list(by_name)
    chosen: set[str] = set()
    unknown: list[str] = []
    for word in (word.strip() for word in text.replace(";", ",").split(",")):
        first, _, last = (folded(part) for part in word.replace("–", "-").partition("-"))
        if folded(word) in by_name:
            chosen.add(folded(word))
        elif first == "semua" and not last:
            chosen.update(order)
        elif first in by_name and last in by_name and order.index(first) <= order.index(last):
            chosen.update(order[order.index(first) : order.index(last) + 1])
        elif word:
            unknown.append(word)
    return tuple(by_name[name] for name in order if name in chosen), tuple(unknown)
