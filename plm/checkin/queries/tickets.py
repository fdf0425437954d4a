"""Tickets with their holders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from plm.checkin.rules import TICKET_PURPOSE, Person, TicketFacts
from plm.checkin.tables import Checkpoint, Guest, Presence, Ticket
from plm.codes import derive_code
from plm.errors import NotFound
from plm.registration.rules import EventRole, ParticipantState, name_line
from plm.registration.tables import Participant, ParticipantRole

MOST_FOUND = 20


@dataclass(frozen=True)
class FoundTicket:
    """A ticket found by its holder's name, with the moment its holder came in today; `serial` picks it."""

    ticket: TicketFacts
    entered_at: datetime | None
    serial: str


def find_ticket_by_hash(session: Session, code_hash: str) -> TicketFacts | None:
    row = session.execute(_facts_query().where(Ticket.code_hash == code_hash)).first()
    return _facts(row) if row else None


def get_ticket(session: Session, event_id: int, ticket_id: int) -> Ticket:
    """A ticket of this event, or NotFound."""
    ticket = session.get(Ticket, ticket_id)
    if ticket is None or ticket.event_id != event_id:
        raise NotFound(what="ticket", value=ticket_id)
    return ticket


def get_ticket_facts(session: Session, ticket_id: int) -> TicketFacts:
    """What is known of a ticket, of whichever event: scans of foreign tickets are kept too."""
    return _facts(session.execute(_facts_query().where(Ticket.id == ticket_id)).one())


def find_live_ticket(session: Session, participant_id: int) -> Ticket | None:
    """The one ticket a participant may come in with."""
    return session.scalar(select(Ticket).where(Ticket.participant_id == participant_id, Ticket.revoked_at.is_(None)))


def get_live_ticket(session: Session, participant_id: int) -> Ticket:
    """The live ticket, or NotFound."""
    ticket = find_live_ticket(session, participant_id)
    if ticket is None:
        raise NotFound(what="ticket", value=participant_id)
    return ticket


def is_ticket_revoked(session: Session, participant_id: int) -> bool:
    """Whether a participant had a ticket and has none to come in with."""
    tickets = select(func.count(), func.count(Ticket.revoked_at)).where(Ticket.participant_id == participant_id)
    issued, revoked = session.execute(tickets).one()
    return bool(issued == revoked > 0)


def has_entered(session: Session, participant_id: int) -> bool:
    """Whether somebody has come in anywhere, with whichever ticket."""
    entered = select(Presence.ticket_id).join(Ticket, Ticket.id == Presence.ticket_id)
    mine = entered.where(Ticket.participant_id == participant_id, Presence.scan_id.is_not(None))
    return session.scalar(mine.limit(1)) is not None


def ticket_code_of(session: Session, participant_id: int, secret_key: str) -> str | None:
    """The code of a participant's live ticket, derived again: 26 characters."""
    ticket = find_live_ticket(session, participant_id)
    return derive_code(secret_key, TICKET_PURPOSE, ticket.nonce) if ticket else None


def tickets_matching(session: Session, event_id: int, text: str) -> list[TicketFacts]:
    """Live tickets whose holder or institution has this text, by name."""
    return [_facts(row) for row in session.execute(_matching(event_id, text))]


def tickets_at_door(
    session: Session, checkpoint: Checkpoint, text: str, *, day: date, limit: int = MOST_FOUND
) -> list[FoundTicket]:
    """The same, each with the moment its holder came in here on this day."""
    return _at_door(session, checkpoint, _matching(checkpoint.event_id, text).limit(limit), day)


def tickets_of_delegation(
    session: Session, checkpoint: Checkpoint, delegation_id: int, *, day: date
) -> list[FoundTicket]:
    """Live tickets of one delegation, in its own order, as `tickets_at_door` gives them."""
    query = (
        _facts_query()
        .where(Participant.delegation_id == delegation_id, Ticket.revoked_at.is_(None))
        .where(Ticket.event_id == checkpoint.event_id, Participant.state == ParticipantState.ACTIVE)
        .order_by(Participant.position_number, Ticket.id)
    )
    return _at_door(session, checkpoint, query, day)


