"""How the booths of a grid are numbered, faced and spaced."""

import pytest

from plm.expo.rules.grid import Direction, Grid, Numbering, booths_of_grid, words_to_skip
from plm.expo.words import Side
from tests.expo.test_layout import refused

LETTERS, RUNNING, HUNDREDS = Numbering.LETTERS, Numbering.RUNNING, Numbering.HUNDREDS


def rows(grid: Grid) -> list[str]:
    """The numbers from left to right, one string a row."""
    numbers = [booth.number for booth in booths_of_grid(grid)]
    return [" ".join(numbers[at : at + grid.columns]) for at in range(0, len(numbers), grid.columns)]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ["A01 A02 A03", "B01 B02 B03"]),
        ({"first_letter": "q"}, ["Q01 Q02 Q03", "R01 R02 R03"]),
        ({"prefix": "P-", "start": 98}, ["P-A098 P-A099 P-A100", "P-B098 P-B099 P-B100"]),
        ({"direction": Direction.LEFT}, ["A03 A02 A01", "B03 B02 B01"]),
        ({"direction": Direction.SNAKE}, ["A01 A02 A03", "B03 B02 B01"]),
        ({"skip": frozenset({"2", "B"})}, ["A01 A03 A04", "C01 C03 C04"]),
        ({"numbering": RUNNING}, ["1 2 3", "4 5 6"]),
        ({"numbering": RUNNING, "start": 101}, ["101 102 103", "104 105 106"]),
        ({"numbering": RUNNING, "start": 12, "skip": frozenset({"13", "15"})}, ["12 14 16", "17 18 19"]),
        ({"numbering": RUNNING, "direction": Direction.SNAKE}, ["1 2 3", "6 5 4"]),
        ({"numbering": HUNDREDS}, ["101 102 103", "201 202 203"]),
        ({"numbering": HUNDREDS, "start": 3, "skip": frozenset({"4", "2"})}, ["301 303 305", "501 503 505"]),
        ({"numbering": HUNDREDS, "prefix": "H"}, ["H101 H102 H103", "H201 H202 H203"]),
    ],
)
def test_numbers_follow_their_rule(changes: dict[str, object], expected: list[str]) -> None:
    assert rows(Grid(2, 3, **changes)) == expected  # type: ignore[arg-type]  # a table of changes


@pytest.mark.parametrize(
    ("text", "words"),
    [("4, 13", {"4", "13"}), ("04;o", {"4", "O"}), ("", set()), ("0", {"0"}), (" i  O ", {"I", "O"})],
)
def test_words_to_skip_are_read_as_typed(text: str, words: set[str]) -> None:
    assert words_to_skip(text) == words


def test_paired_rows_stand_back_to_back_with_fronts_to_the_aisles() -> None:
    booths = booths_of_grid(Grid(4, 1, booth_width=50, booth_height=40, aisle=70))

    assert [(one.y, one.height, one.front) for one in booths] == [
        (26, 40, Side.SOUTH),
        (136, 40, Side.NORTH),
        (176, 40, Side.SOUTH),
        (286, 40, Side.NORTH),
    ]


def test_single_rows_each_have_an_aisle_before_them() -> None:
    booths = booths_of_grid(Grid(3, 1, booth_height=40, aisle=70, paired=False))

    assert [(one.y, one.front) for one in booths] == [(26, "s"), (136, "s"), (246, "s")]


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"booth_width": 19}, ["grid_width"]),
        ({"booth_width": 20, "booth_height": 760}, []),
        ({"booth_height": 761, "aisle": 381}, ["grid_aisle", "grid_height"]),
        ({"start": -1, "prefix": "PANJANG"}, ["grid_start", "grid_prefix"]),
        ({"first_letter": "Y"}, []),
        ({"first_letter": "Y", "skip": frozenset({"Z"})}, ["grid_letters_end"]),
        ({"first_letter": "?", "numbering": RUNNING}, []),
    ],
)
def test_every_reason_why_a_grid_cannot_be_is_told(changes: dict[str, object], codes: list[str]) -> None:
    grid = Grid(2, 3, **changes)  # type: ignore[arg-type]  # a table of changes

    assert [problem.code for problem in (refused(booths_of_grid, grid) if codes else ())] == codes
    assert codes or len(booths_of_grid(grid)) == 6


def test_the_largest_grid_has_different_numbers_all_short_enough() -> None:
    for numbering in Numbering:
        booths = booths_of_grid(Grid(26, 40, numbering=numbering, start=1, prefix="ABCDEF"))
        numbers = {booth.number for booth in booths}
        assert len(numbers) == 1_040
        assert max(map(len, numbers)) <= 12
