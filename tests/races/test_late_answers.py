"""A page that was opened before somebody else's click: what it read then does not decide now."""

import threading
from collections.abc import Iterator
from dataclasses import fields, replace
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from plm.checkin.actions import issue_tickets, replace_ticket, revoke_ticket
from plm.checkin.queries import find_live_ticket
from plm.checkin.rules import TicketNotValid
from plm.checkin.tables import Ticket
from plm.codes import new_nonce
from plm.events.actions import EventDetails, revise_event
from plm.events.rules import EventNotSound
from plm.events.tables import Event
from plm.expo.actions import pin_exhibitor
from plm.expo.rules.refusals import PinRefused
from plm.invitations.tables import Invitation
from plm.registration.actions import accept_invitation, decline_invitation, submit_delegation
from plm.registration.queries import roster_of
from plm.registration.rules import AlreadySubmitted
from plm.registration.tables import Delegation
from tests.expo.makers import make_exhibitor, make_hall
from tests.factories import NOON, make_event, make_library
from tests.registration.makers import make_draft, make_invitation


@pytest.fixture
def engine(app: Flask) -> Iterator[Engine]:
    """PostgreSQL alone: SQLite lets no second writer read beside the first."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    if url.startswith("sqlite"):
        pytest.skip("SQLite has one writer")
    engine = create_engine(url)
    with app.app_context():
        yield engine
    engine.dispose()


@pytest.fixture
def draft(engine) -> tuple[int, int]:
    """Invitation and delegation of two people, ready to be sent."""
    word = new_nonce()
    with Session(engine) as session:
        event = make_event(session, slug=f"terlambat-{word}", capacity=10)
        invitation = make_invitation(
            session, event, make_library(session, name=f"Perpusdes {word}", region_code="73.08.01.2001")
        )
        delegation = make_draft(session, invitation, seats=2)
        ids = invitation.id, delegation.id
        session.commit()
        return ids


def send(engine: Engine, delegation_id: int) -> None:
    with Session(engine) as session:
        submit_delegation(session, delegation=session.get_one(Delegation, delegation_id), now=NOON)
        session.commit()


@pytest.mark.parametrize(
    "answer", [partial(accept_invitation, seats=1), partial(decline_invitation, reason="Sakit")], ids=["fewer", "no"]
)
def test_an_answer_from_an_old_page_changes_no_delegation_that_was_sent(engine, draft, answer):
    invitation_id, delegation_id = draft
    with Session(engine) as late:
        # What the guard of every page behind the link reads first.
        invitation = late.get_one(Invitation, invitation_id)
        delegation = late.get_one(Delegation, delegation_id)
        assert delegation.submitted_at is None
        send(engine, delegation_id)

        with pytest.raises(AlreadySubmitted):
            answer(late, invitation=invitation, actor="library:1", now=NOON)
        late.rollback()

    with Session(engine) as session:
        assert len(roster_of(session, delegation_id)) == 2


def test_a_capacity_below_the_seats_taken_meanwhile_is_refused_in_words(engine, draft):
    with Session(engine) as late:
        event = late.get_one(Event, late.get_one(Delegation, draft[1]).event_id)
        assert event.seats_taken == 0
        details = EventDetails(**{field.name: getattr(event, field.name) for field in fields(EventDetails)})
        send(engine, draft[1])

        with pytest.raises(EventNotSound):
            revise_event(late, event=event, details=replace(details, capacity=1), actor="cli", now=NOON)


@pytest.fixture
def ticket(engine, draft) -> tuple[int, int]:
    """Event and id of one live ticket."""
    with Session(engine) as session:
        person = roster_of(session, draft[1])[0]
        issue_tickets(session, event_id=person.event_id, participant_ids=[person.id], secret_key="k", now=NOON)
        found = find_live_ticket(session, person.id)
        ids = person.event_id, found.id
        session.commit()
        return ids


def test_a_ticket_that_was_just_replaced_is_not_taken_back_as_well(engine, ticket):
    event_id, ticket_id = ticket
    with Session(engine) as late:
        seen = late.get_one(Ticket, ticket_id)
        assert seen.revoked_at is None
        with Session(engine) as first:
            replace_ticket(
                first, event_id=event_id, ticket_id=ticket_id, reason="Hilang", secret_key="k", actor="cli", now=NOON
            )
            first.commit()

        with pytest.raises(TicketNotValid):
            revoke_ticket(late, event_id=event_id, ticket_id=ticket_id, reason="Salah", actor="cli", now=NOON)


def test_two_pins_at_one_instant_do_not_share_the_last_place(engine):
    with Session(engine) as session:
        event = make_event(session, slug=f"kunci-{new_nonce()}")
        make_hall(session, event)
        word = new_nonce()
        libraries = [
            make_library(session, name=f"Perpusdes {number} {word}", region_code="73.08.01.2001") for number in (1, 2)
        ]
        one, other = (make_exhibitor(session, event, library=library).id for library in libraries)
        event_id = event.id
        session.commit()
    refused = []

    def pin_too() -> None:
        with Session(engine) as session:
            try:
                _pin(session, event_id, other)
            except PinRefused as refusal:
                refused.append(refusal)

    with Session(engine) as first:
        _pin(first, event_id, one)
        second = threading.Thread(target=pin_too)
        second.start()
        second.join(timeout=1)
        first.commit()
        second.join(timeout=30)

    assert len(refused) == 1


def _pin(session: Session, event_id: int, exhibitor_id: int) -> None:
    event = session.get_one(Event, event_id)
    pin_exhibitor(session, event=event, exhibitor_id=exhibitor_id, booth_number="A01", actor="cli", now=NOON)
