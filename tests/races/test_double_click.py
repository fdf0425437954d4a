"""The same form sent several times in one moment is stored once."""

from dataclasses import replace
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from plm.accounts.actions import grant_role
from plm.accounts.queries import grants_of
from plm.accounts.rules import Grant, Role, Scope
from plm.certificates.actions import Wording, save_settings
from plm.codes import new_nonce
from plm.eligibility.actions import set_policy
from plm.eligibility.rules import Policy
from plm.events.tables import Event
from plm.invitations.actions import write_letter
from plm.invitations.tables import Invitation
from plm.kpi.actions import create_period
from plm.kpi.rules import PeriodDraft, ScoreScale
from plm.libraries.rules import LibraryKind
from plm.outbox.tables import MailMessage
from plm.registration.actions import accept_invitation, hand_in_letter, save_participant
from plm.registration.queries import find_letter, roster_of
from plm.registration.rules import EventRole
from plm.registration.tables import Delegation
from tests.factories import NOON, make_account, make_event, make_library
from tests.races.test_last_seat import at_once
from tests.registration.makers import PERSON, make_invitation, secret, stored

CLICKS = 8


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


def test_a_right_is_given_once(engine):
    with Session(engine) as session:
        account_id = make_account(session, role=Role.AUDITOR).id
        session.commit()
    right = Grant(Role.COMMITTEE, Scope.NATIONAL)

    def give(_click: int) -> None:
        with Session(engine) as session:
            grant_role(session, account_id=account_id, grant=right, actor="account:1", now=NOON)
            session.commit()

    outcomes = at_once(give, list(range(CLICKS)))

    assert outcomes == {None: CLICKS}
    with Session(engine) as session:
        assert grants_of(session, account_id).count(right) == 1


def test_the_first_policy_and_the_first_wording_are_saved_by_every_click(engine):
    with Session(engine) as session:
        event_id = make_event(session, slug=f"klik-{new_nonce()}").id
        code, day = f"klik-{new_nonce()[:8]}", NOON.date()
        period = PeriodDraft(code, "Contoh", day, day, ScoreScale.POINTS, Decimal(10))
        period_id = create_period(session, draft=period, actor="account:1", now=NOON).id
        session.commit()
    wording = Wording("{urut}", 32, "Bali", NOON.date(), "Contoh Dua", "Kepala")

    def save_policy(_click: int) -> None:
        policy = Policy(kinds=frozenset({LibraryKind.VILLAGE}))
        with Session(engine) as session:
            set_policy(session, event_id=event_id, period_id=period_id, policy=policy, actor="account:1", now=NOON)
            session.commit()

    def save_wording(_click: int) -> None:
        with Session(engine) as session:
            save_settings(session, event=session.get_one(Event, event_id), wording=wording, by="account:1", now=NOON)
            session.commit()

    assert at_once(save_policy, list(range(CLICKS))) == {None: CLICKS}
    assert at_once(save_wording, list(range(CLICKS))) == {None: CLICKS}
