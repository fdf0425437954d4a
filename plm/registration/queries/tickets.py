"""Who is to get a ticket or a badge, and whose links an address opens."""

from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from plm.events.tables import Event
from plm.invitations.tables import Invitation
from plm.libraries.tables import Library
from plm.registration.queries.people import registered
from plm.registration.rules import EventRole
from plm.registration.tables import BadgeRun, Delegation, Participant, ParticipantRole


def find_badge_run(session: Session, event_id: int) -> BadgeRun | None:
    """The last sheet of badges that was asked for."""
    return session.get(BadgeRun, event_id, populate_existing=True)


def people_for_badges(session: Session, event_id: int, *, role: EventRole | None, by_place: bool) -> list[Participant]:
    """Everybody registered, or those with one role; by name, or in order of place."""
    query = (
        select(Participant)
        .outerjoin(Delegation, Delegation.id == Participant.delegation_id)
        .outerjoin(Library, Library.id == Delegation.library_id)
        .where(Participant.event_id == event_id, *registered())
    )
    if role is not None:
        held = select(ParticipantRole.participant_id).where(ParticipantRole.role == role)
        query = query.where(Participant.id.in_(held))
    place = (Library.region_code.nulls_last(), Library.name, Participant.position_number) if by_place else ()
    return list(session.scalars(query.order_by(*place, Participant.name, Participant.id)))


def links_of_address(
    session: Session, address: str, *, today: date, now: datetime
) -> tuple[list[Participant], list[Invitation]]:
    """The people and the invitations that a mail address belongs to, of meetings that are not over; two statements."""
    wanted = address.strip().lower()
    people = session.scalars(
        select(Participant)
        .join(Event, Event.id == Participant.event_id)
        .outerjoin(Delegation, Delegation.id == Participant.delegation_id)
        .where(func.lower(Participant.email) == wanted, Event.ends_on >= today, *registered())
        .order_by(Participant.id)
    )
    invitations = session.scalars(
        select(Invitation)
        .join(Event, Event.id == Invitation.event_id)
        .join(Library, Library.id == Invitation.library_id)
        .outerjoin(Delegation, Delegation.invitation_id == Invitation.id)
        .where(func.lower(Library.email) == wanted, Event.ends_on >= today, Invitation.revoked_at.is_(None))
        .where(or_(Invitation.expires_at > now, Delegation.submitted_at.is_not(None)))
        .order_by(Invitation.id)
    )
    return list(people), list(invitations)
