"""Which kind of ticket an event draws, with which keys, and what each ticket's QR says."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plm.checkin.rules import (
    TICKET_PURPOSE,
    Signing,
    TicketKind,
    event_tag,
    signed_token,
    signing_key,
    ticket_url,
    written_code,
)
from plm.checkin.tables import Ticket, TicketKey, TicketSetting
from plm.codes import derive_code
from plm.events.tables import Event


@dataclass(frozen=True)
class DrawnTicket:
    """A ticket as it is shown: `code` for typing, `says` in the QR, `page` what opens in anybody's browser."""

    code: str
    says: str
    page: str


def ticket_kind_of(session: Session, event_id: int) -> TicketKind:
    """What the event chose; the opaque secret where it chose nothing."""
    setting = session.get(TicketSetting, event_id)
    return setting.kind if setting else TicketKind.OPAQUE


def ticket_keys_of(session: Session, event_id: int) -> list[TicketKey]:
    """All keys ever, the newest first."""
    query = select(TicketKey).where(TicketKey.event_id == event_id).order_by(TicketKey.number.desc())
    return list(session.scalars(query))


def signing_of(session: Session, event: Event) -> Signing:
    """What the event's signed tickets are read with."""
    keys = ticket_keys_of(session, event.id)
    return Signing(event_tag(event.slug), {key.number: key.public_key for key in keys if key.revoked_at is None})


def signing_number(session: Session, event_id: int) -> int:
    """The key that signs what is drawn now, 0 where tickets are opaque; one statement."""
    newest = (
        select(func.max(TicketKey.number))
        .where(TicketKey.event_id == TicketSetting.event_id, TicketKey.revoked_at.is_(None))
        .scalar_subquery()
    )
    query = select(newest).where(TicketSetting.event_id == event_id, TicketSetting.kind == TicketKind.SIGNED)
    return session.scalar(query) or 0


def drawn_tickets_of(
    session: Session, event: Event, participant_ids: Iterable[int], *, secret_key: str, public_url: str
) -> dict[int, DrawnTicket]:
    """What stands on the live tickets of these people, those without one left out; two statements."""
    number = signing_number(session, event.id)
    query = select(Ticket.participant_id, Ticket.nonce, Ticket.serial).where(
        Ticket.participant_id.in_(list(participant_ids)), Ticket.revoked_at.is_(None)
    )
    drawn = {}
    for participant_id, nonce, serial in session.execute(query):
        code = derive_code(secret_key, TICKET_PURPOSE, nonce)
        page = ticket_url(public_url, code)
        says = page
        if number:
            key = signing_key(secret_key, event.id, number)
            says = signed_token(key, number=number, tag=event_tag(event.slug), serial=serial)
        drawn[participant_id] = DrawnTicket(written_code(code), says, page)
    return drawn
