"""Halls from grids and sheets, and lists of booth numbers as people type them."""

import pytest

from plm.expo.rules import InputError, Problem
from plm.expo.rules.layout import BoothSpec, Grid, booths_of_grid, booths_of_rows, hall_size, numbers_in
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
        {"Nomor": "A1 ", "x": "26", "y": "26,0", "fasilitas": "Listrik; air", "kapasitas": "3", "zona": "kriya"},
        {"Nomor": "", "x": "", "y": ""},
        {"Nomor": "A2", "x": "102", "y": "26", "tidak_dipakai": "tiang", "mutu": "80"},
    ]

    assert booths_of_rows(rows) == (
        BoothSpec("A1", 26, 26, zone="kriya", amenities=frozenset({Amenity.POWER, Amenity.WATER}), capacity=3),
        BoothSpec("A2", 102, 26, quality=80, blocked_reason="tiang"),
    )


def test_rows_come_back_with_every_problem_and_its_line() -> None:
    rows = [
        {"nomor": "A1", "x": "satu", "y": "26", "kapasitas": "0"},
        {"nomor": "a 1", "x": "200", "y": "26", "fasilitas": "gas"},
        {"nomor": "B1", "x": "210", "y": "30"},
        {"nomor": "", "x": "900", "y": "nan"},
    ]

    assert refused(booths_of_rows, rows) == (
        Problem("bad_number", {"line": 2, "column": "x", "value": "satu", "least": 0, "most": 20_000}),
        Problem("bad_number", {"line": 2, "column": "kapasitas", "value": "0", "least": 1, "most": 20}),
        Problem("unknown_amenity", {"line": 3, "value": "gas"}),
        Problem("bad_booth_number", {"line": 5, "value": ""}),
        Problem("bad_number", {"line": 5, "column": "y", "value": "nan", "least": 0, "most": 20_000}),
        Problem("duplicate_id", {"kind": "booth", "id": "A1", "count": 2}),
        Problem("overlap", {"booth": "a 1", "other": "B1"}),
    )


def test_an_empty_sheet_is_refused() -> None:
    assert refused(booths_of_rows, [{"nomor": " "}]) == (Problem("no_rows"),)


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
