"""Rooms, beds and wishes, on both databases."""

from datetime import date

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from plm.audit.queries import entries_of
from plm.errors import NotFound
from plm.logistics.actions import (
    add_rooms,
    fill_rooms,
    free_bed,
    hand_over_bed,
    publish_rooms,
    put_in_room,
    remove_room,
    revise_room,
    save_stay_wish,
    set_fixed,
    swap_beds,
    withdraw_rooms,
)
from plm.logistics.queries import find_bed, find_published_room, lodging_of, stay_wish_of
from plm.logistics.rules import (
    Gender,
    HandOver,
    NoBed,
    ProposalOutdated,
    RoomFull,
    RoomKind,
    RoomMixed,
    RoomNumbersTaken,
    RoomOccupied,
    StayNotSound,
    StayWish,
    WhyNot,
)
from plm.logistics.tables import HotelRoom, RoomAssignment
from plm.logistics.tables import StayWish as StayWishRow
from plm.registration.actions import accept_invitation
from plm.registration.queries import roster_of
from plm.registration.rules import ParticipantState
from tests.factories import NOON, make_event
from tests.logistics.makers import HOTEL, make_rooms, make_sleeper
from tests.registration.makers import make_draft, make_invitation

BY = {"actor": "account:1", "now": NOON}


@pytest.fixture
def event(session):
    return make_event(session)


def lying(session, event):
    """Room number to the names in it, bed by bed."""
    return {
        line.room.number: [one.participant.name for one in line.sleepers]
        for line in lodging_of(session, event).rooms
        if line.sleepers
    }


def put(session, event, person, room, **more):
    return put_in_room(session, event_id=event.id, participant_id=person.id, room_id=room.id, **BY, **more)


def test_a_wish_is_kept_once_and_the_trail_names_only_the_fields(session, event):
    person = make_sleeper(session, event, "Contoh Satu", None)
    wish = StayWish(gender=Gender.FEMALE, shares_with="Contoh Dua", arrives_on=date(2024, 11, 6))

    first = save_stay_wish(session, event_id=event.id, participant_id=person.id, wish=wish, now=NOON)
    again = save_stay_wish(session, event_id=event.id, participant_id=person.id, wish=wish, now=NOON)

    assert (first, again) == (("needs_room", "gender", "shares_with", "arrives_on", "leaves_on"), ())
    assert stay_wish_of(session, person.id) == wish
    session.flush()
    (entry,) = [one for one in entries_of(session, event.id) if one.verb == "stay.wish"]
    assert (entry.actor, entry.facts) == (f"participant:{person.id}", {"changed": list(first)})


def test_a_wish_for_no_night_or_of_another_event_is_refused(session, event):
    person = make_sleeper(session, event, "Contoh Satu", None)
    other = make_event(session, slug="plm-lain")
    backwards = StayWish(arrives_on=date(2024, 11, 6), leaves_on=date(2024, 11, 5))

    with pytest.raises(StayNotSound):
        save_stay_wish(session, event_id=event.id, participant_id=person.id, wish=backwards, now=NOON)
    with pytest.raises(NotFound):
        save_stay_wish(session, event_id=other.id, participant_id=person.id, wish=StayWish(), now=NOON)


def test_a_shortened_draft_takes_its_wishes_along(session):
    invitation = make_invitation(session)
    delegation = make_draft(session, invitation, seats=2)
    for person in roster_of(session, delegation.id):
        save_stay_wish(session, event_id=delegation.event_id, participant_id=person.id, wish=StayWish(), now=NOON)

    accept_invitation(session, invitation=invitation, seats=1, actor="library:1", now=NOON)

    assert session.scalar(select(func.count()).select_from(StayWishRow)) == 1


def test_rooms_come_many_at_once_and_a_number_only_once_in_a_hotel(session, event):
    make_rooms(session, event, "301", "1002", "99")

    with pytest.raises(RoomNumbersTaken) as refused:
        make_rooms(session, event, "303", "301")

    assert refused.value.facts == {"numbers": ["301"], "hotel": HOTEL}
    elsewhere = {"hotel": "Hotel Kedua", "numbers": ["301"], "kind": RoomKind.SINGLE, "beds": 1}
    assert add_rooms(session, event_id=event.id, **elsewhere, **BY) == 1
    numbers = [line.room.number for line in lodging_of(session, event).rooms]
    assert numbers == ["99", "301", "1002", "301"]


