"""Measures, places, sheets over a hall, doors, corrected neighbours and circuits: pure rules of the hall."""

from dataclasses import replace
from decimal import Decimal

import pytest

from plm.expo.rules import Circuit, Neighbours, Problem
from plm.expo.rules.corrections import Near, corrected, near_to
from plm.expo.rules.entrances import Entrance, doors_of, entrances_of, margins_of, walls_of
from plm.expo.rules.layout import BoothSpec, listed, numbers_in
from plm.expo.rules.measures import decimal_of, distance, metres, place, units
from plm.expo.rules.merging import merge
from plm.expo.rules.places import place_problems, shifted
from plm.expo.rules.power import loads_of
from plm.expo.rules.sheet import COLUMNS, read_sheet, row_of
from plm.expo.words import Amenity, EntranceKind, Side, Use
from tests.expo.test_layout import refused

A01 = BoothSpec("A01", 26, 26)
A02 = replace(A01, number="A02", x=102)
A03 = replace(A01, number="A03", x=178)
HALL = (300, 300)
HEADER = (1, ("nomor", "x_m", "y_m", "daya_watt", "depan"))


def test_every_place_up_to_the_largest_survives_metres() -> None:
    assert all(place(distance(length)) == length and units(metres(length)) == length for length in range(14, 20_001))


@pytest.mark.parametrize(
    ("text", "number"),
    [("2,5", Decimal("2.5")), ("2.5", Decimal("2.5")), ("nan", None), ("inf", None), ("", None), ("1e99", None)],
)
def test_metres_are_read_with_comma_or_point(text: str, number: Decimal | None) -> None:
    assert decimal_of(text) == number


@pytest.mark.parametrize(
    "numbers", [("A1",), ("A1", "A2"), ("A1", "A2", "A10", "B1"), ("A2", "B1"), ("P-1", "P-2", "P-3")]
)
def test_a_short_list_names_the_same_booths_again(numbers: tuple[str, ...]) -> None:
    known = ["A1", "A2", "A10", "B1", "P-1", "P-2", "P-3"]

    assert numbers_in(listed(numbers, known), known) == (numbers, ())


@pytest.mark.parametrize(
    ("x", "y", "codes"),
    [
        (103, 26, ["overlap"]),
        (102 + 76, 26, []),
        (14, 14 + 58 + 12, []),
        (13, 100, ["outside_hall"]),
        (300 - 14 - 76, 100, []),
        (300 - 14 - 75, 100, ["outside_hall"]),
        (14, 300 - 44 - 58, []),
        (14, 300 - 44 - 57, ["outside_hall"]),
    ],
)
def test_booths_may_touch_but_neither_overlap_nor_leave(x: int, y: int, codes: list[str]) -> None:
    moved = replace(A01, x=x, y=y)

    problems = place_problems([A02, moved], HALL, {"A01": moved})

    assert [problem.code for problem in problems] == codes


def test_what_was_drawn_badly_before_is_not_held_against_others() -> None:
    over = replace(A01, number="B1", x=30)

    assert list(place_problems([A01, over, A03], HALL, {"A03": A03})) == []


def test_a_group_moves_as_it_stands() -> None:
    assert [(one.x, one.y) for one in shifted([A02, replace(A03, y=90)], 14, 20)] == [(14, 20), (90, 84)]


def test_a_hall_written_as_rows_is_read_the_same_again() -> None:
    whole = BoothSpec(
        "A01", 27, 39, 80, 61, "kriya", frozenset({Amenity.POWER, Amenity.COLD}), 3, 70, "tiang", Side.WEST, 450, "L1"
    )  # fmt: skip

    assert read_sheet([(1, COLUMNS), (2, row_of(whole))], ["L1"]).booths == (whole,)


@pytest.mark.parametrize(
    ("cell", "front"), [("U", "n"), ("utara", "n"), ("Timur", "e"), ("s", "s"), ("B", "w"), ("kiri", "w"), ("", "")]
)
def test_fronts_are_read_as_people_write_them(cell: str, front: str) -> None:
    assert read_sheet([HEADER, (2, ("A1", "1,5", 2, "", cell))]).booths[0].front == front


def test_rows_in_metres_come_back_with_every_problem_and_its_line() -> None:
    rows = [
        (1, ("Nomor", "X m", "y_m", "daya_watt", "depan", "sirkuit", "lebar_m")),
        (2, ("A1", "1,5", "-1", "450,5", "atas kiri", "L9", "0,1")),
        (3, ("A2", "jauh", "1", "", "", "", "")),
        (4, ("a2", "9", "9", "", "", "L1", "")),
        (5, ("B1", "10", "9,5", "", "", "", "")),
    ]

    found = refused(lambda: read_sheet(rows, ["L1"]))

    assert [(one.code, one.facts.get("line"), one.facts.get("lines")) for one in found] == [
        ("bad_metres", 2, None),
        ("bad_metres", 2, None),
        ("bad_front", 2, None),
        ("bad_number", 2, None),
        ("unknown_circuit", 2, None),
        ("bad_metres", 3, None),
        ("same_number", None, [3, 4]),
        ("overlap", None, [4, 5]),
    ]


