"""Many workers take the same mail at one moment: one sends it."""

import threading

import pytest
from flask import Flask
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from plm.codes import new_nonce
from plm.outbox.actions import claim_mail, put_mail
from plm.outbox.queries import get_mail
from plm.outbox.rules import MailState
from plm.outbox.tables import MailMessage
from tests.factories import NOON, make_event
from tests.races.test_last_seat import at_once

WORKERS = 12


@pytest.fixture
def mail_id(app: Flask, engine: Engine) -> int:
    with app.app_context(), Session(engine) as session:
        word = new_nonce()
        event = make_event(session, slug=f"surel-{word}")
        mail = put_mail(
            session,
            event_id=event.id,
            purpose=word,
            recipient="desa@contoh.id",
            template="invitation",
            about={},
            now=NOON,
        )
        session.commit()
        return mail.id


def test_one_worker_gets_the_mail(engine, mail_id):
    def claim(_worker: int) -> bool:
        with Session(engine) as session:
            word = claim_mail(session, mail_id, now=NOON)
            session.commit()
            return word is not None

    assert at_once(claim, list(range(WORKERS))) == {True: 1, False: WORKERS - 1}


def test_looking_first_and_writing_later_would_send_it_several_times(engine, mail_id):
    """The control: what the guarded statement replaces."""

    def look_then_claim(_worker: int) -> bool:
        with Session(engine) as session:
            free = get_mail(session, mail_id).state is MailState.QUEUED
            session.rollback()
        everybody.wait()
        with Session(engine) as session:
            if free:
                session.execute(update(MailMessage).where(MailMessage.id == mail_id).values(state=MailState.SENDING))
                session.commit()
            return free

    everybody = threading.Barrier(WORKERS)
    assert at_once(look_then_claim, list(range(WORKERS)))[True] > 1