def test_the_database_itself_keeps_a_bed_within_its_room(session, event):
    (room,) = make_rooms(session, event, "301")
    people = [make_sleeper(session, event, f"Contoh {word}") for word in ("Satu", "Dua", "Tiga")]
    bed = {"fixed": False, "assigned_at": NOON, "assigned_by": "cli"}

    for values in (
        {"room_id": room.id, "room_beds": 2, "bed_number": 3},
        {"room_id": room.id, "room_beds": 3, "bed_number": 3},
        {"room_id": room.id, "room_beds": 2, "bed_number": 0},
    ):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(insert(RoomAssignment).values(participant_id=people[0].id, **values, **bed))
    put(session, event, people[0], room)
    put(session, event, people[1], room)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(update(HotelRoom).where(HotelRoom.id == room.id).values(beds=1))
    double = {"participant_id": people[2].id, "room_id": room.id, "room_beds": 2, "bed_number": 2}
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(insert(RoomAssignment).values(**double, **bed))
    assert lying(session, event) == {"301": ["Contoh Satu", "Contoh Dua"]}


def test_a_room_with_people_keeps_their_beds_when_it_is_corrected(session, event):
    (room,) = make_rooms(session, event, "301", kind=RoomKind.TRIPLE, beds=3)
    people = [make_sleeper(session, event, f"Contoh {word}") for word in ("Satu", "Dua", "Tiga")]
    for person in people:
        put(session, event, person, room)
    change = {"hotel": HOTEL, "number": "311", "kind": RoomKind.TWIN, "beds": 2}

    with pytest.raises(RoomOccupied):
        revise_room(session, room=room, **change, **BY)
    free_bed(session, participant_id=people[0].id, **BY)
    revise_room(session, room=room, **change, **BY)

    assert lying(session, event) == {"311": ["Contoh Tiga", "Contoh Dua"]}
    with pytest.raises(RoomOccupied):
        remove_room(session, room=room, **BY)
    for person in people:
        free_bed(session, participant_id=person.id, **BY)
    remove_room(session, room=room, **BY)
    assert lodging_of(session, event).rooms == ()


def test_moving_takes_the_lowest_free_bed_and_a_full_room_is_refused(session, event):
    one, other = make_rooms(session, event, "301", "302")
    people = [make_sleeper(session, event, f"Contoh {word}") for word in ("Satu", "Dua", "Tiga")]

    put(session, event, people[0], one)
    put(session, event, people[1], one)
    with pytest.raises(RoomFull):
        put(session, event, people[2], one)
    put(session, event, people[0], other)
    put(session, event, people[2], one)

    assert lying(session, event) == {"301": ["Contoh Tiga", "Contoh Dua"], "302": ["Contoh Satu"]}


@pytest.mark.parametrize("gender", [Gender.MALE, None])
def test_sharing_with_another_or_unknown_gender_needs_the_committees_word(session, event, gender):
    (room,) = make_rooms(session, event, "301")
    first, second = make_sleeper(session, event, "Contoh Satu"), make_sleeper(session, event, "Contoh Dua", gender)
    put(session, event, first, room)
    set_fixed(session, event_id=event.id, participant_id=first.id, fixed=False, **BY)

    with pytest.raises(RoomMixed):
        put(session, event, second, room)
    put(session, event, second, room, mixed_allowed=True)

    assert [find_bed(session, one.id).fixed for one in (first, second)] == [True, True]
    assert not lodging_of(session, event).rooms[0].is_mixed


def test_two_change_places(session, event):
    one, other = make_rooms(session, event, "301", "302")
    people = [make_sleeper(session, event, f"Contoh {word}") for word in ("Satu", "Dua", "Tiga")]
    for person, room in zip(people, (one, one, other), strict=True):
        put(session, event, person, room)

    swap_beds(session, event_id=event.id, participant_id=people[0].id, with_id=people[2].id, **BY)

    assert lying(session, event) == {"301": ["Contoh Tiga", "Contoh Dua"], "302": ["Contoh Satu"]}


def test_changing_places_asks_for_beds_and_for_gender(session, event):
    one, other = make_rooms(session, event, "301", "302")
    woman, friend = make_sleeper(session, event, "Contoh Satu"), make_sleeper(session, event, "Contoh Dua")
    man = make_sleeper(session, event, "Contoh Tiga", Gender.MALE)
    put(session, event, woman, one)
    put(session, event, friend, one)
    exchange = {"event_id": event.id, "participant_id": woman.id, "with_id": man.id}

    with pytest.raises(NoBed):
        swap_beds(session, **exchange, **BY)
    put(session, event, man, other)
    with pytest.raises(RoomMixed):
        swap_beds(session, **exchange, **BY)
    swap_beds(session, **exchange, mixed_allowed=True, **BY)

    assert lying(session, event) == {"301": ["Contoh Tiga", "Contoh Dua"], "302": ["Contoh Satu"]}


def test_filling_writes_what_was_looked_at_and_leaves_the_fixed(session, event):
    rooms = make_rooms(session, event, "301", "302")
    people = [make_sleeper(session, event, f"Contoh {word}") for word in ("Satu", "Dua", "Tiga")]
    unknown = make_sleeper(session, event, "Contoh Empat", None)
    put(session, event, people[2], rooms[1])
    seen = lodging_of(session, event).inputs(rearrange=True).fingerprint

    proposal = fill_rooms(session, event=event, rearrange=True, seen=seen, **BY)

    assert proposal.unplaced == ((unknown.id, WhyNot.GENDER_UNKNOWN),)
    assert lying(session, event) == {"301": ["Contoh Dua"], "302": ["Contoh Tiga", "Contoh Satu"]}
    make_sleeper(session, event, "Contoh Lima")
    with pytest.raises(ProposalOutdated):
        fill_rooms(session, event=event, rearrange=True, seen=seen, **BY)


