"""The personal link: made, renewed, revoked."""

from datetime import datetime

from sqlalchemy.orm import Session

from plm.codes import derive_code, hash_code, new_nonce
from plm.invitations.actions.noting import note
from plm.invitations.rules import LINK, NothingAsked, require_future
from plm.invitations.tables import Invitation


def renew_link(
    session: Session, *, invitation: Invitation, expires_at: datetime, secret_key: str, actor: str, now: datetime
) -> None:
    """A new link; the old one is dead at once."""
    require_future(expires_at, now=now)
    invitation.link_nonce, invitation.token_hash = fresh_link(secret_key)
    invitation.expires_at, invitation.revoked_at, invitation.sent_at = expires_at, None, None
    invitation.link_asked_at, invitation.place_moved_at = None, None
    session.flush()
    note(session, invitation, "invitation.renew", actor, now)


def revoke_link(session: Session, *, invitation: Invitation, actor: str, now: datetime) -> None:
    """The link opens nothing any more; a second time changes nothing."""
    if invitation.revoked_at is None:
        invitation.revoked_at = now
        session.flush()
        note(session, invitation, "invitation.revoke", actor, now)


def ask_for_link(session: Session, *, invitation: Invitation, now: datetime) -> bool:
    """Whoever holds an expired link asks for a new one; once until the committee has answered. True when it is new."""
    if invitation.link_asked_at is not None:
        return False
    invitation.link_asked_at = now
    session.flush()
    note(session, invitation, "invitation.ask_for_link", f"library:{invitation.library_id}", now)
    return True


def decline_link(session: Session, *, invitation: Invitation, reason: str, actor: str, now: datetime) -> None:
    """The committee gives no new link, and says why; raises NothingAsked when none is asked for."""
    if invitation.link_asked_at is None:
        raise NothingAsked(invitation_id=invitation.id)
    invitation.link_asked_at = None
    session.flush()
    note(session, invitation, "invitation.decline_link", actor, now, reason)


def fresh_link(secret_key: str) -> tuple[str, str]:
    nonce = new_nonce()
    return nonce, hash_code(derive_code(secret_key, LINK, nonce))
