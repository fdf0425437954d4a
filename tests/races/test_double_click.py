"""The same form sent several times in one moment is stored once."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.orm import Session

from plm.codes import new_nonce
from plm.db import prepare_sqlite
from plm.invitations.actions import write_letter
from plm.invitations.tables import Invitation, MailMessage
from plm.registration.actions import accept_invitation, hand_in_letter, save_participant
from plm.registration.queries import find_letter, roster_of
from plm.registration.rules import EventRole
from plm.registration.tables import Delegation
from tests.factories import NOON, make_event, make_library
from tests.races.test_last_seat import at_once
from tests.registration.makers import PERSON, make_invitation, secret, stored

CLICKS = 8


@pytest.fixture
def engine(app: Flask) -> Iterator[Engine]:
    """An engine of its own over the migrated database, with real commits."""
    engine = create_engine(app.config["SQLALCHEMY_DATABASE_URI"], pool_size=CLICKS, max_overflow=2)
    prepare_sqlite(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def invitation_id(app: Flask, engine: Engine) -> int:
    with app.app_context(), Session(engine) as session:
        word = new_nonce()
        library = make_library(session, name=f"Perpusdes Contoh {word}", folded_name=word)
        invitation = make_invitation(session, make_event(session, slug=f"klik-{word}"), library)
        session.commit()
        return invitation.id


def _accept(session: Session, invitation_id: int) -> Delegation:
    invitation = session.get_one(Invitation, invitation_id)
    return accept_invitation(session, invitation=invitation, seats=2, actor="library:1", now=NOON)


def test_answer_person_and_letter_are_each_stored_once(app, engine, invitation_id):
    with app.app_context():
        key = secret()

    def accept(_click: int) -> int:
        with Session(engine) as session:
            delegation_id = _accept(session, invitation_id).id
            session.commit()
            return delegation_id

    answers = at_once(accept, list(range(CLICKS)))
    (delegation_id,) = answers

    def save(_click: int) -> int:
        with Session(engine) as session:
            person = save_participant(
                session,
                delegation=session.get_one(Delegation, delegation_id),
                number=1,
                details=PERSON,
                role=EventRole.PARTICIPANT,
                institution="Perpusdes Contoh",
                secret_key=key,
                now=NOON,
            )
            session.commit()
            return person.id

    file = stored()

    def upload(click: int) -> bool:
        with Session(engine) as session:
            copy = replace(file, storage_key=f"{file.storage_key}{click}")
            delegation = session.get_one(Delegation, delegation_id)
            taken = hand_in_letter(session, delegation=delegation, file=copy, now=NOON).taken
            session.commit()
            return taken

    people, letters = at_once(save, list(range(CLICKS))), at_once(upload, list(range(CLICKS)))

    assert len(people) == 1
    assert letters == {True: 1, False: CLICKS - 1}
    with Session(engine) as session:
        assert len(roster_of(session, delegation_id)) == 1
        assert find_letter(session, delegation_id) is not None


def test_letter_to_the_library_is_written_once(engine, invitation_id):
    def write(_click: int) -> bool:
        with Session(engine) as session:
            invitation = session.get_one(Invitation, invitation_id)
            letter = write_letter(session, invitation=invitation, address="desa@contoh.id", actor="account:1", now=NOON)
            session.commit()
            return letter is not None

    outcomes = at_once(write, list(range(CLICKS)))

    assert outcomes == {True: 1, False: CLICKS - 1}
    with Session(engine) as session:
        nonce = session.get_one(Invitation, invitation_id).link_nonce
        mails = select(func.count()).where(MailMessage.purpose.endswith(nonce))
        assert session.scalar(mails) == 1