def test_a_sheet_over_a_hall_says_what_comes_changes_goes_and_stays() -> None:
    known = (replace(A01, watts=450, zone="kriya"), A02, A03)
    sheet = read_sheet([HEADER, (2, ("a01", "0,47", "0,47", 900, "S")), (3, ("B1", 1, 5, "", ""))], (), known)

    found = merge(known, sheet, {"A03": {Use.WISH, Use.PLAN}}, ["S01"])

    added = BoothSpec("B1", 39, 141)
    assert (found.added, found.removed, found.same) == ((added,), (A02,), 0)
    assert [(one.after, one.properties) for one in found.changed] == [
        (replace(A01, watts=900, zone="kriya", front="s"), ("front", "watts"))
    ]
    assert [(one.booth, one.uses) for one in found.kept] == [(A03, (Use.PLAN, Use.WISH))]


@pytest.mark.parametrize("use", list(Use))
def test_a_booth_that_anybody_refers_to_is_never_removed(use: Use) -> None:
    sheet = read_sheet([HEADER, (2, ("Z1", 10, 10, "", ""))], (), (A01, A02))

    found = merge((A01, A02), sheet, {"A02": {use}}, [])

    assert (found.removed, [one.booth for one in found.kept]) == ((A01,), [A02])


def test_every_clash_of_a_sheet_with_what_stays_is_told() -> None:
    rows = [
        (1, ("nomor", "x", "y", "tidak_dipakai")),
        (5, ("A01", 26, 26, "tiang")),
        (6, ("B1", 110, 30, "")),
        (7, ("S01", 500, 30, "")),
    ]
    sheet = read_sheet(rows, (), (A01, A02))

    found = refused(lambda: merge((A01, A02), sheet, {"A01": {Use.PIN}, "A02": {Use.PLAN}}, ["s01"]))

    assert found == (
        Problem("number_elsewhere", {"booth": "S01", "line": 7}),
        Problem("overlaps_kept", {"booth": "B1", "other": "A02", "line": 6}),
        Problem("pinned_not_used", {"booth": "A01", "line": 5}),
    )


def test_the_same_sheet_twice_changes_nothing() -> None:
    known = (A01, A02)
    sheet = read_sheet([(1, COLUMNS), *((line, row_of(spec)) for line, spec in enumerate(known, 2))], (), known)

    found = merge(known, sheet, {}, [])

    assert (found.is_nothing, found.same) == (True, 2)


def test_a_hall_that_names_no_door_has_one_in_the_middle_of_the_near_wall() -> None:
    doors = doors_of(entrances_of([]), HALL)

    assert [(door.x, door.y, door.angle) for door in doors] == [(150, 256, 0)]
    assert list(walls_of(doors, HALL)) == [
        (14, 14, 286, 14),
        (286, 14, 286, 256),
        (14, 256, 105, 256),
        (195, 256, 286, 256),
        (14, 14, 14, 256),
    ]


def test_doors_stand_where_they_are_said_and_leave_gaps() -> None:
    west = Entrance(Side.WEST, 40, "Tangga", EntranceKind.OUT)
    far = Entrance(Side.NORTH, 9_000)

    doors = doors_of([west, far], HALL)

    assert [(door.x, door.y, door.angle) for door in doors] == [(14, 54, 90), (286, 14, 180)]
    assert (14, 94, 14, 256) in set(walls_of(doors, HALL))
    assert margins_of([west, far]) == {Side.NORTH: 30, Side.EAST: 0, Side.SOUTH: 0, Side.WEST: 30}
    assert Entrance.from_document(west.document()) == west


DRAWN = (Neighbours("A2", "A1", 2), Neighbours("A2", "A10", 2), Neighbours("A1", "B1", 1))


def test_corrections_stand_above_geometry() -> None:
    by_hand = (Neighbours("A1", "A2", 0), Neighbours("B1", "A1", 3), Neighbours("B1", "A10", 4))

    assert corrected(DRAWN, by_hand) == (
        Neighbours("A1", "B1", 3),
        Neighbours("A2", "A10", 2),
        Neighbours("A10", "B1", 4),
    )
    assert corrected(DRAWN, ()) == (Neighbours("A1", "A2", 2), Neighbours("A1", "B1", 1), Neighbours("A2", "A10", 2))


def test_a_booths_neighbours_are_listed_with_what_was_drawn() -> None:
    by_hand = (Neighbours("A1", "A2", 0), Neighbours("B9", "A1", 4))

    assert near_to("A1", DRAWN, by_hand) == (Near("B9", 4, 0, True), Near("B1", 1, 1, False), Near("A2", 0, 2, True))


def test_a_circuit_counts_what_its_booths_may_draw() -> None:
    specs = [
        replace(A01, watts=900, circuit="L1"),
        replace(A02, watts=1_301, circuit="L1"),
        replace(A03, circuit="L1"),
        replace(A01, number="X", watts=9_000, circuit="L1", blocked_reason="tiang"),
    ]

    first, second = loads_of([Circuit("L1", 2_200), Circuit("L2", 100)], specs)

    assert (first.watts, first.is_over, first.permille, first.unlimited, first.even_share) == (
        2_201,
        True,
        1_000,
        ("A03",),
        730,
    )
    assert (second.watts, second.is_over, second.booths) == (0, False, ())
    assert not loads_of([Circuit("L1", 2_201)], specs)[0].is_over