def test_filling_again_moves_nobody_unless_rearranging_is_asked_for(session, event):
    make_rooms(session, event, "301", "302")
    first = [make_sleeper(session, event, f"Contoh {word}") for word in ("Satu", "Dua", "Tiga")]

    def fill(*, rearrange):
        seen = lodging_of(session, event).inputs(rearrange=rearrange).fingerprint
        fill_rooms(session, event=event, rearrange=rearrange, seen=seen, **BY)

    fill(rearrange=False)
    make_sleeper(session, event, "Contoh Empat", shares_with="contoh satu")
    fill(rearrange=False)
    kept = lying(session, event)
    fill(rearrange=True)

    assert kept == {"301": ["Contoh Satu", "Contoh Dua"], "302": ["Contoh Tiga", "Contoh Empat"]}
    assert lying(session, event) == {"301": ["Contoh Satu", "Contoh Empat"], "302": ["Contoh Dua", "Contoh Tiga"]}
    assert len(first) == 3


def test_freeing_twice_changes_nothing_the_second_time(session, event):
    (room,) = make_rooms(session, event, "301")
    person = make_sleeper(session, event, "Contoh Satu")
    put(session, event, person, room)

    assert free_bed(session, participant_id=person.id, **BY) is True
    assert free_bed(session, participant_id=person.id, **BY) is False
    assert lying(session, event) == {}


@pytest.mark.parametrize(
    ("gender", "stays", "roommate", "outcome"),
    [
        (Gender.FEMALE, True, True, HandOver.KEPT),
        (Gender.MALE, True, True, HandOver.FREED),
        (None, True, True, HandOver.FREED),
        (Gender.MALE, True, False, HandOver.KEPT),
        (None, True, False, HandOver.KEPT),
        (Gender.FEMALE, False, False, HandOver.FREED),
    ],
)
def test_a_substitute_takes_the_bed_only_where_the_roommate_fits(session, event, gender, stays, roommate, outcome):
    (room,) = make_rooms(session, event, "301")
    leaving = make_sleeper(session, event, "Contoh Satu")
    put(session, event, leaving, room)
    if roommate:
        put(session, event, make_sleeper(session, event, "Contoh Dua"), room)
    coming = make_sleeper(session, event, "Contoh Tiga", gender, needs_room=stays)

    found = hand_over_bed(session, from_id=leaving.id, to_id=coming.id, **BY)

    assert found is outcome
    first = ["Contoh Tiga"] if outcome is HandOver.KEPT else []
    expected = first + (["Contoh Dua"] if roommate else [])
    assert lying(session, event) == ({"301": expected} if expected else {})


def test_handing_over_no_bed_says_so(session, event):
    people = [make_sleeper(session, event, f"Contoh {word}") for word in ("Satu", "Dua")]

    assert hand_over_bed(session, from_id=people[0].id, to_id=people[1].id, **BY) is HandOver.NO_BED


def test_a_bed_that_a_cancelled_person_left_behind_blocks_no_proposal(session, event):
    (room,) = make_rooms(session, event, "301")
    gone = make_sleeper(session, event, "Contoh Satu")
    put(session, event, gone, room)
    gone.state = ParticipantState.CANCELLED
    make_sleeper(session, event, "Contoh Dua")
    session.flush()

    lodging = lodging_of(session, event)
    fill_rooms(session, event=event, rearrange=False, seen=lodging.inputs(rearrange=False).fingerprint, **BY)

    assert [one.is_coming for one in lodging.rooms[0].sleepers] == [False]
    assert [one.participant.name for one in lodging_of(session, event).waiting] == ["Contoh Dua"]


def test_a_room_is_told_only_while_rooms_are_published(session, event):
    (room,) = make_rooms(session, event, "301")
    people = [make_sleeper(session, event, f"Contoh {word}") for word in ("Satu", "Dua")]
    for person in people:
        put(session, event, person, room)

    before = find_published_room(session, event, people[0].id)
    publish_rooms(session, event_id=event.id, **BY)
    publish_rooms(session, event_id=event.id, **BY)
    told = find_published_room(session, event, people[0].id)
    withdraw_rooms(session, event_id=event.id, **BY)

    assert before is None
    assert (told.room.number, [one.name for one in told.roommates], told.nights.count) == ("301", ["Contoh Dua"], 4)
    assert find_published_room(session, event, people[0].id) is None
    verbs = [entry.verb for entry in entries_of(session, event.id)]
    assert (verbs.count("room.publish"), verbs.count("room.withdraw")) == (1, 1)
