"""Many choose the last place of a session in one moment: one has it, the others are told."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from plm.checkin.actions import choose_session, guests
from plm.checkin.queries import count_guests, get_checkpoint
from plm.checkin.rules import SessionFull
from plm.codes import new_nonce
from plm.events.tables import Event
from plm.registration.tables import Participant
from tests.checkin.people import make_holder
from tests.checkin.test_guests import make_class
from tests.factories import NOON, make_event
from tests.races.test_last_seat import HANDS, at_once

BEFORE = NOON - timedelta(hours=1)


@pytest.fixture
def scene(app, engine):
    """An event with two sessions at one time, of one place each, and many people."""
    with app.app_context(), Session(engine) as session:
        event = make_event(session, slug=f"sesi-{new_nonce()[:8]}")
        for code in ("kelas-a", "kelas-b"):
            make_class(session, event, code, capacity=1)
        people = [make_holder(session, event).participant.id for _ in range(HANDS)]
        session.commit()
        return event.id, people


def choose(engine: Engine, event_id: int, participant_id: int, code: str = "kelas-a") -> bool:
    with Session(engine) as session:
        event, person = session.get_one(Event, event_id), session.get_one(Participant, participant_id)
        choose_session(session, event=event, participant=person, code=code, now=BEFORE)
        session.commit()
        return True


def taken(engine: Engine, event_id: int, *codes: str) -> list[int]:
    with Session(engine) as session:
        return [count_guests(session, get_checkpoint(session, event_id, code).id) for code in codes]


def test_the_last_place_has_one_winner_and_the_others_are_told(engine, scene):
    event_id, people = scene

    outcomes = at_once(lambda person: choose(engine, event_id, person), people)

    assert outcomes == {True: 1, SessionFull: HANDS - 1}
    assert taken(engine, event_id, "kelas-a") == [1]


def test_one_person_who_presses_both_at_once_has_one_place(engine, scene):
    event_id, people = scene
    codes = ["kelas-a", "kelas-b"] * (HANDS // 2)

    outcomes = at_once(lambda number: choose(engine, event_id, people[0], codes[number]), list(range(HANDS)))

    assert outcomes == {True: HANDS}
    assert sum(taken(engine, event_id, "kelas-a", "kelas-b")) == 1


def test_those_who_exchange_their_places_never_wait_for_each_other(engine, scene):
    event_id, people = scene
    choose(engine, event_id, people[0])
    choose(engine, event_id, people[1], "kelas-b")
    wanted = {people[0]: "kelas-b", people[1]: "kelas-a"}

    outcomes = at_once(lambda person: choose(engine, event_id, person, wanted[person]), people[:2])

    assert set(outcomes) <= {True, SessionFull}
    assert taken(engine, event_id, "kelas-a", "kelas-b") == [1, 1]


def test_without_the_lock_the_place_would_be_given_away_several_times(engine, scene, monkeypatch):
    """The control: everybody counts before anybody takes, which is what the lock forbids."""
    event_id, people = scene
    counted, everybody = threading.local(), threading.Barrier(HANDS)
    monkeypatch.setattr(guests, "_turn", lambda session, checkpoint_ids: None)
    monkeypatch.setattr(guests, "count_guests", lambda session, checkpoint_id: counted.taken)

    def count_then_choose(person: int) -> bool:
        counted.taken = taken(engine, event_id, "kelas-a")[0]
        everybody.wait()
        return choose(engine, event_id, person)

    outcomes = at_once(count_then_choose, people)

    assert outcomes == {True: HANDS}
    assert taken(engine, event_id, "kelas-a") == [HANDS]
