"""Lists of checkpoints, choices of sessions, and the lists behind the figures."""

from datetime import date, timedelta

import pytest

from plm.checkin.actions import add_guests, choose_session, give_up_session, record_scan, remove_guest
from plm.checkin.queries import (
    Counted,
    LedgerFilter,
    ListState,
    attendance_page,
    choices_of,
    count_guests,
    expected_at,
    figures_of,
    guests_of,
    ledger_page,
    people_in_role,
    post_of,
    present_at,
)
from plm.checkin.rules import ChoiceClosed, Direction, ListFull, SessionFull
from plm.checkin.tables import Checkpoint
from plm.codes import new_nonce
from plm.errors import NotFound
from plm.events.tables import Event
from plm.registration.rules import EventRole, ParticipantState
from tests.checkin.people import make_checkpoint, make_holder, scan_of
from tests.checkin.test_places import make_session
from tests.factories import NOON, make_event

HOUR = timedelta(hours=1)
BEFORE = NOON - HOUR
DAY = date(2024, 11, 6)


@pytest.fixture
def event(session):
    return make_event(session, slug=f"plm-{new_nonce()[:8]}")


def make_class(session, event: Event, code: str, *, begins=NOON, **changes) -> Checkpoint:
    line = make_session(session, event, title=code, starts_at=begins, ends_at=begins + HOUR)
    values = {"guests_only": True, "choosable": True, "session_id": line.id, "kind": "session", "name": code}
    return make_checkpoint(session, event, code=code, **{**values, **changes})


def choose(session, event, person, code, now=BEFORE):
    return choose_session(session, event=event, participant=person, code=code, now=now)


def names(session, place):
    return [line.person.name for line in guests_of(session, place.id)]


def test_people_are_added_once_and_taken_off(session, event):
    place, one, two = (
        make_checkpoint(session, event),
        make_holder(session, event),
        make_holder(session, event, name="Z"),
    )
    strange = make_holder(session, make_event(session, slug=f"lain-{new_nonce()[:8]}"))
    ids = [holder.participant.id for holder in (one, two, strange)]

    added = add_guests(session, checkpoint=place, participant_ids=ids, actor="account:1", now=NOON)
    again = add_guests(session, checkpoint=place, participant_ids=ids, actor="account:1", now=NOON)
    remove_guest(session, checkpoint=place, participant_id=two.participant.id, actor="account:1", now=NOON)

    assert (added, again, names(session, place)) == (2, 0, ["Contoh Satu"])


def test_people_of_a_role_are_found(session, event):
    holder = make_holder(session, event)

    assert people_in_role(session, event.id, EventRole.PARTICIPANT) == [holder.participant.id]
    assert people_in_role(session, event.id, EventRole.SPEAKER) == []


def test_a_list_that_is_chosen_from_holds_its_places(session, event):
    place = make_class(session, event, "kelas-a", capacity=1)
    ids = [make_holder(session, event).participant.id for _ in range(2)]

    with pytest.raises(ListFull):
        add_guests(session, checkpoint=place, participant_ids=ids, actor="account:1", now=NOON)

    assert count_guests(session, place.id) == 0


def test_a_session_is_chosen_and_given_up(session, event):
    place, person = make_class(session, event, "kelas-a", capacity=1), make_holder(session, event).participant

    choose(session, event, person, "kelas-a")
    choose(session, event, person, "kelas-a")
    (choice,) = choices_of(session, event, person.id)
    give_up_session(session, event=event, participant=person, code="kelas-a", now=BEFORE)

    assert (choice.is_mine, choice.free) == (True, 0)
    assert count_guests(session, place.id) == 0


def test_the_last_place_is_one_persons(session, event):
    make_class(session, event, "kelas-a", capacity=1)
    one, two = (make_holder(session, event).participant for _ in range(2))
    choose(session, event, one, "kelas-a")

    with pytest.raises(SessionFull):
        choose(session, event, two, "kelas-a")
    one.state = ParticipantState.CANCELLED
    session.flush()

    assert choose(session, event, two, "kelas-a") == []


def test_of_sessions_at_one_time_one_is_kept(session, event):
    first, second = make_class(session, event, "kelas-a"), make_class(session, event, "kelas-b", begins=NOON + HOUR / 2)
    make_class(session, event, "kelas-c", begins=NOON + 2 * HOUR)
    person = make_holder(session, event).participant
    choose(session, event, person, "kelas-a")
    choose(session, event, person, "kelas-c")

    left = choose(session, event, person, "kelas-b")

    assert left == ["kelas-a"]
    assert (count_guests(session, first.id), count_guests(session, second.id)) == (0, 1)
    assert [choice.is_mine for choice in choices_of(session, event, person.id)] == [False, True, True]


