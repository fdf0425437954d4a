"""Mails to people: their ticket, and the links that somebody has lost."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.codes import hash_code
from plm.outbox.actions import put_mail
from plm.outbox.tables import MailMessage
from plm.registration.rules import LOST_TEMPLATE, TICKET_TEMPLATE, MailAddressMissing
from plm.registration.tables import Participant


def write_ticket(
    session: Session, *, participant: Participant, today: date, actor: str, now: datetime
) -> MailMessage | None:
    """Put the ticket into the outbox, at most once a day; None when it went out today. Wants an address."""
    if not participant.email:
        raise MailAddressMissing
    mail = put_mail(
        session,
        event_id=participant.event_id,
        purpose=f"ticket:{participant.id}:{today.isoformat()}:{hash_code(participant.email)[:8]}",
        recipient=participant.email,
        template=TICKET_TEMPLATE,
        about={"participant_id": participant.id},
        now=now,
    )
    if mail is not None:
        subject, event_id = f"participant:{participant.id}", participant.event_id
        record(session, actor=actor, verb="ticket.send", subject=subject, now=now, event_id=event_id)
    return mail


def write_lost_links(
    session: Session,
    *,
    address: str,
    participant_ids: list[int],
    invitation_ids: list[int],
    event_id: int,
    now: datetime,
) -> MailMessage | None:
    """Every link that belongs to an address, in one mail, at most once an hour."""
    return put_mail(
        session,
        event_id=event_id,
        purpose=f"lost:{hash_code(address.casefold())[:32]}:{now:%Y%m%d%H}",
        recipient=address,
        template=LOST_TEMPLATE,
        about={"participant_ids": participant_ids, "invitation_ids": invitation_ids},
        now=now,
    )
