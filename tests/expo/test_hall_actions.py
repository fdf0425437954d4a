"""Changing a hall on both databases: places, one more, one less, neighbours, circuits, re-imports, copies."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from plm.audit.queries import entries_of
from plm.events.rules import EventLevel
from plm.events.tables import Event
from plm.expo import rules
from plm.expo.actions import (
    BoothChange,
    BoothPlace,
    add_booth,
    allocate_booths,
    change_booths,
    copy_hall,
    correct_neighbours,
    pin_exhibitor,
    place_booths,
    reimport_booths,
    remove_booths,
    remove_circuit,
    remove_hall,
    revise_hall,
    save_circuit,
    set_zone,
)
from plm.expo.queries import (
    booths_of,
    circuits_of,
    corrections_of,
    expo_of,
    get_plan,
    halls_of,
    inputs_of,
    is_outdated,
    specs_in,
    uses_of,
)
from plm.expo.rules.applications import turn_within
from plm.expo.rules.entrances import Entrance
from plm.expo.rules.layout import BoothSpec
from plm.expo.rules.refusals import (
    BoothHasPin,
    BoothNumbersTaken,
    BoothsInUse,
    CircuitCodeTaken,
    HallChanged,
    HallNameTaken,
    NoPair,
    UnknownBooths,
    UnknownCircuit,
)
from plm.expo.tables import Hall
from plm.expo.words import Amenity, EntranceKind, ProductCategory, Side, Use
from tests.expo.makers import make_exhibitor, make_hall, make_published
from tests.factories import NOON, make_event

BY: dict[str, Any] = {"actor": "account:1", "now": NOON}
HEADER = (1, ("nomor", "x", "y", "daya_watt"))


@pytest.fixture
def event(session: Session) -> Event:
    return make_event(session)


@pytest.fixture
def hall(session: Session, event: Event) -> Hall:
    """A01, A02, A03."""
    return make_hall(session, event)


def about(hall: Hall, **changes: Any) -> dict[str, Any]:
    return {"event_id": hall.event_id, "hall_id": hall.id, "seen": hall.revision, **BY, **changes}


def numbers(session: Session, event: Event) -> list[str]:
    return [booth.number for booth in booths_of(session, event.id)]


def test_booths_get_front_watts_and_circuit_and_the_rest_stays(session: Session, event: Event, hall: Hall) -> None:
    save_circuit(session, event_id=event.id, code="L1", watts=2_200, numbers="", **BY)
    change_booths(session, event_id=event.id, numbers="A01", change=BoothChange(capacity=3, zone="kriya"), **BY)

    change_booths(
        session, numbers="A01-A02", change=BoothChange(front=Side.WEST, watts=450, circuit="L1"), **about(hall)
    )

    first, second, third = specs_in(session, hall)
    assert (first.capacity, first.zone, first.front, first.watts, first.circuit) == (3, "kriya", "w", 450, "L1")
    assert (second.capacity, second.zone, second.front, second.watts, second.circuit) == (1, "", "w", 450, "L1")
    assert (third.front, third.watts, third.circuit) == ("s", 0, "")
    assert (hall.revision, entries_of(session, event.id)[0].facts) == (
        2,
        {"hall": "Ruang pamer", "revision": 2, "booths": ["A01", "A02"], "front": "w", "watts": 450, "circuit": "L1"},
    )


def test_a_circuit_must_be_there_before_booths_hang_on_it(session: Session, event: Event, hall: Hall) -> None:
    with pytest.raises(UnknownCircuit):
        change_booths(session, event_id=event.id, numbers="A01", change=BoothChange(circuit="L9"), **BY)


def test_the_second_of_two_editors_is_refused(session: Session, event: Event, hall: Hall) -> None:
    seen = about(hall)
    change_booths(session, numbers="A01", change=BoothChange(watts=450), **seen)

    late: list[tuple[Any, dict[str, Any]]] = [
        (change_booths, {"numbers": "A01", "change": BoothChange(watts=900)}),
        (place_booths, {"numbers": "A01", "place": BoothPlace(x=14)}),
        (add_booth, {"spec": BoothSpec("B1", 400, 400)}),
        (remove_booths, {"numbers": "A01"}),
        (correct_neighbours, {"number": "A01", "other": "A02", "nearness": 0}),
        (reimport_booths, {"rows": [HEADER, (2, ("A01", 26, 26, 9))]}),
        (revise_hall, {"name": "Aula", "size": (900, 900), "entrances": []}),
    ]
    for action, words in late:
        with pytest.raises(HallChanged):
            action(session, **seen, **words)

    assert (hall.revision, specs_in(session, hall)[0].watts, len(late)) == (1, 450, 7)


def test_booths_move_as_a_group_and_drafts_are_outdated(session: Session, event: Event, hall: Hall) -> None:
    make_exhibitor(session, event)
    plan = allocate_booths(session, event=event, **BY)

    place_booths(session, numbers="A02-A03", place=BoothPlace(x=104, y=28), **about(hall))

    assert [(one.x, one.y) for one in specs_in(session, hall)] == [(26, 26), (104, 28), (180, 28)]
    assert is_outdated(get_plan(session, event.id, plan.number), inputs_of(session, event))


def test_a_booth_gets_another_size_unless_that_covers_its_neighbour(session: Session, event: Event, hall: Hall) -> None:
    place_booths(session, numbers="A01", place=BoothPlace(width=60, height=70), **about(hall))

    with pytest.raises(rules.InputError) as refused:
        place_booths(session, numbers="A01", place=BoothPlace(width=90), **about(hall))

    assert refused.value.problems == (rules.Problem("overlap", {"booth": "A01", "other": "A02"}),)
    first = specs_in(session, hall)[0]
    assert (first.width, first.height) == (60, 70)


def test_one_booth_more_needs_a_free_number_and_a_free_place(session: Session, event: Event, hall: Hall) -> None:
    make_hall(session, event, name="Selasar", first_letter="S")
    free = BoothSpec("B1", 26, 85, front="n")

    add_booth(session, spec=free, **about(hall))
    with pytest.raises(BoothNumbersTaken):
        add_booth(session, spec=replace(free, number="s01", x=110), **about(hall))
    with pytest.raises(rules.InputError):
        add_booth(session, spec=replace(free, number="B2", x=90), **about(hall))

    assert numbers(session, event) == ["A01", "A02", "A03", "B1", "S01", "S02", "S03"]


@pytest.mark.parametrize("use", list(Use))
def test_a_used_booth_is_not_removed_and_a_free_one_is(session: Session, event: Event, hall: Hall, use: Use) -> None:
    exhibitor = make_exhibitor(session, event, wishes=("A02",) if use is not Use.PLAN else ())
    if use is Use.PIN:
        pin_exhibitor(session, event=event, exhibitor_id=exhibitor.id, booth_number="A02", **BY)
    elif use is Use.PLAN:
        change_booths(session, event_id=event.id, numbers="A01, A03", change=BoothChange(blocked_reason="x"), **BY)
        allocate_booths(session, event=event, **BY)

    with pytest.raises(BoothsInUse) as refused:
        remove_booths(session, numbers="semua", **about(hall))
    correct_neighbours(session, number="A01", other="A02", nearness=3, **about(hall))
    remove_booths(session, numbers="A01, A03", **about(hall))

    assert use in uses_of(session, event.id)["A02"]
    assert refused.value.facts == {"numbers": ["A02"]}
    assert (numbers(session, event), corrections_of(session, event.id)) == (["A02"], [])


def test_corrections_reach_the_allocation_and_can_be_taken_back(session: Session, event: Event, hall: Hall) -> None:
    drawn = inputs_of(session, event).neighbours
    correct_neighbours(session, number="A02", other="A01", nearness=0, **about(hall))
    correct_neighbours(session, number="A01", other="A03", nearness=4, **about(hall))
    by_hand = inputs_of(session, event).neighbours
    correct_neighbours(session, number="A01", other="A02", nearness=1, **about(hall))
    changed = inputs_of(session, event).neighbours
    for other in ("A02", "A03"):
        correct_neighbours(session, number="A01", other=other, nearness=None, **about(hall))

    beside, apart = rules.Neighbours("A02", "A03", 2), rules.Neighbours("A01", "A03", 4)
    assert drawn == (rules.Neighbours("A01", "A02", 2), beside)
    assert by_hand == (apart, beside)
    assert changed == (rules.Neighbours("A01", "A02", 1), apart, beside)
    assert inputs_of(session, event).neighbours == drawn


@pytest.mark.parametrize(
    ("one", "other", "refusal"),
    [("A01", "A01", NoPair), ("A01", "A02-A03", NoPair), ("A01", "S01", UnknownBooths), ("A01", "", UnknownBooths)],
)
def test_neighbours_are_two_booths_of_one_hall(
    session: Session, event: Event, hall: Hall, one: str, other: str, refusal: type[Exception]
) -> None:
    make_hall(session, event, name="Selasar", first_letter="S")

    with pytest.raises(refusal):
        correct_neighbours(session, number=one, other=other, nearness=2, **about(hall))


def test_circuits_are_made_changed_and_removed_with_what_hangs_on_them(
    session: Session, event: Event, hall: Hall
) -> None:
    first = save_circuit(session, event_id=event.id, code="L1", watts=2_200, numbers="A01-A02", **BY)
    second = save_circuit(session, event_id=event.id, code="L2", watts=1_300, numbers="A02, A03", **BY)
    hanging = [one.circuit for one in specs_in(session, hall)]
    with pytest.raises(CircuitCodeTaken):
        save_circuit(session, event_id=event.id, code="L1", watts=1, numbers="", **BY)
    save_circuit(session, event_id=event.id, circuit_id=first.id, code="L10", watts=900, numbers="A03", **BY)
    remove_circuit(session, event_id=event.id, circuit_id=second.id, **BY)

    assert hanging == ["L1", "L2", "L2"]
    assert [one.circuit for one in specs_in(session, hall)] == ["", "", "L10"]
    assert [(one.code, one.watts) for one in circuits_of(session, event.id)] == [("L10", 900)]
    assert inputs_of(session, event).circuits == (rules.Circuit("L10", 900),)


def test_a_reimport_adds_changes_removes_and_keeps_what_is_used(session: Session, event: Event, hall: Hall) -> None:
    make_exhibitor(session, event, wishes=("A02",))
    make_published(session, event)
    change_booths(session, event_id=event.id, numbers="A01", change=BoothChange(zone="kriya"), **BY)
    rows = [HEADER, (2, ("a01", 30, 600, 900)), (3, ("B10", 400, 26, ""))]

    found = reimport_booths(session, rows=rows, **about(hall))

    assert [spec.number for spec in found.removed] == ["A03"]
    assert [one.booth.number for one in found.kept] == ["A02"]
    assert [(one.number, one.x, one.y, one.zone, one.watts) for one in specs_in(session, hall)] == [
        ("A01", 30, 600, "kriya", 900),
        ("A02", 102, 26, "", 0),
        ("B10", 400, 26, "", 0),
    ]
    assert (hall.width >= 476 + 26, hall.height >= 658) == (True, True)
    assert entries_of(session, event.id)[0].facts["kept"] == ["A02"]


def test_a_reimport_with_a_problem_changes_nothing(session: Session, event: Event, hall: Hall) -> None:
    make_hall(session, event, name="Selasar", first_letter="S")
    exhibitor = make_exhibitor(session, event)
    pin_exhibitor(session, event=event, exhibitor_id=exhibitor.id, booth_number="A03", **BY)
    rows = [HEADER, (7, ("S01", 26, 26, "")), (8, ("C1", 170, 30, ""))]

    with pytest.raises(rules.InputError) as refused:
        reimport_booths(session, rows=rows, **about(hall))

    assert [(one.code, one.facts["line"]) for one in refused.value.problems] == [
        ("number_elsewhere", 7),
        ("overlaps_kept", 8),
    ]
    assert (numbers(session, event)[:3], hall.revision) == (["A01", "A02", "A03"], 0)


def test_blocking_a_pinned_booth_is_refused_whole(session: Session, event: Event, hall: Hall) -> None:
    exhibitor = make_exhibitor(session, event)
    pin_exhibitor(session, event=event, exhibitor_id=exhibitor.id, booth_number="A03", **BY)

    with pytest.raises(BoothHasPin):
        change_booths(session, numbers="semua", change=BoothChange(blocked_reason="tiang"), **about(hall))

    assert {one.blocked_reason for one in booths_of(session, event.id)} == {""}


def test_a_hall_is_copied_whole_and_nobody_comes_along(session: Session, event: Event, hall: Hall) -> None:
    save_circuit(session, event_id=event.id, code="L1", watts=2_200, numbers="A01", **BY)
    kinds = frozenset({ProductCategory.CRAFT})
    set_zone(session, event_id=event.id, code="kriya", categories=kinds, reserved=True, numbers="A01-A02", **BY)
    correct_neighbours(session, number="A01", other="A03", nearness=4, **about(hall))
    doors = (Entrance(Side.EAST, 30, "Tangga", EntranceKind.OUT),)
    revise_hall(session, name="Aula", size=(400, 300), entrances=doors, **about(hall))
    change = BoothChange(amenities=frozenset({Amenity.WATER}), blocked_reason="tiang")
    change_booths(session, event_id=event.id, numbers="A03", change=change, **BY)
    make_exhibitor(session, event)
    later = make_event(session, slug="plm-2025")
    save_circuit(session, event_id=later.id, code="L1", watts=5_500, numbers="", **BY)

    copied = copy_hall(session, event_id=later.id, source=hall, name="Aula", **BY)

    there, here = expo_of(session, event), expo_of(session, later)
    assert specs_in(session, copied) == specs_in(session, hall)
    assert (copied.width, copied.height, copied.entrances) == (400, 300, [doors[0].document()])
    assert here.inputs.neighbours == there.inputs.neighbours
    assert here.inputs.zones == (rules.Zone("kriya", frozenset({"K"}), reserved=True),)
    assert here.inputs.circuits == (rules.Circuit("L1", 5_500),)
    assert here.exhibitors == ()


def test_a_hall_with_corrections_is_thrown_away(session: Session, event: Event, hall: Hall) -> None:
    correct_neighbours(session, number="A01", other="A03", nearness=4, **about(hall))

    remove_hall(session, event_id=event.id, hall_id=hall.id, **BY)

    assert (halls_of(session, event.id), corrections_of(session, event.id)) == ([], [])


def test_a_hall_keeps_a_name_of_its_own(session: Session, event: Event, hall: Hall) -> None:
    other = make_hall(session, event, name="Selasar", first_letter="S")

    with pytest.raises(HallNameTaken):
        revise_hall(session, name="Ruang pamer", size=(400, 300), entrances=(), **about(other))


def test_the_allocation_is_told_of_halls_fronts_power_and_turns_within(session: Session, event: Event) -> None:
    hall = make_hall(session, event, rows=2, columns=1)
    make_exhibitor(session, event, region_code="62.13.08.2008")
    save_circuit(session, event_id=event.id, code="L1", watts=900, numbers="A01", **BY)
    change_booths(session, event_id=event.id, numbers="A01", change=BoothChange(watts=450), **BY)

    inputs = inputs_of(session, event)

    told = [(one.id, one.hall, one.front, one.watts, one.circuit) for one in inputs.booths]
    assert told == [("A01", hall.name, "s", 450, "L1"), ("B01", hall.name, "n", 0, "")]
    assert inputs.neighbours == (rules.Neighbours("A01", "B01", 1),)
    assert [(one.region, one.subregion) for one in inputs.exhibitors] == [("62", "62.13")]


@pytest.mark.parametrize(
    ("level", "code", "turn"),
    [
        (EventLevel.NATIONAL, "62.13.08.2008", "62.13"),
        (EventLevel.REGIONAL, "62.13.08.2008", "62.13"),
        (EventLevel.NATIONAL, "62", "62"),
        (EventLevel.PROVINCE, "62.13.08.2008", "62.13.08.2008"),
        (EventLevel.PROVINCE, "62.13", "62.13"),
        (EventLevel.REGENCY, "62.13.08.2008", "62.13.08.2008"),
    ],
)
def test_a_turn_within_is_one_level_deeper(level: EventLevel, code: str, turn: str) -> None:
    assert turn_within(level, code) == turn