def test_a_full_session_leaves_the_earlier_choice_as_it_was(session, event):
    make_class(session, event, "kelas-a")
    make_class(session, event, "kelas-b", capacity=1)
    one, two = (make_holder(session, event).participant for _ in range(2))
    choose(session, event, one, "kelas-b")
    choose(session, event, two, "kelas-a")

    with pytest.raises(SessionFull):
        choose(session, event, two, "kelas-b")

    assert [choice.is_mine for choice in choices_of(session, event, two.id)] == [True, False]


def test_what_has_begun_is_neither_chosen_nor_given_up(session, event):
    make_class(session, event, "kelas-a")
    person = make_holder(session, event).participant
    choose(session, event, person, "kelas-a")

    for act in (choose_session, give_up_session):
        other = make_holder(session, event).participant if act is choose_session else person
        with pytest.raises(ChoiceClosed):
            act(session, event=event, participant=other, code="kelas-a", now=NOON)


def test_only_sessions_for_somebodys_role_are_offered(session, event):
    make_class(session, event, "kelas-a", roles=["speaker"])
    make_checkpoint(session, event)
    person = make_holder(session, event).participant

    assert choices_of(session, event, person.id) == []
    for code in ("kelas-a", "pleno"):
        with pytest.raises(NotFound):
            choose(session, event, person, code)


def test_lists_are_as_long_as_the_figures_say(session, event):
    door, meal = (
        make_checkpoint(session, event, exits=True),
        make_checkpoint(session, event, code="makan", name="Makan"),
    )
    listed = make_checkpoint(session, event, code="kelas", name="Kelas", guests_only=True)
    holders = [make_holder(session, event, name=f"Contoh {number}") for number in range(5)]
    add_guests(session, checkpoint=listed, participant_ids=[holders[0].participant.id], actor="account:1", now=NOON)
    for place, holder, direction in (
        (door, 0, "in"), (door, 1, "in"), (door, 2, "in"), (door, 1, "out"), (meal, 0, "in"), (meal, 3, "in"),
        (listed, 0, "in"), (listed, 1, "in"), (door, 0, "in"),
    ):  # fmt: skip
        scan = scan_of(holders[holder].code, direction=Direction(direction))
        record_scan(session, post=post_of(event, place), scan=scan, scanned_by="Meja 1", now=NOON)

    for line in figures_of(session, event, DAY):
        lengths = {state: attendance_page(session, event.id, DAY, state, line.checkpoint).total for state in ListState}
        assert lengths == {
            ListState.EXPECTED: line.expected,
            ListState.ENTERED: line.entered,
            ListState.INSIDE: line.inside,
            ListState.OUT: line.out,
            ListState.MISSING: line.expected - line.entered,
        }
        refused = ledger_page(
            session, event, LedgerFilter(checkpoint_id=line.checkpoint.id, day=DAY, counted=Counted.REFUSED), limit=9
        )[1]
        assert refused == line.refused
    everybody = attendance_page(session, event.id, DAY, ListState.ENTERED)
    assert everybody.total == present_at(session, event.id, DAY) == 4
    assert attendance_page(session, event.id, DAY, ListState.EXPECTED).total == expected_at(session, event.id) == 5
    assert [line.person.name for line in attendance_page(session, event.id, DAY, ListState.MISSING).lines] == [
        "Contoh 4"
    ]


def test_a_list_comes_page_by_page(session, event):
    for number in range(5):
        make_holder(session, event, name=f"Contoh {number}")

    page = attendance_page(session, event.id, DAY, ListState.EXPECTED, limit=2, offset=3)

    assert ([line.person.name for line in page.lines], page.total) == (["Contoh 3", "Contoh 4"], 5)


def test_the_ledger_is_narrowed(session, event):
    door, meal = make_checkpoint(session, event), make_checkpoint(session, event, code="makan", name="Makan")
    one, two = make_holder(session, event), make_holder(session, event, name="Contoh Dua", institution="TBM Contoh")
    for place, holder, at in ((door, one, NOON), (door, one, NOON), (meal, two, NOON + timedelta(days=1))):
        scan = scan_of(holder.code, scanned_at=at)
        record_scan(session, post=post_of(event, place), scan=scan, scanned_by="Meja 1", now=at)

    def total(**wanted):
        return ledger_page(session, event, LedgerFilter(**wanted), limit=1)[1]

    assert total() == 3
    assert total(checkpoint_id=door.id) == 2
    assert total(day=DAY) == 2
    assert total(counted=Counted.DUPLICATE) == 1
    assert total(counted=Counted.CHANGED) == total(counted=Counted.ANNULLED) == 0
    assert total(text="tbm contoh") == 1
    assert total(text="meja 1", day=DAY, counted=Counted.ACCEPTED) == 1
