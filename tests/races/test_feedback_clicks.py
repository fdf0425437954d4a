"""The first feedback, sent several times in one moment, is one answer."""

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from plm.codes import new_nonce
from plm.events.tables import Event
from plm.feedback.actions import give_feedback
from plm.feedback.queries import find_answer
from plm.feedback.rules import Answer, Topic
from plm.feedback.tables import FeedbackAnswer
from plm.registration.tables import Participant
from tests.certificates.scenes import make_person
from tests.factories import NOON, make_event
from tests.races.test_last_seat import at_once

CLICKS = 8
ANSWERS = [Answer(dict.fromkeys(Topic, 1 + click % 5), f"Klik {click}") for click in range(CLICKS)]


@pytest.fixture
def person_id(app: Flask, engine: Engine) -> int:
    with app.app_context(), Session(engine) as session:
        event = make_event(session, slug=f"umpan-{new_nonce()}".lower(), starts_on=NOON.date(), ends_on=NOON.date())
        person = make_person(session, event, present=False)
        session.commit()
        return person.id


def test_one_of_many_clicks_stands_whole(engine: Engine, person_id: int) -> None:
    def click(number: int) -> str:
        with Session(engine) as session:
            person = session.get_one(Participant, person_id)
            event = session.get_one(Event, person.event_id)
            give_feedback(session, participant=person, event=event, answer=ANSWERS[number], now=NOON)
            session.commit()
            return "kept"

    results = at_once(click, list(range(CLICKS)))

    with Session(engine) as session:
        assert results == {"kept": CLICKS}
        assert find_answer(session, person_id) in ANSWERS


def test_without_the_savepoint_a_click_fails(engine: Engine, person_id: int) -> None:
    """The control: writing blindly, all but one of the clicks break."""

    def click(number: int) -> str:
        with Session(engine) as session:
            person = session.get_one(Participant, person_id)
            session.add(
                FeedbackAnswer(participant_id=person.id, event_id=person.event_id, ratings={}, answered_at=NOON)
            )
            try:
                session.commit()
            except (IntegrityError, OperationalError):
                return "broken"
            return "kept"

    assert at_once(click, list(range(CLICKS))) == {"broken": CLICKS - 1, "kept": 1}
