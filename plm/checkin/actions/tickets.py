"""Issuing tickets and taking them back."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.checkin.actions.inserting import insert_once
from plm.checkin.queries import get_live_ticket, get_ticket
from plm.checkin.rules import TICKET_PURPOSE, TicketNotValid
from plm.checkin.tables import Ticket
from plm.codes import derive_code, hash_code, new_nonce


def issue_tickets(
    session: Session, *, event_id: int, participant_ids: Iterable[int], secret_key: str, now: datetime
) -> int:
    """One live ticket for each participant; who has one keeps it. Returns how many are new."""
    return sum(_issue(session, event_id, participant_id, secret_key, now) for participant_id in sorted(participant_ids))


def _issue(session: Session, event_id: int, participant_id: int, secret_key: str, now: datetime) -> bool:
    nonce = new_nonce()
    values = {
        "event_id": event_id,
        "participant_id": participant_id,
        "nonce": nonce,
        "code_hash": hash_code(derive_code(secret_key, TICKET_PURPOSE, nonce)),
        "issued_at": now,
        "revoke_reason": "",
    }
    return insert_once(session, Ticket, values)


def revoke_ticket(session: Session, *, event_id: int, ticket_id: int, reason: str, actor: str, now: datetime) -> Ticket:
    """Take a ticket back; it is refused from now on."""
    ticket = get_ticket(session, event_id, ticket_id)
    session.refresh(ticket, with_for_update={"key_share": True})
    if ticket.revoked_at is not None:
        raise TicketNotValid()
    ticket.revoked_at, ticket.revoke_reason = now, reason
    session.flush()
    subject = f"ticket:{ticket.id}"
    record(session, actor=actor, verb="ticket.revoke", subject=subject, event_id=event_id, reason=reason, now=now)
    return ticket


def replace_ticket(
    session: Session, *, event_id: int, ticket_id: int, reason: str, secret_key: str, actor: str, now: datetime
) -> Ticket:
    """A new ticket for the same person; the lost one is refused and names its successor."""
    lost = revoke_ticket(session, event_id=event_id, ticket_id=ticket_id, reason=reason, actor=actor, now=now)
    issue_tickets(session, event_id=event_id, participant_ids=[lost.participant_id], secret_key=secret_key, now=now)
    fresh = get_live_ticket(session, lost.participant_id)
    lost.replaced_by_id = fresh.id
    session.flush()
    return fresh
