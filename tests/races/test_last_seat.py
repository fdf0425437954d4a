"""Many delegations ask for the last seat in one moment: one has it, the others are refused kindly."""

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from plm.codes import new_nonce
from plm.events.tables import Event
from plm.libraries.rules import LibraryKind
from plm.registration.actions import submission, submit_delegation
from plm.registration.rules import EventFull
from plm.registration.tables import Delegation
from tests.factories import NOON, make_event, make_library
from tests.registration.makers import make_draft, make_invitation

HANDS = 64


@pytest.fixture
def delegations(app: Flask, engine: Engine) -> list[int]:
    """Drafts of one person each, ready to be sent, of an event with one seat left; the slug is this test's own."""
    with app.app_context(), Session(engine) as session:
        word = new_nonce()
        event = make_event(session, slug=f"kursi-{word}", capacity=1)
        libraries = [
            make_library(session, kind=LibraryKind.TBM, name=f"TBM Contoh {number} {word}") for number in range(HANDS)
        ]
        drafts = [make_draft(session, make_invitation(session, event, library)) for library in libraries]
        ids = [draft.id for draft in drafts]
        session.commit()
        return ids


def submit(engine: Engine, delegation_id: int) -> bool:
    with Session(engine) as session:
        sent = submit_delegation(session, delegation=session.get_one(Delegation, delegation_id), now=NOON)
        session.commit()
        return sent


def at_once(work: Callable[[int], object], items: list[int]) -> Counter[object]:
    """How often each outcome came when every item is worked on from one moment on."""
    start, outcomes = threading.Barrier(len(items)), []

    def run(item: int) -> None:
        start.wait()
        try:
            outcomes.append(work(item))
        except Exception as error:  # noqa: BLE001  # the error is the outcome
            outcomes.append(type(error))

    threads = [threading.Thread(target=run, args=(item,)) for item in items]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(outcomes)


def seats_and_sent(engine: Engine, delegation_id: int) -> tuple[int, int]:
    """What the event counts, and how many delegations are really sent."""
    with Session(engine) as session:
        event_id = session.get_one(Delegation, delegation_id).event_id
        sent = select(func.count()).where(Delegation.event_id == event_id, Delegation.submitted_at.is_not(None))
        return session.get_one(Event, event_id).seats_taken, session.scalar(sent) or 0


def test_last_seat_has_one_winner_and_the_others_are_told(engine, delegations):
    outcomes = at_once(lambda delegation_id: submit(engine, delegation_id), delegations)

    assert outcomes == {True: 1, EventFull: HANDS - 1}
    assert seats_and_sent(engine, delegations[0]) == (1, 1)


def test_one_delegation_sent_many_times_takes_its_seat_once(engine, delegations):
    outcomes = at_once(lambda delegation_id: submit(engine, delegation_id), delegations[:1] * HANDS)

    assert outcomes == {True: 1, False: HANDS - 1}
    assert seats_and_sent(engine, delegations[0]) == (1, 1)


def test_without_the_guard_the_seat_would_be_given_away_several_times(engine, delegations, monkeypatch):
    """The control: counting first and writing later, which is what the guarded statement replaces."""
    counted, everybody = threading.local(), threading.Barrier(HANDS)

    def blind(session: Session, event_id: int, number: int) -> None:
        if counted.taken + number > 1:
            raise EventFull(left=0, asked=number)
        session.execute(update(Event).where(Event.id == event_id).values(seats_taken=counted.taken + number))

    def count_then_submit(delegation_id: int) -> bool:
        with Session(engine) as session:
            event_id = session.get_one(Delegation, delegation_id).event_id
            counted.taken = session.get_one(Event, event_id).seats_taken
        everybody.wait()
        return submit(engine, delegation_id)

    monkeypatch.setattr(submission, "take_seats", blind)
    outcomes = at_once(count_then_submit, delegations)

    assert outcomes[True] > 1
    assert seats_and_sent(engine, delegations[0])[1] > 1
