"""Who is on a checkpoint's list, and which sessions somebody may choose."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from plm.checkin.tables import Checkpoint, Guest
from plm.events.tables import AgendaSession, Event, Venue
from plm.registration.queries import roles_of
from plm.registration.rules import EventRole, ParticipantState
from plm.registration.tables import Delegation, Participant, ParticipantRole


@dataclass(frozen=True)
class GuestLine:
    """Somebody on a list; `chosen` when it was their own choice."""

    person: Participant
    added_at: datetime
    chosen: bool


@dataclass(frozen=True)
class SessionChoice:
    """A session that can be chosen, with the places that are taken."""

    checkpoint: Checkpoint
    session: AgendaSession
    venue: Venue | None
    taken: int
    is_mine: bool

    @property
    def free(self) -> int | None:
        """Places left, None where nobody counts them."""
        capacity = self.checkpoint.capacity
        return None if capacity is None else max(0, capacity - self.taken)

    def overlaps(self, other: "SessionChoice") -> bool:
        """Whether nobody can be in both."""
        return self.session.starts_at < other.session.ends_at and other.session.starts_at < self.session.ends_at


def count_guests(session: Session, checkpoint_id: int) -> int:
    """How many places of the list are taken; who was cancelled has freed theirs."""
    return count_guests_of(session, [checkpoint_id]).get(checkpoint_id, 0)


def count_guests_of(session: Session, checkpoint_ids: list[int]) -> dict[int, int]:
    """The same for several checkpoints, those without anybody left out; one statement."""
    query = (
        select(Guest.checkpoint_id, func.count())
        .join(Participant, Participant.id == Guest.participant_id)
        .where(Guest.checkpoint_id.in_(checkpoint_ids), Participant.state == ParticipantState.ACTIVE)
        .group_by(Guest.checkpoint_id)
    )
    return dict(row for row in session.execute(query))


def guests_of(session: Session, checkpoint_id: int, *, limit: int | None = None, offset: int = 0) -> list[GuestLine]:
    """The list by name; who was cancelled is left out."""
    query = (
        select(Participant, Guest.added_at, Guest.added_by)
        .join(Guest, Guest.participant_id == Participant.id)
        .where(Guest.checkpoint_id == checkpoint_id, Participant.state == ParticipantState.ACTIVE)
        .order_by(Participant.name, Participant.id)
        .limit(limit)
        .offset(offset)
    )
    return [GuestLine(person, at, by.startswith("participant:")) for person, at, by in session.execute(query)]


def guest_ids(session: Session, checkpoint_id: int) -> set[int]:
    """Everybody who is on the list, by id."""
    return set(session.scalars(select(Guest.participant_id).where(Guest.checkpoint_id == checkpoint_id)))


def people_in_role(session: Session, event_id: int, role: EventRole) -> list[int]:
    """Ids of registered people with this role."""
    held = select(ParticipantRole.participant_id).where(ParticipantRole.role == role)
    query = (
        select(Participant.id)
        .outerjoin(Delegation, Delegation.id == Participant.delegation_id)
        .where(Participant.event_id == event_id, Participant.state == ParticipantState.ACTIVE)
        .where(or_(Participant.delegation_id.is_(None), Delegation.submitted_at.is_not(None)))
        .where(Participant.id.in_(held))
    )
    return list(session.scalars(query))


def choices_of(session: Session, event: Event, participant_id: int) -> list[SessionChoice]:
    """Sessions this person may choose, in order of time; those for other roles are left out. Three statements."""
    query = (
        select(Checkpoint, AgendaSession, Venue)
        .join(AgendaSession, AgendaSession.id == Checkpoint.session_id)
        .outerjoin(Venue, Venue.id == AgendaSession.venue_id)
        .where(Checkpoint.event_id == event.id, Checkpoint.choosable)
        .order_by(AgendaSession.starts_at, Checkpoint.name)
    )
    rows = session.execute(query).all()
    if not rows:
        return []
    mine = set(session.scalars(select(Guest.checkpoint_id).where(Guest.participant_id == participant_id)))
    roles = {role.value for role in roles_of(session, [participant_id])[participant_id]}
    taken = count_guests_of(session, [checkpoint.id for checkpoint, _, _ in rows])
    return [
        SessionChoice(checkpoint, line, venue, taken.get(checkpoint.id, 0), checkpoint.id in mine)
        for checkpoint, line, venue in rows
        if not checkpoint.roles or roles & set(checkpoint.roles)
    ]
