"""Drawing, applying, giving and publishing, on both databases."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plm.audit.queries import entries_of
from plm.errors import NotFound
from plm.events.rules import EventLevel
from plm.expo import rules
from plm.expo.actions import (
    BoothChange,
    allocate_booths,
    apply_for_booth,
    change_booths,
    import_booths,
    pin_exhibitor,
    publish_plan,
    read_plan,
    remove_hall,
    set_zone,
    unpin_exhibitor,
    withdraw_exhibitor,
)
from plm.expo.queries import (
    booths_of,
    exhibitors_of,
    find_published_plan,
    get_plan,
    halls_of,
    inputs_of,
    outcome_of,
    placements_of,
    plans_of,
    products_of,
    zones_of,
)
from plm.expo.rules.applications import ProductEntry
from plm.expo.rules.record import inputs_of_document
from plm.expo.rules.refusals import (
    BoothHasPin,
    BoothNumbersTaken,
    HallInUse,
    HallNameTaken,
    NoHall,
    PinRefused,
    PlanNotDraft,
    PlanOutdated,
    ProductNeeded,
    TooManyWishes,
    UnknownBooths,
)
from plm.expo.tables import Exhibitor
from plm.expo.words import Amenity, PlanState, ProductCategory
from tests.expo.makers import BAG, application, make_exhibitor, make_hall, make_score
from tests.factories import NOON, make_event, make_library

BY: dict[str, Any] = {"actor": "account:1", "now": NOON}
POWERED = BoothChange(amenities=frozenset({Amenity.POWER}), capacity=1)


def test_hall_is_drawn_with_its_booths_and_noted(session: Session) -> None:
    event = make_event(session)

    hall = make_hall(session, event, rows=2, columns=2)

    assert [booth.number for booth in booths_of(session, event.id)] == ["A01", "A02", "B01", "B02"]
    entry = entries_of(session, event.id)[0]
    assert (entry.verb, entry.subject, entry.facts) == (
        "expo.draw_hall",
        f"hall:{hall.id}",
        {"name": "Ruang pamer", "booths": 4},
    )


def test_second_hall_needs_its_own_name_and_numbers(session: Session) -> None:
    event = make_event(session)
    make_hall(session, event)

    with pytest.raises(HallNameTaken):
        make_hall(session, event, first_letter="B")
    with pytest.raises(BoothNumbersTaken) as refused:
        make_hall(session, event, name="Selasar", columns=4)

    assert refused.value.facts == {"numbers": ["A01", "A02", "A03"]}


def test_sheet_becomes_a_hall_with_zones(session: Session) -> None:
    event = make_event(session)
    rows = [
        (1, ("nomor", "x", "y", "zona", "fasilitas", "tidak_dipakai")),
        (2, ("A2", 102, 26, "kriya", "listrik")),
        (3, ("A10", 26, 26, "", "", "tiang")),
    ]

    import_booths(session, event_id=event.id, hall_name="Aula", rows=rows, **BY)

    assert [(one.number, one.amenities, one.blocked_reason) for one in booths_of(session, event.id)] == [
        ("A2", ["power"], ""),
        ("A10", [], "tiang"),
    ]
    assert [(zone.code, zone.categories, zone.reserved) for zone in zones_of(session, event.id)] == [
        ("kriya", [], False)
    ]


def test_sheet_with_problems_changes_nothing(session: Session) -> None:
    event = make_event(session)

    with pytest.raises(rules.InputError) as refused:
        import_booths(
            session, event_id=event.id, hall_name="Aula", rows=[(1, ("nomor", "x", "y")), (2, ("A1", "", "b"))], **BY
        )

    assert [problem.code for problem in refused.value.problems] == ["bad_number", "bad_number"]
    assert halls_of(session, event.id) == []


def test_booths_named_by_a_list_change_together(session: Session) -> None:
    event = make_event(session)
    make_hall(session, event)
    change = BoothChange(frozenset({Amenity.POWER, Amenity.WATER}), capacity=2, quality=70, zone="kriya")

    count = change_booths(session, event_id=event.id, numbers="a02-A03", change=change, **BY)

    zone = zones_of(session, event.id)[0]
    found = [(one.number, one.amenities, one.capacity, one.zone_id) for one in booths_of(session, event.id)]
    assert (count, found) == (
        2,
        [
            ("A01", [], 1, None),
            ("A02", ["power", "water"], 2, zone.id),
            ("A03", ["power", "water"], 2, zone.id),
        ],
    )


def test_booths_of_another_event_are_unknown(session: Session) -> None:
    event = make_event(session)
    other = make_event(session, slug="plm-lain")
    make_hall(session, event)

    with pytest.raises(UnknownBooths) as refused:
        change_booths(session, event_id=other.id, numbers="A01", change=POWERED, **BY)

    assert refused.value.facts == {"numbers": ("A01",)}


def test_hall_without_plans_is_removed_and_a_used_one_stays(session: Session) -> None:
    event = make_event(session)
    unused = make_hall(session, event, name="Selasar", first_letter="S")
    used = make_hall(session, event)
    make_exhibitor(session, event)
    allocate_booths(session, event=event, **BY)

    with pytest.raises(HallInUse):
        remove_hall(session, event_id=event.id, hall_id=used.id, **BY)
    remove_hall(session, event_id=event.id, hall_id=unused.id, **BY)

    assert [hall.id for hall in halls_of(session, event.id)] == [used.id]


def test_hall_of_another_event_is_not_found(session: Session) -> None:
    hall = make_hall(session, make_event(session))

    with pytest.raises(NotFound):
        remove_hall(session, event_id=make_event(session, slug="lain").id, hall_id=hall.id, **BY)


def test_library_applies_once_however_often_it_sends(session: Session) -> None:
    event = make_event(session)
    library = make_library(session)
    make_hall(session, event)
    first = make_exhibitor(session, event, library=library)
    coffee = ProductEntry("Kopi", "UMKM Contoh Dua", ProductCategory.DRINK, impact_story="Belajar di perpustakaan.")

    again = apply_for_booth(
        session,
        event_id=event.id,
        library_id=library.id,
        application=application(
            label="Tangkum", needs=frozenset({Amenity.WATER}), wishes=("A02", "A01"), products=(coffee, BAG)
        ),
        actor="library:1",
        now=NOON + timedelta(hours=1),
    )

    assert again.id == first.id
    assert session.scalar(select(func.count()).select_from(Exhibitor)) == 1
    assert (again.label, again.needs, again.wishes, again.applied_at) == ("Tangkum", ["water"], ["A02", "A01"], NOON)
    assert [one.name for one in products_of(session, again.id)] == ["Kopi", "Tas anyaman"]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"products": ()}, ProductNeeded),
        ({"wishes": ("A09",)}, UnknownBooths),
        ({"wishes": ("A01", "A01")}, TooManyWishes),
        ({"wishes": ("A01", "A02", "A03", "A04", "A05", "A06")}, TooManyWishes),
    ],
)
def test_application_that_makes_no_sense_is_refused(
    session: Session, changes: dict[str, Any], refusal: type[Exception]
) -> None:
    event = make_event(session)
    make_hall(session, event, columns=7)

    with pytest.raises(refusal):
        make_exhibitor(session, event, **changes)


def test_name_with_markup_is_kept_exactly_as_typed(session: Session) -> None:
    event = make_event(session)

    exhibitor = make_exhibitor(session, event, label="<b>Lapak</b>")

    assert exhibitor.label == "<b>Lapak</b>"


def test_allocation_reads_scores_needs_wishes_and_zones(session: Session) -> None:
    event = make_event(session)
    make_hall(session, event, columns=2)
    change_booths(
        session, event_id=event.id, numbers="A02", change=BoothChange(frozenset({Amenity.POWER}), 1, zone="kriya"), **BY
    )
    set_zone(
        session,
        event_id=event.id,
        code="kriya",
        categories=frozenset({ProductCategory.CRAFT}),
        reserved=True,
        **BY,
    )
    weaver = make_exhibitor(
        session, event, region_code="62.13.08.2008", needs=frozenset({Amenity.POWER}), wishes=("A02",)
    )
    cook = make_exhibitor(session, event, region_code="73.08", category=ProductCategory.FOOD)
    late = make_exhibitor(session, event, region_code="62.13.09.2010", category=ProductCategory.FOOD)
    make_score(session, weaver.library_id, "5.2")
    make_score(session, late.library_id, "7.72")

    plan = allocate_booths(session, event=event, **BY)

    numbers = {booth.id: booth.number for booth in booths_of(session, event.id)}
    found = [
        (one.exhibitor_id, numbers.get(one.booth_id or 0), one.queue_number) for one in placements_of(session, plan.id)
    ]
    assert found == [(weaver.id, "A02", None), (cook.id, "A01", None), (late.id, None, 1)]
    assert (plan.number, plan.state, plan.objective["rounds"], plan.objective["kpi"]) == (
        1,
        PlanState.DRAFT,
        [2],
        52_000,
    )


def test_stored_plan_can_be_checked_and_explained_later(session: Session) -> None:
    event = make_event(session)
    make_hall(session, event, columns=1)
    first = make_exhibitor(session, event, wishes=("A01",))
    make_exhibitor(session, event, region_code="62.13.09.2010")
    plan = allocate_booths(session, event=event, **BY)
    session.expire_all()

    numbers = {booth.id: booth.number for booth in booths_of(session, event.id)}
    stored = get_plan(session, event.id, plan.number)
    inputs = inputs_of_document(stored.inputs)
    outcome = outcome_of(stored, placements_of(session, stored.id), numbers)

    again = rules.allocate(inputs)
    assert rules.verify(outcome, inputs) == ()
    assert (again.plan_sha256, again.input_sha256) == (stored.plan_sha256, stored.inputs_sha256)
    assert rules.plain(again.seats) == rules.plain(outcome.seats)
    assert rules.why_not(outcome, inputs, str(first.id), "A01") == rules.Reason(rules.Why.HERE)


def test_every_run_is_kept_under_its_own_number(session: Session) -> None:
    event = make_event(session)
    make_hall(session, event)
    make_exhibitor(session, event)

    first = allocate_booths(session, event=event, **BY)
    second = allocate_booths(session, event=event, **BY)

    assert [plan.number for plan in plans_of(session, event.id)] == [2, 1]
    assert first.plan_sha256 == second.plan_sha256


def test_nothing_is_given_before_a_hall_is_drawn(session: Session) -> None:
    event = make_event(session)
    make_exhibitor(session, event)

    with pytest.raises(NoHall):
        allocate_booths(session, event=event, **BY)


def test_published_plan_replaces_the_one_before(session: Session) -> None:
    event = make_event(session)
    make_hall(session, event)
    make_exhibitor(session, event)
    first = allocate_booths(session, event=event, **BY)
    second = allocate_booths(session, event=event, **BY)

    for plan in (first, second):
        read_plan(session, event=event, number=plan.number, **BY)
        publish_plan(session, event=event, number=plan.number, **BY)

    assert (first.state, second.state, second.published_at) == (PlanState.SUPERSEDED, PlanState.PUBLISHED, NOON)
    assert find_published_plan(session, event.id) is second
    entry = entries_of(session, event.id)[0]
    assert (entry.verb, entry.facts["number"], entry.facts["before"]) == ("expo.publish", 2, 1)
    with pytest.raises(PlanNotDraft):
        publish_plan(session, event=event, number=first.number, **BY)


def test_draft_of_older_data_is_not_published(session: Session) -> None:
    event = make_event(session)
    make_hall(session, event)
    exhibitor = make_exhibitor(session, event)
    plan = allocate_booths(session, event=event, **BY)
    read_plan(session, event=event, number=plan.number, **BY)

    withdraw_exhibitor(session, event_id=event.id, exhibitor_id=exhibitor.id, **BY)

    with pytest.raises(PlanOutdated):
        publish_plan(session, event=event, number=plan.number, **BY)


def test_plan_of_another_event_is_not_found(session: Session) -> None:
    event, other = make_event(session), make_event(session, slug="lain")
    make_hall(session, event)
    make_hall(session, other)
    plan = allocate_booths(session, event=event, **BY)

    with pytest.raises(NotFound):
        publish_plan(session, event=other, number=plan.number, **BY)


def test_pinned_exhibitor_keeps_its_booth_until_unpinned(session: Session) -> None:
    event = make_event(session)
    make_hall(session, event)
    exhibitor = make_exhibitor(session, event, wishes=("A01",))

    pin_exhibitor(session, event=event, exhibitor_id=exhibitor.id, booth_number="A03", **BY)
    pinned = allocate_booths(session, event=event, **BY)
    with pytest.raises(BoothHasPin) as refused:
        change_booths(
            session, event_id=event.id, numbers="semua", change=BoothChange(frozenset(), 1, 0, "", "panggung"), **BY
        )
    unpin_exhibitor(session, event_id=event.id, exhibitor_id=exhibitor.id, **BY)
    free = allocate_booths(session, event=event, **BY)

    numbers = {booth.id: booth.number for booth in booths_of(session, event.id)}
    found = [numbers[placements_of(session, plan.id)[0].booth_id or 0] for plan in (pinned, free)]
    assert (found, refused.value.facts) == (["A03", "A01"], {"numbers": ["A03"]})


def test_pin_to_a_booth_that_does_not_suit_is_refused(session: Session) -> None:
    event = make_event(session)
    make_hall(session, event)
    first = make_exhibitor(session, event)
    second = make_exhibitor(session, event, region_code="73.08", needs=frozenset({Amenity.COLD}))
    pin_exhibitor(session, event=event, exhibitor_id=first.id, booth_number="A01", **BY)

    with pytest.raises(PinRefused) as unmet:
        pin_exhibitor(session, event=event, exhibitor_id=second.id, booth_number="A02", **BY)
    second.needs = []
    with pytest.raises(PinRefused) as taken:
        pin_exhibitor(session, event=event, exhibitor_id=second.id, booth_number="A01", **BY)

    assert [one.value.facts["reason"] for one in (unmet, taken)] == [rules.Why.NEEDS, rules.Why.TAKEN_BY]


def test_withdrawn_exhibitor_is_gone_until_it_applies_again_at_the_end(session: Session) -> None:
    event = make_event(session)
    first = make_exhibitor(session, event)
    second = make_exhibitor(session, event, region_code="73.08")

    withdraw_exhibitor(session, event_id=event.id, exhibitor_id=first.id, **BY)
    gone = [row.exhibitor.id for row in exhibitors_of(session, event.id)]
    apply_for_booth(
        session,
        event_id=event.id,
        library_id=first.library_id,
        application=application(),
        actor="library:1",
        now=NOON + timedelta(hours=1),
    )

    assert (gone, [row.exhibitor.id for row in exhibitors_of(session, event.id)]) == (
        [second.id],
        [second.id, first.id],
    )


def test_exhibitor_of_another_event_is_not_found(session: Session) -> None:
    exhibitor = make_exhibitor(session, make_event(session))

    with pytest.raises(NotFound):
        withdraw_exhibitor(session, event_id=make_event(session, slug="lain").id, exhibitor_id=exhibitor.id, **BY)


def test_provincial_meeting_takes_turns_by_regency(session: Session) -> None:
    event = make_event(session)
    make_exhibitor(session, event)

    national = inputs_of(session, event).exhibitors[0].region
    event.level = EventLevel.PROVINCE

    assert (national, inputs_of(session, event).exhibitors[0].region) == ("62", "62.13")
