"""What an event's tickets are, and the keys that sign them."""

import pytest
from sqlalchemy import select

from plm.audit.tables import AuditEntry
from plm.checkin.actions import add_ticket_key, revoke_ticket_key, set_ticket_kind
from plm.checkin.queries import drawn_tickets_of, signing_of, ticket_keys_of, ticket_kind_of
from plm.checkin.rules import KeyNotValid, NoMoreKeys, Reason, TicketKind, read_ticket, written_code
from plm.checkin.tables import Ticket, TicketKey
from tests.checkin.people import SECRET, make_holder
from tests.factories import NOON, make_event

BY = {"secret_key": SECRET, "actor": "account:1", "now": NOON}


@pytest.fixture
def event(session):
    return make_event(session)


@pytest.fixture
def holder(session, event):
    return make_holder(session, event)


def said(session, event, holder):
    ids = [holder.participant.id]
    (drawn,) = drawn_tickets_of(session, event, ids, secret_key=SECRET, public_url="https://plm.id").values()
    return drawn.says


def flaw(session, event, text):
    return read_ticket(text, keys=signing_of(session, event)).flaw


def test_tickets_are_opaque_until_an_event_chooses(session, event, holder):
    assert ticket_kind_of(session, event.id) is TicketKind.OPAQUE
    assert said(session, event, holder) == f"HTTPS://PLM.ID/T/{written_code(holder.code)}"


def test_an_event_that_chooses_signed_tickets_has_a_key_at_once(session, event, holder):
    set_ticket_kind(session, event_id=event.id, kind=TicketKind.SIGNED, **BY)
    set_ticket_kind(session, event_id=event.id, kind=TicketKind.SIGNED, **BY)

    text = said(session, event, holder)

    assert [key.number for key in ticket_keys_of(session, event.id)] == [1]
    assert read_ticket(text, keys=signing_of(session, event)).serial == session.get_one(Ticket, holder.ticket_id).serial
    verbs = session.scalars(select(AuditEntry.verb).where(AuditEntry.event_id == event.id)).all()
    assert verbs == ["ticket_kind.set", "ticket_key.add"]


def test_a_new_key_signs_and_the_old_ones_stay_good_until_they_are_revoked(session, event, holder):
    set_ticket_kind(session, event_id=event.id, kind=TicketKind.SIGNED, **BY)
    old = said(session, event, holder)
    add_ticket_key(session, event_id=event.id, **BY)
    new = said(session, event, holder)
    before = [flaw(session, event, text) for text in (old, new)]
    revoke_ticket_key(session, event_id=event.id, number=1, reason="Bocor", **BY)

    assert old != new
    assert before == [None, None]
    assert [flaw(session, event, text) for text in (old, new, old)] == [Reason.UNKNOWN_KEY, None, Reason.UNKNOWN_KEY]


def test_where_tickets_are_signed_a_revoked_last_key_has_a_successor(session, event, holder):
    set_ticket_kind(session, event_id=event.id, kind=TicketKind.SIGNED, **BY)
    leaked = said(session, event, holder)

    revoke_ticket_key(session, event_id=event.id, number=1, reason="Bocor", **BY)

    assert [(key.number, key.revoked_at) for key in ticket_keys_of(session, event.id)] == [(2, None), (1, NOON)]
    assert flaw(session, event, leaked) is Reason.UNKNOWN_KEY
    assert flaw(session, event, said(session, event, holder)) is None


def test_a_signed_ticket_stays_good_when_the_event_draws_the_other_kind_again(session, event, holder):
    set_ticket_kind(session, event_id=event.id, kind=TicketKind.SIGNED, **BY)
    text = said(session, event, holder)

    set_ticket_kind(session, event_id=event.id, kind=TicketKind.OPAQUE, **BY)

    assert said(session, event, holder).startswith("HTTPS://")
    assert flaw(session, event, text) is None


def test_another_events_ticket_says_so(session, event, holder):
    other = make_event(session, slug="lain")
    for one in (event, other):
        set_ticket_kind(session, event_id=one.id, kind=TicketKind.SIGNED, **BY)

    assert flaw(session, other, said(session, event, holder)) is Reason.OTHER_EVENT


@pytest.mark.parametrize("number", [1, 7])
def test_a_key_is_revoked_once(session, event, number):
    add_ticket_key(session, event_id=event.id, **BY)
    revoke_ticket_key(session, event_id=event.id, number=1, reason="Bocor", **BY)

    with pytest.raises(KeyNotValid):
        revoke_ticket_key(session, event_id=event.id, number=number, reason="Bocor", **BY)


def test_a_ticket_names_its_key_in_one_byte(session, event):
    session.add(TicketKey(event_id=event.id, number=255, public_key="0" * 64, created_at=NOON))
    session.flush()

    with pytest.raises(NoMoreKeys):
        add_ticket_key(session, event_id=event.id, **BY)
