"""Issuing tickets and taking them back."""

from datetime import datetime

from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.checkin.queries import get_ticket
from plm.checkin.rules import TICKET_PURPOSE, TicketNotValid
from plm.checkin.tables import Ticket
from plm.codes import derive_code, hash_code, new_nonce
from plm.registration.tables import Participant


def issue_ticket(session: Session, *, participant: Participant, event_id: int, key: str, now: datetime) -> Ticket:
    """A new ticket; its code can be derived again from the key, but is not stored."""
    nonce = new_nonce()
    ticket = Ticket(
        event_id=event_id,
        participant_id=participant.id,
        nonce=nonce,
        code_hash=hash_code(derive_code(key, TICKET_PURPOSE, nonce)),
        issued_at=now,
    )
    session.add(ticket)
    session.flush()
    return ticket


def revoke_ticket(session: Session, *, event_id: int, ticket_id: int, reason: str, actor: str, now: datetime) -> Ticket:
    """Take a ticket back; it is refused from now on."""
    ticket = get_ticket(session, event_id, ticket_id)
    if ticket.revoked_at is not None:
        raise TicketNotValid()
    ticket.revoked_at, ticket.revoke_reason = now, reason
    session.flush()
    record(
        session,
        actor=actor,
        verb="revoke_ticket",
        subject=f"ticket:{ticket.id}",
        event_id=event_id,
        reason=reason,
        now=now,
    )
    return ticket


def replace_ticket(
    session: Session, *, event_id: int, ticket_id: int, reason: str, key: str, actor: str, now: datetime
) -> Ticket:
    """A new ticket for the same person; the lost one is refused and names its successor."""
    lost = revoke_ticket(session, event_id=event_id, ticket_id=ticket_id, reason=reason, actor=actor, now=now)
    holder = session.get_one(Participant, lost.participant_id)
    fresh = issue_ticket(session, participant=holder, event_id=event_id, key=key, now=now)
    lost.replaced_by_id = fresh.id
    session.flush()
    return fresh
