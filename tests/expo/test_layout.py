"""Halls from grids and sheets, and lists of booth numbers as people type them."""

import pytest

from plm.expo.rules import InputError, Problem
from plm.expo.rules.grid import Grid, booths_of_grid
from plm.expo.rules.layout import BoothSpec, hall_size, numbers_in
from plm.expo.rules.sheet import booths_of_sheet
from plm.expo.words import Amenity


def refused(call: object, *arguments: object) -> tuple[Problem, ...]:
    assert callable(call)
    with pytest.raises(InputError) as refusal:
        call(*arguments)
    return refusal.value.problems


def test_grid_numbers_by_row_and_leaves_aisles_between_pairs() -> None:
    booths = booths_of_grid(Grid(rows=4, columns=2))

    assert [(one.number, one.x, one.y) for one in booths] == [
        ("A01", 26, 26),
        ("A02", 102, 26),
        ("B01", 26, 144),
        ("B02", 102, 144),
        ("C01", 26, 202),
        ("C02", 102, 202),
        ("D01", 26, 320),
        ("D02", 102, 320),
    ]


def test_hall_holds_its_booths_the_last_aisle_and_the_door() -> None:
    assert hall_size(booths_of_grid(Grid(rows=1, columns=3))) == (280, 188)


@pytest.mark.parametrize(
    ("grid", "codes"),
    [
        (Grid(0, 41), ["grid_rows", "grid_columns"]),
        (Grid(27, 1), ["grid_rows", "grid_letters_end"]),
        (Grid(2, 2, "Z"), ["grid_letters_end"]),
        (Grid(2, 2, "4"), ["grid_letter"]),
        (Grid(2, 2, "", -1), ["grid_aisle", "grid_letter"]),
    ],
)
def test_grid_that_cannot_be_is_refused_with_every_reason(grid: Grid, codes: list[str]) -> None:
    assert [problem.code for problem in refused(booths_of_grid, grid)] == codes


def test_rows_of_a_sheet_become_booths() -> None:
    rows = [
        (1, ("Nomor", "x", "y", "fasilitas", "kapasitas", "zona", "mutu", "tidak_dipakai")),
        (2, ("A1 ", 26, "26,0", "Listrik; air", 3.0, "kriya")),
        (4, ("A2", 102, 26, None, None, None, 80, "tiang")),
    ]

    assert booths_of_sheet(rows) == (
        BoothSpec("A1", 26, 26, zone="kriya", amenities=frozenset({Amenity.POWER, Amenity.WATER}), capacity=3),
        BoothSpec("A2", 102, 26, quality=80, blocked_reason="tiang"),
    )


def test_rows_come_back_with_every_problem_and_its_line() -> None:
    rows = [
        (3, ("nomor", "x", "y", "kapasitas", "fasilitas")),
        (4, ("A1", "satu", 26, 0)),
        (5, ("a 1", 200, 26, "", "gas")),
        (6, ("B1", 210, 30)),
        (9, ("", 900, "nan")),
    ]

    assert refused(booths_of_sheet, rows) == (
        Problem("bad_number", {"line": 4, "column": "x", "value": "satu", "least": 0, "most": 20_000}),
        Problem("bad_number", {"line": 4, "column": "kapasitas", "value": "0", "least": 1, "most": 20}),
        Problem("unknown_amenity", {"line": 5, "value": "gas"}),
        Problem("bad_booth_number", {"line": 9, "value": ""}),
        Problem("bad_number", {"line": 9, "column": "y", "value": "nan", "least": 0, "most": 20_000}),
        Problem("same_number", {"booth": "A1", "lines": [4, 5]}),
        Problem("overlap", {"booth": "a 1", "other": "B1", "lines": [5, 6]}),
    )


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([], Problem("no_columns", {"columns": ["nomor", "x", "y"]})),
        ([(1, ("nomor", "x"))], Problem("no_columns", {"columns": ["y"]})),
        ([(1, ("nomor", "x", "y"))], Problem("no_rows")),
    ],
)
def test_a_sheet_without_booths_is_refused(rows: list[tuple[int, tuple[str, ...]]], problem: Problem) -> None:
    assert refused(booths_of_sheet, rows) == (problem,)


@pytest.mark.parametrize(
    ("text", "named", "unknown"),
    [
        ("B1", ("B1",), ()),
        ("b1 - B3, a10", ("A10", "B1", "B2", "B3"), ()),
        ("semua", ("A2", "A10", "B1", "B2", "B3"), ()),
        ("B3-B1; Z9", (), ("B3-B1", "Z9")),
        ("", (), ()),
    ],
)
def test_booth_numbers_are_read_as_typed(text: str, named: tuple[str, ...], unknown: tuple[str, ...]) -> None:
    assert numbers_in(text, ["B1", "B3", "B2", "A10", "A2"]) == (named, unknown)
