"""Many hands put people into one room in one moment: it takes as many as it has beds, and nobody lies twice."""

from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from plm.codes import new_nonce
from plm.events.tables import Event
from plm.logistics.actions import beds, fill_rooms, put_in_room, save_stay_wish
from plm.logistics.queries import lodging_of
from plm.logistics.rules import ProposalOutdated, RoomFull, StayWish
from plm.logistics.tables import HotelRoom, RoomAssignment
from tests.factories import NOON, make_event
from tests.logistics.makers import make_rooms, make_sleeper
from tests.races.test_last_seat import at_once

HANDS = 12


@pytest.fixture
def people(app: Flask, engine: Engine) -> list[int]:
    """Women of one event with two rooms for two."""
    with app.app_context(), Session(engine) as session:
        event = make_event(session, slug=f"kamar-{new_nonce().lower()[:8]}")
        make_rooms(session, event, "301", "302")
        found = [make_sleeper(session, event, f"Contoh {number}").id for number in range(HANDS)]
        session.commit()
        return found


def rooms(session: Session) -> list[int]:
    return list(session.scalars(select(HotelRoom.id).order_by(HotelRoom.number)))


def put(engine: Engine, participant_id: int, place: int = 0) -> str:
    with Session(engine) as session:
        event_id = session.scalars(select(Event.id)).one()
        room_id = rooms(session)[place]
        session.rollback()
        put_in_room(
            session, event_id=event_id, participant_id=participant_id, room_id=room_id, actor="account:1", now=NOON
        )
        session.commit()
        return "in"


def lying(engine: Engine) -> list[tuple[int, int]]:
    with Session(engine) as session:
        query = select(RoomAssignment.room_id, RoomAssignment.bed_number)
        return [(room, bed) for room, bed in session.execute(query)]


def test_the_room_takes_two_and_the_others_are_told_it_is_full(engine, people):
    outcomes = at_once(lambda one: put(engine, one), people)

    assert outcomes == {"in": 2, RoomFull: HANDS - 2}
    assert sorted(bed for _, bed in lying(engine)) == [1, 2]


def test_one_person_put_into_two_rooms_at_once_lies_in_one(engine, people):
    outcomes = at_once(lambda place: put(engine, people[0], place % 2), list(range(HANDS)))

    assert outcomes == {"in": HANDS}
    assert len(lying(engine)) == 1


def test_a_proposal_used_many_times_at_once_gives_each_bed_once(engine, people):
    with Session(engine) as session:
        event = session.scalars(select(Event)).one()
        seen = lodging_of(session, event).inputs(rearrange=False).fingerprint

    def use(_click: int) -> str:
        with Session(engine) as session:
            event = session.scalars(select(Event)).one()
            fill_rooms(session, event=event, rearrange=False, seen=seen, actor="account:1", now=NOON)
            session.commit()
            return "used"

    outcomes = at_once(use, list(range(HANDS)))

    assert outcomes == {"used": 1, ProposalOutdated: HANDS - 1}
    assert set(Counter(room for room, _ in lying(engine)).values()) == {2}


def test_a_proposal_beside_hands_waits_in_no_ring(engine, people):
    def work(one: int) -> str:
        if one % 3:
            return put(engine, one, one % 2)
        with Session(engine) as session:
            event = session.scalars(select(Event)).one()
            seen = lodging_of(session, event).inputs(rearrange=True).fingerprint
            session.rollback()
            event = session.scalars(select(Event)).one()
            fill_rooms(session, event=event, rearrange=True, seen=seen, actor="account:1", now=NOON)
            session.commit()
            return "used"

    outcomes = at_once(work, people)

    assert set(outcomes) <= {"in", "used", RoomFull, ProposalOutdated}
    assert len(lying(engine)) == len(set(lying(engine))) <= 4


def test_a_wish_sent_many_times_at_once_is_kept_once(engine, people):
    def send(_click: int) -> int:
        with Session(engine) as session:
            event_id = session.scalars(select(Event.id)).one()
            session.rollback()
            wish = StayWish(shares_with="Contoh Satu")
            changed = save_stay_wish(session, event_id=event_id, participant_id=people[0], wish=wish, now=NOON)
            session.commit()
            return len(changed)

    assert sum(at_once(send, list(range(HANDS))).values()) == HANDS


# SQLite lets one writer in at a time, so there is nothing to show there.
@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_without_the_locks_hands_would_take_one_bed_and_the_constraint_refuses(engine, people, monkeypatch):
    """The control: looking for a free bed and taking it later, which is what holding the room prevents."""

    def unheld(session: Session, room_ids: list[int]) -> list[HotelRoom]:
        return [session.get_one(HotelRoom, one) for one in room_ids]

    monkeypatch.setattr(beds, "hold_rooms", unheld)
    outcomes = at_once(lambda one: put(engine, one), people)

    assert outcomes[IntegrityError] > 0
    assert len(lying(engine)) <= 2


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_without_the_constraint_the_room_would_be_overfull(engine, people, monkeypatch):
    """The same, with the promise of the database taken away for a moment."""
    name = "uq_room_assignment_room_id_bed_number"
    with engine.begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE room_assignment DROP CONSTRAINT {name}")
    monkeypatch.setattr(beds, "hold_rooms", lambda session, ids: [session.get_one(HotelRoom, one) for one in ids])
    try:
        # Whether two read before either writes is luck: so often it cannot fail.
        assert any(overfull(engine, people) for _try in range(30))
    finally:
        with engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM room_assignment")
            connection.exec_driver_sql(
                f"ALTER TABLE room_assignment ADD CONSTRAINT {name} UNIQUE (room_id, bed_number)"
            )


def overfull(engine, people):
    """Whether more than the two beds were given, this time; the room is emptied before."""
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM room_assignment")
    at_once(lambda one: put(engine, one), people)
    with Session(engine) as session:
        return (session.scalar(select(func.count()).select_from(RoomAssignment)) or 0) > 2
