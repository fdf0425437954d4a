"""Cancelling and replacing at one moment: one seat is freed, one person comes."""

from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from plm.codes import new_nonce
from plm.events.tables import Event
from plm.registration.actions import cancel_participant, changes, submit_delegation, substitute_participant
from plm.registration.queries import roster_of
from plm.registration.rules import NotRegistered
from plm.registration.tables import Delegation, Participant
from tests.factories import NOON, make_event, make_library
from tests.races.test_last_seat import at_once
from tests.registration.makers import PERSON, make_draft, make_invitation, secret

HANDS = 16


@pytest.fixture
def person_id(app: Flask, engine: Engine) -> int:
    """The first of two people of a delegation that was sent."""
    with app.app_context(), Session(engine) as session:
        word = new_nonce()
        library = make_library(session, name=f"Perpusdes Contoh {word}", folded_name=word)
        event = make_event(session, slug=f"ganti-{word}")
        draft = make_draft(session, make_invitation(session, event, library), seats=2)
        submit_delegation(session, delegation=draft, now=NOON)
        session.commit()
        return roster_of(session, draft.id)[0].id


def _seats(engine: Engine, person_id: int) -> tuple[int, int, int]:
    """Seats that the event counts, seats of the delegation, people who really come."""
    with Session(engine) as session:
        person = session.get_one(Participant, person_id)
        delegation = session.get_one(Delegation, person.delegation_id)
        taken = session.scalar(select(Event.seats_taken).where(Event.id == delegation.event_id))
        return taken, delegation.seats, len(roster_of(session, delegation.id))


def _cancel(engine: Engine, person_id: int) -> str:
    with Session(engine) as session:
        person = session.get_one(Participant, person_id)
        cancel_participant(session, participant=person, reason="Sakit", actor="library:1", now=NOON)
        session.commit()
        return "cancelled"


def _substitute(engine: Engine, person_id: int, key: str) -> str:
    with Session(engine) as session:
        person = session.get_one(Participant, person_id)
        substitute_participant(session, participant=person, details=PERSON, secret_key=key, actor="library:1", now=NOON)
        session.commit()
        return "substituted"


def test_one_cancellation_frees_one_seat(engine, person_id):
    outcomes = at_once(lambda _hand: _cancel(engine, person_id), list(range(HANDS)))

    assert outcomes == {"cancelled": 1, NotRegistered: HANDS - 1}
    assert _seats(engine, person_id) == (1, 1, 1)


def test_whoever_comes_first_cancels_or_replaces(engine, person_id, app):
    with app.app_context():
        key = secret()

    def work(hand: int) -> str:
        return _cancel(engine, person_id) if hand % 2 else _substitute(engine, person_id, key)

    outcomes = at_once(work, list(range(HANDS)))

    assert outcomes[NotRegistered] == HANDS - 1
    left = 1 if outcomes["cancelled"] else 2
    assert _seats(engine, person_id) == (left, left, left)


def test_without_the_lock_seats_are_freed_that_nobody_left(engine, person_id, monkeypatch):
    """The control: neither holding the delegation nor looking at the person again, as a careless cancellation would."""
    monkeypatch.setattr(changes, "_lock_registered", lambda _session, participant: participant)
    outcomes: Counter[object] = at_once(lambda _hand: _cancel(engine, person_id), list(range(HANDS)))

    assert outcomes["cancelled"] > 1
