"""Reading, publishing, freezing, changing by hand and runs in the background, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError

from plm.audit.queries import entries_of
from plm.expo import rules
from plm.expo.actions import (
    BoothChange,
    allocate_booths,
    ask_for_allocation,
    begin_run,
    change_booths,
    end_run,
    freeze_plan,
    move_exhibitors,
    pin_exhibitor,
    publish_plan,
    read_plan,
    thaw_plan,
    withdraw_exhibitor,
)
from plm.expo.queries import (
    booths_of,
    changes_of,
    confirmed_of,
    find_published_plan,
    get_run,
    inputs_of,
    is_outdated,
    outcome_of,
    placements_of,
    plans_of,
)
from plm.expo.rules.record import inputs_of_document
from plm.expo.rules.refusals import (
    PlanChanged,
    PlanFrozen,
    PlanNotFrozen,
    PlanNotPublished,
    PlanNotRead,
    PlanSuperseded,
    ReadingNotSaid,
    SwapBroken,
    SwapUnclear,
    ThawNeedsReason,
)
from plm.expo.words import Amenity, PlanState
from tests.expo.makers import make_exhibitor, make_hall, make_published
from tests.factories import NOON, make_event

BY = {"actor": "account:1", "now": NOON}
LATER = {"actor": "account:2", "now": NOON + timedelta(hours=1)}


@pytest.fixture
def event(session):
    event = make_event(session)
    make_hall(session, event, columns=4)
    return event


@pytest.fixture
def pair(session, event):
    """Two exhibitors, in A01 and A02."""
    first = make_exhibitor(session, event, wishes=("A01",))
    return [first, make_exhibitor(session, event, region_code="73.08", wishes=("A02",))]


def standing(session, plan):
    numbers = {booth.id: booth.number for booth in booths_of(session, plan.event_id)}
    return {one.exhibitor_id: numbers[one.booth_id] for one in placements_of(session, plan.id) if one.booth_id}


def test_nothing_is_published_unread(session, event, pair):
    plan = allocate_booths(session, event=event, **BY)

    with pytest.raises(PlanNotRead):
        publish_plan(session, event=event, number=1, **BY)
    with pytest.raises(ReadingNotSaid):
        read_plan(session, event=event, number=1, says_so=False, **BY)
    read_plan(session, event=event, number=1, revision=0, **LATER)
    read_plan(session, event=event, number=1, revision=0, **BY)

    assert (plan.state, plan.proofread_by, plan.proofread_at, plan.proofread_revision) == (
        PlanState.PROOF,
        "account:2",
        LATER["now"],
        0,
    )
    assert publish_plan(session, event=event, number=1, **BY).state is PlanState.PUBLISHED


def test_a_change_after_reading_sends_the_plan_back_to_draft(session, event, pair):
    plan = allocate_booths(session, event=event, **BY)
    read_plan(session, event=event, number=1, **BY)
    first, second = (one.id for one in pair)

    move_exhibitors(session, event=event, number=1, revision=0, moves={first: "A02", second: "A01"}, **LATER)

    assert (plan.state, plan.revision, plan.proofread_by) == (PlanState.DRAFT, 1, "")
    assert standing(session, plan) == {first: "A02", second: "A01"}
    with pytest.raises(PlanNotRead):
        publish_plan(session, event=event, number=1, **BY)
    (change,) = changes_of(session, plan.id)
    assert (change.changed_by, change.moves, change.plan_sha256) == (
        "account:2",
        [{"exhibitor": first, "from": "A01", "to": "A02"}, {"exhibitor": second, "from": "A02", "to": "A01"}],
        plan.plan_sha256,
    )


def test_a_swap_and_its_reverse_give_the_same_digest_and_pass_the_checker(session, event, pair):
    plan = allocate_booths(session, event=event, **BY)
    before, (first, second) = plan.plan_sha256, (one.id for one in pair)
    numbers = {booth.id: booth.number for booth in booths_of(session, event.id)}

    move_exhibitors(session, event=event, number=1, revision=0, moves={first: "A02", second: "A01"}, **BY)
    moved = rules.verify(outcome_of(plan, placements_of(session, plan.id), numbers), inputs_of_document(plan.inputs))
    move_exhibitors(session, event=event, number=1, revision=1, moves={first: "A01", second: "A02"}, **BY)

    assert (moved, plan.plan_sha256, plan.revision) == ((), before, 2)


def test_who_saw_an_older_revision_is_told_who_changed_what(session, event, pair):
    allocate_booths(session, event=event, **BY)
    move_exhibitors(session, event=event, number=1, revision=0, moves={pair[0].id: "A03"}, **LATER)

    with pytest.raises(PlanChanged) as told:
        move_exhibitors(session, event=event, number=1, revision=0, moves={pair[1].id: "A04"}, **BY)

    assert told.value.facts == {
        "number": 1,
        "changed_by": "account:2",
        "changed_at": LATER["now"],
        "moves": [{"exhibitor": pair[0].id, "from": "A01", "to": "A03"}],
    }
    with pytest.raises(PlanChanged):
        read_plan(session, event=event, number=1, revision=0, **BY)


def test_what_may_not_break_is_refused_with_every_reason(session, event):
    change_booths(session, event_id=event.id, numbers="A01", change=BoothChange(frozenset({Amenity.POWER}), 1), **BY)
    change_booths(session, event_id=event.id, numbers="A04", change=BoothChange(blocked_reason="tiang"), **BY)
    one = make_exhibitor(session, event, needs=frozenset({Amenity.POWER}))
    other = make_exhibitor(session, event, region_code="73.08")
    pin_exhibitor(session, event=event, exhibitor_id=other.id, booth_number="A02", **BY)
    plan = allocate_booths(session, event=event, **BY)

    def problems(moves):
        with pytest.raises(SwapBroken) as refused:
            move_exhibitors(session, event=event, number=1, revision=0, moves=moves, **BY)
        return sorted(problem.code for problem in refused.value.facts["problems"])

    assert problems({one.id: "A02", other.id: "A01"}) == ["move_needs", "move_pin"]
    assert problems({one.id: "A04"}) == ["move_blocked", "move_needs"]
    assert problems({one.id: "A02"}) == ["move_needs", "move_over_full"]
    assert (plan.revision, standing(session, plan)) == (0, {one.id: "A01", other.id: "A02"})


@pytest.mark.parametrize("moves", [{}, {0: "A01"}, {None: "A01"}, {None: "Z99"}])
def test_moves_that_move_nobody_are_refused(session, event, pair, moves):
    allocate_booths(session, event=event, **BY)
    named = {pair[0].id if one is None else one: booth for one, booth in moves.items()}

    with pytest.raises(SwapUnclear):
        move_exhibitors(session, event=event, number=1, revision=0, moves=named, **BY)


def test_a_change_of_the_public_plan_is_a_draft_beside_it(session, event, pair):
    public = make_published(session, event)

    draft = move_exhibitors(session, event=event, number=1, revision=0, moves={pair[0].id: "A03"}, **BY)

    assert (public.state, public.revision, standing(session, public)[pair[0].id]) == (PlanState.PUBLISHED, 0, "A01")
    assert (draft.number, draft.state, draft.based_on, draft.revision) == (2, PlanState.DRAFT, 1, 1)
    assert standing(session, draft)[pair[0].id] == "A03"
    read_plan(session, event=event, number=2, **BY)
    publish_plan(session, event=event, number=2, **BY)
    with pytest.raises(PlanSuperseded):
        move_exhibitors(session, event=event, number=1, revision=0, moves={pair[0].id: "A03"}, **BY)


def test_a_frozen_plan_stays_until_it_is_thawed_with_a_reason(session, event, pair):
    with pytest.raises(PlanNotPublished):
        freeze_plan(session, event=event, **BY)
    plan = make_published(session, event)
    allocate_booths(session, event=event, **BY)
    read_plan(session, event=event, number=2, **BY)
    for _ in range(2):
        freeze_plan(session, event=event, **BY)

    assert (plan.state, plan.frozen_at, find_published_plan(session, event.id)) == (PlanState.FROZEN, NOON, plan)
    with pytest.raises(PlanFrozen):
        move_exhibitors(session, event=event, number=1, revision=0, moves={pair[0].id: "A03"}, **BY)
    with pytest.raises(PlanFrozen):
        publish_plan(session, event=event, number=2, **BY)
    with pytest.raises(PlanFrozen):
        ask_for_allocation(session, event=event, keeps=True, **BY)
    with pytest.raises(ThawNeedsReason):
        thaw_plan(session, event=event, reason="  ", **BY)
    thaw_plan(session, event=event, reason="Ruang berubah", **BY)
    with pytest.raises(PlanNotFrozen):
        thaw_plan(session, event=event, reason="Sekali lagi", **BY)
    entry = entries_of(session, event.id)[0]
    assert (entry.verb, entry.reason) == ("expo.thaw", "Ruang berubah")
    assert publish_plan(session, event=event, number=2, **BY).state is PlanState.PUBLISHED


def test_the_database_allows_one_public_plan(session, event, pair):
    make_published(session, event)
    other = allocate_booths(session, event=event, **BY)

    other.state = PlanState.FROZEN

    with pytest.raises(IntegrityError):
        session.flush()


def test_a_change_by_hand_is_never_altered(session, event, pair):
    plan = allocate_booths(session, event=event, **BY)
    move_exhibitors(session, event=event, number=1, revision=0, moves={pair[0].id: "A03"}, **BY)

    changes_of(session, plan.id)[0].changed_by = "account:9"

    with pytest.raises(DBAPIError, match=r"immutable|may not"):
        session.flush()


def test_confirmed_are_those_on_the_public_plan_who_still_exhibit(session, event, pair):
    assert confirmed_of(session, event.id) == ()
    plan = make_published(session, event)

    everyone = confirmed_of(session, event.id)
    outdated = is_outdated(plan, inputs_of(session, event))
    withdraw_exhibitor(session, event_id=event.id, exhibitor_id=pair[0].id, **BY)

    assert (everyone, outdated) == (((str(pair[0].id), "A01"), (str(pair[1].id), "A02")), False)
    assert confirmed_of(session, event.id) == ((str(pair[1].id), "A02"),)
    assert is_outdated(plan, inputs_of(session, event))


def test_a_run_that_keeps_names_the_plan_it_keeps_and_is_not_old_when_made(session, event, pair):
    make_published(session, event)

    kept = allocate_booths(session, event=event, keeps=True, **BY)
    anew = allocate_booths(session, event=event, **BY)

    assert (kept.based_on, anew.based_on) == (1, None)
    assert kept.inputs["previous"] == [[str(pair[0].id), "A01"], [str(pair[1].id), "A02"]]
    assert anew.inputs["previous"] == []
    assert not any(is_outdated(plan, inputs_of(session, event)) for plan in plans_of(session, event.id))


def test_a_second_press_finds_the_open_run(session, event, pair):
    first, is_new = ask_for_allocation(session, event=event, keeps=True, **BY)
    second, is_new_too = ask_for_allocation(session, event=event, keeps=False, **BY)
    end_run(session, run_id=first.id, problems=(rules.Problem("run_lost"),), now=NOON)
    third, _ = ask_for_allocation(session, event=event, keeps=False, **BY)

    assert (is_new, is_new_too, second.id) == (True, False, first.id)
    assert third.id != first.id
    assert begin_run(session, run_id=first.id, now=NOON) is None


def test_a_run_that_was_lost_makes_room_for_another(session, event, pair):
    lost, _ = ask_for_allocation(session, event=event, keeps=True, **BY)
    half_an_hour = {"actor": "account:2", "now": NOON + timedelta(minutes=30)}

    again, is_new = ask_for_allocation(session, event=event, keeps=True, **half_an_hour)

    run, number = get_run(session, event.id, lost.id)
    assert is_new
    assert (run.problems, number) == ([{"code": "run_lost", "facts": {}}], None)
    assert again.finished_at is None
