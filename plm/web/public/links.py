"""What a personal link opens: the guard of every page behind one."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plm.clock import now
from plm.events.queries import get_event_by_id
from plm.extensions import db
from plm.invitations.queries import get_invitation_by_token
from plm.invitations.rules import require_open
from plm.libraries.queries import get_library
from plm.registration.queries import get_participant_by_token

if TYPE_CHECKING:
    from plm.events.tables import Event
    from plm.invitations.tables import Invitation
    from plm.libraries.tables import Library
    from plm.registration.tables import Participant


@dataclass(frozen=True)
class LibraryLink:
    """A library's link, still open."""

    token: str
    invitation: "Invitation"
    event: "Event"
    library: "Library"


@dataclass(frozen=True)
class ParticipantLink:
    """A participant's own link; it stays open after the event, for the certificate."""

    token: str
    participant: "Participant"
    event: "Event"


def library_link(token: str) -> LibraryLink:
    """The library's link, or LinkUnknown, LinkExpired, LinkRevoked."""
    session = db.session()
    invitation = get_invitation_by_token(session, token)
    require_open(expires_at=invitation.expires_at, revoked_at=invitation.revoked_at, now=now())
    event = get_event_by_id(session, invitation.event_id)
    return LibraryLink(token, invitation, event, get_library(session, invitation.library_id))


def participant_link(token: str) -> ParticipantLink:
    """The participant's link, or LinkUnknown."""
    participant = get_participant_by_token(db.session(), token)
    return ParticipantLink(token, participant, get_event_by_id(db.session(), participant.event_id))
