"""The words of registration."""

from enum import StrEnum


class EventRole(StrEnum):
    """What a person is at the event; one person may hold several (domain 1.3)."""

    PARTICIPANT = "participant"
    COMPANION = "companion"
    SPEAKER = "speaker"
    MODERATOR = "moderator"
    FACILITATOR = "facilitator"
    PANELIST = "panelist"
    COMMITTEE = "committee"
    GUEST = "guest"
    JUROR = "juror"


class CostBearer(StrEnum):
    ORGANISER = "organiser"
    AGENCY = "agency"
    SELF = "self"


class ParticipantState(StrEnum):
    ACTIVE = "active"
    CANCELLED = "cancelled"
    SUBSTITUTED = "substituted"
    MERGED = "merged"


class DocumentKind(StrEnum):
    ASSIGNMENT_LETTER = "assignment_letter"
    OTHER = "other"


class DocumentState(StrEnum):
    PENDING = "pending"
    RECEIVED = "received"
    REJECTED = "rejected"
    WAIVED = "waived"


# Positions are stored in the words that stand on paper; this one also decides the role.
COMPANION_POSITION = "Pendamping"


def role_of_position(position: str) -> EventRole:
    """What somebody of a delegation is at the event."""
    return EventRole.COMPANION if position == COMPANION_POSITION else EventRole.PARTICIPANT


# Whoever works at the meeting sits on no participant's chair.
SEATED_ROLES = frozenset({EventRole.PARTICIPANT, EventRole.COMPANION, EventRole.GUEST})


def takes_seat(roles: frozenset[EventRole]) -> bool:
    """Whether somebody with these roles counts against the event's capacity."""
    return bool(roles & SEATED_ROLES)
