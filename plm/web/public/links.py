"""What a personal link opens: the guard of every page behind one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for

from plm.clock import now
from plm.errors import LinkExpired, Refusal, require_open
from plm.events.queries import get_event_by_id
from plm.extensions import db
from plm.invitations.queries import get_invitation_by_token
from plm.libraries.queries import get_library
from plm.registration.queries import find_delegation, get_participant_by_token

if TYPE_CHECKING:
    from plm.events.tables import Event
    from plm.invitations.tables import Invitation
    from plm.libraries.tables import Library
    from plm.registration.tables import Delegation, Participant


@dataclass(frozen=True)
class LibraryLink:
    """A library's link, still open."""

    token: str
    invitation: Invitation
    event: Event
    library: Library
    delegation: Delegation | None

    @property
    def actor(self) -> str:
        """How the audit trail names whoever holds the link."""
        return f"library:{self.library.id}"

    @property
    def is_submitted(self) -> bool:
        return self.delegation is not None and self.delegation.submitted_at is not None


@dataclass(frozen=True)
class ParticipantLink:
    """A participant's own link; it stays open after the event, for the certificate."""

    token: str
    participant: Participant
    event: Event


def library_link(token: str) -> LibraryLink:
    """The library's link, or LinkUnknown, LinkExpired, LinkRevoked; who is registered stays in after the expiry."""
    session = db.session()
    invitation = get_invitation_by_token(session, token)
    event = get_event_by_id(session, invitation.event_id)
    delegation = find_delegation(session, invitation.event_id, invitation.library_id)
    link = LibraryLink(token, invitation, event, get_library(session, invitation.library_id), delegation)
    expires_at = None if link.is_submitted else invitation.expires_at
    try:
        require_open(expires_at=expires_at, revoked_at=invitation.revoked_at, now=now())
    except Refusal as refusal:
        # Whoever stands before a closed door is told whom to ask.
        refusal.facts |= {"contact_name": event.contact_name, "contact_phone": event.contact_phone}
        if isinstance(refusal, LinkExpired):
            refusal.facts |= {
                "ask_at": url_for("public.reply.ask_for_link", token=token),
                "asked": invitation.link_asked_at is not None,
            }
        raise
    return link


def participant_link(token: str) -> ParticipantLink:
    """The participant's link, or LinkUnknown."""
    participant = get_participant_by_token(db.session(), token)
    return ParticipantLink(token, participant, get_event_by_id(db.session(), participant.event_id))
