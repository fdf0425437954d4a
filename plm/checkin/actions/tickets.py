"""Issuing tickets and taking them back, and the keys that sign them."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.checkin.actions.groups import issue_group_tickets
from plm.checkin.actions.inserting import insert_once
from plm.checkin.queries import get_live_ticket, get_ticket, signing_number, ticket_kind_of
from plm.checkin.rules import (
    MOST_KEYS,
    TICKET_PURPOSE,
    KeyNotValid,
    NoMoreKeys,
    TicketKind,
    TicketNotValid,
    public_half,
    serial_of,
    signing_key,
)
from plm.checkin.tables import Ticket, TicketKey, TicketSetting
from plm.codes import derive_code, hash_code, new_nonce


def issue_tickets(
    session: Session, *, event_id: int, participant_ids: Iterable[int], secret_key: str, now: datetime
) -> int:
    """One live ticket for each participant; who has one keeps it. Returns how many are new.

    A delegation gets its code with the first of its tickets.
    """
    ids = sorted(participant_ids)
    issue_group_tickets(session, event_id=event_id, participant_ids=ids, secret_key=secret_key, now=now)
    return sum(_issue(session, event_id, participant_id, secret_key, now) for participant_id in ids)


def _issue(session: Session, event_id: int, participant_id: int, secret_key: str, now: datetime) -> bool:
    nonce = new_nonce()
    values = {
        "event_id": event_id,
        "participant_id": participant_id,
        "nonce": nonce,
        "code_hash": hash_code(derive_code(secret_key, TICKET_PURPOSE, nonce)),
        "serial": serial_of(nonce),
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


def set_ticket_kind(
    session: Session, *, event_id: int, kind: TicketKind, secret_key: str, actor: str, now: datetime
) -> None:
    """What is drawn from now on. Whatever is in people's hands stays good, of either kind."""
    before = ticket_kind_of(session, event_id)
    if before is kind:
        return
    if (setting := session.get(TicketSetting, event_id)) is None:
        setting = TicketSetting(event_id=event_id)
        session.add(setting)
    setting.kind, setting.revised_at, setting.revised_by = kind, now, actor
    session.flush()
    facts = {"before": before.value, "after": kind.value}
    subject = f"event:{event_id}"
    record(session, actor=actor, verb="ticket_kind.set", subject=subject, event_id=event_id, facts=facts, now=now)
    _ensure_key(session, event_id, secret_key, actor, now)


def add_ticket_key(session: Session, *, event_id: int, secret_key: str, actor: str, now: datetime) -> TicketKey:
    """The key that signs from now on; tickets of the older ones stay good until these are revoked."""
    newest = select(func.coalesce(func.max(TicketKey.number), 0)).where(TicketKey.event_id == event_id)
    while (number := (session.scalar(newest) or 0) + 1) <= MOST_KEYS:
        public_key = public_half(signing_key(secret_key, event_id, number))
        values = {"event_id": event_id, "number": number, "public_key": public_key, "created_at": now}
        # Somebody may be making one at this moment: theirs has the number, ours the next.
        if insert_once(session, TicketKey, values):
            _note_key(session, "ticket_key.add", event_id, number, actor, now)
            return session.get_one(TicketKey, (event_id, number))
    raise NoMoreKeys(most=MOST_KEYS)


def revoke_ticket_key(
    session: Session, *, event_id: int, number: int, reason: str, secret_key: str, actor: str, now: datetime
) -> None:
    """No ticket signed by this key is let in any more; where tickets are signed, another one takes its place."""
    key = session.get(TicketKey, (event_id, number), with_for_update=True, populate_existing=True)
    if key is None or key.revoked_at is not None:
        raise KeyNotValid(number=number)
    key.revoked_at = now
    session.flush()
    _note_key(session, "ticket_key.revoke", event_id, number, actor, now, reason=reason)
    _ensure_key(session, event_id, secret_key, actor, now)


def _ensure_key(session: Session, event_id: int, secret_key: str, actor: str, now: datetime) -> None:
    is_signed = ticket_kind_of(session, event_id) is TicketKind.SIGNED
    if is_signed and not signing_number(session, event_id):
        add_ticket_key(session, event_id=event_id, secret_key=secret_key, actor=actor, now=now)


def _note_key(
    session: Session, verb: str, event_id: int, number: int, actor: str, now: datetime, *, reason: str = ""
) -> None:
    subject = f"ticket_key:{event_id}/{number}"
    record(session, actor=actor, verb=verb, subject=subject, event_id=event_id, reason=reason, now=now)
