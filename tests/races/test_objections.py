"""The same objection sent several times in one moment is filed once, and two answers at once are one."""

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from plm.codes import new_nonce
from plm.eligibility.tables import DecisionRun
from plm.events.tables import Event
from plm.objections.actions import Answer, Filed, answer_objection, file_objection
from plm.objections.rules import Consequence, ObjectionSettled, ObjectionState, Verdict
from plm.objections.tables import Objection
from tests.factories import NOON, make_event, make_library
from tests.races.test_last_seat import at_once
from tests.registration.makers import make_run

CLICKS = 8
FILED = Filed(words="Skor kami keliru.", contact="Contoh Satu")


@pytest.fixture
def scene(app: Flask, engine: Engine) -> tuple[int, int]:
    """Ids of an event and of a library on which it has decided."""
    with app.app_context(), Session(engine) as session:
        word = new_nonce()
        library = make_library(session, name=f"Perpusdes Contoh {word}", folded_name=word)
        event = make_event(session, slug=f"keberatan-{word}")
        make_run(session, event, waitlisted=(library,))
        session.commit()
        return event.id, library.id


def file(session: Session, scene: tuple[int, int]) -> Objection:
    event_id, library_id = scene
    return file_objection(
        session, event=session.get_one(Event, event_id), library_id=library_id, filed=FILED, actor="library:1",
        by_committee=False, now=NOON,
    )  # fmt: skip


def test_many_clicks_file_one_objection(engine, scene):
    def click(_number: int) -> str:
        with Session(engine) as session:
            file(session, scene)
            session.commit()
            return "shown"

    assert at_once(click, list(range(CLICKS))) == {"shown": CLICKS}
    with Session(engine) as session:
        assert session.scalar(select(func.count()).where(Objection.library_id == scene[1])) == 1


def test_without_looking_at_what_stands_the_others_would_see_an_error(engine, scene):
    """The control: the constraint alone keeps one, but tells the others of a fault."""

    def click(_number: int) -> bool:
        with Session(engine) as session:
            run_id = _run_of(session, scene)
            session.add(
                Objection(
                    event_id=scene[0],
                    library_id=scene[1],
                    run_id=run_id,
                    words="x",
                    contact="x",
                    filed_by="x",
                    filed_at=NOON,
                    state=ObjectionState.OPEN,
                    filename="",
                    content_type="",
                    storage_key="",
                    answer="",
                    settled_by="",
                )
            )
            session.commit()
            return True

    assert at_once(click, list(range(CLICKS))) == {True: 1, IntegrityError: CLICKS - 1}


def test_of_two_answers_at_once_one_is_told(engine, scene):
    with Session(engine) as session:
        objection_id = file(session, scene).id
        session.commit()

    def answer(number: int) -> bool:
        with Session(engine) as session:
            given = Answer(Verdict.REJECTED, Consequence.NONE, f"Jawaban {number}.")
            answer_objection(
                session, event=session.get_one(Event, scene[0]), objection=session.get_one(Objection, objection_id),
                answer=given, actor="account:1", now=NOON,
            )  # fmt: skip
            session.commit()
            return True

    assert at_once(answer, list(range(CLICKS))) == {True: 1, ObjectionSettled: CLICKS - 1}


def _run_of(session: Session, scene: tuple[int, int]) -> int:
    return session.scalars(select(DecisionRun.id).where(DecisionRun.event_id == scene[0])).one()