def _at_door(
    session: Session, checkpoint: Checkpoint, query: Select[Any, Any, Any, Any], day: date
) -> list[FoundTicket]:
    today = (
        select(func.min(Presence.entered_at))
        .where(Presence.ticket_id == Ticket.id, Presence.checkpoint_id == checkpoint.id, Presence.day == day)
        .correlate(Ticket)
        .scalar_subquery()
    )
    return [FoundTicket(_facts(row), row[4], row[0].serial) for row in session.execute(query.add_columns(today))]


def _matching(event_id: int, text: str) -> Select[Any, Any, Any, Any]:
    named = Participant.name.icontains(text, autoescape=True)
    sent = Participant.institution.icontains(text, autoescape=True)
    return (
        _facts_query()
        .where(Ticket.event_id == event_id, Ticket.revoked_at.is_(None), or_(named, sent))
        .order_by(Participant.name, Ticket.id)
        .limit(MOST_FOUND)
    )


def expected_at(session: Session, event_id: int) -> int:
    """People with a valid ticket."""
    return session.scalar(select(func.count()).select_from(expected_in_event(event_id).subquery())) or 0


def expected_through(session: Session, checkpoint: Checkpoint) -> int:
    """Of these, who may pass here."""
    return session.scalar(select(func.count()).select_from(expected_ids(checkpoint).subquery())) or 0


def expected_ids(checkpoint: Checkpoint) -> Select[int]:
    """Ids of people with a valid ticket who may pass here: in one of its roles, and on its list where it has one."""
    query = expected_in_event(checkpoint.event_id)
    if checkpoint.roles:
        held = select(ParticipantRole.participant_id).where(ParticipantRole.role.in_(checkpoint.roles))
        query = query.where(Participant.id.in_(held))
    if checkpoint.guests_only:
        query = query.where(
            Participant.id.in_(select(Guest.participant_id).where(Guest.checkpoint_id == checkpoint.id))
        )
    return query


def expected_in_event(event_id: int) -> Select[int]:
    """Ids of everybody with a valid ticket."""
    return (
        select(Participant.id)
        .join(Ticket, Ticket.participant_id == Participant.id)
        .where(Ticket.event_id == event_id, Ticket.revoked_at.is_(None))
        .where(Participant.state == ParticipantState.ACTIVE)
        .distinct()
    )


def _facts_query() -> Select[Any, Any, Any, Any]:
    """Tickets with holder, roles and the holder of the ticket that replaced them, in one statement."""
    successor, heir = aliased(Ticket), aliased(Participant)
    roles = (
        select(func.aggregate_strings(ParticipantRole.role, ","))
        .where(ParticipantRole.participant_id == Participant.id)
        .scalar_subquery()
    )
    return (
        select(Ticket, Participant, heir, func.coalesce(roles, "").label("roles"))
        .join(Participant, Participant.id == Ticket.participant_id)
        .outerjoin(successor, successor.id == Ticket.replaced_by_id)
        .outerjoin(heir, heir.id == successor.participant_id)
    )


def _facts(row: Sequence[Any]) -> TicketFacts:
    ticket, holder, heir, roles = row[:4]
    held = set(roles.split(","))
    person = Person(
        holder.id, _name(holder), holder.institution, tuple(role for role in EventRole if role.value in held)
    )
    return TicketFacts(
        id=ticket.id,
        event_id=ticket.event_id,
        state=holder.state,
        person=person,
        revoked_at=ticket.revoked_at,
        replaced_by=_name(heir) if heir else "",
        ended_at=holder.ended_at,
    )


def _name(participant: Participant) -> str:
    return name_line(participant.title_prefix, participant.name, participant.title_suffix)
