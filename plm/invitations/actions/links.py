"""The personal link: made, renewed, revoked."""

from datetime import datetime

from sqlalchemy.orm import Session

from plm.codes import derive_code, hash_code, new_nonce
from plm.invitations.actions.noting import note
from plm.invitations.rules import LINK, require_future
from plm.invitations.tables import Invitation


def renew_link(
    session: Session, *, invitation: Invitation, expires_at: datetime, secret_key: str, actor: str, now: datetime
) -> None:
    """A new link; the old one is dead at once."""
    require_future(expires_at, now=now)
    invitation.link_nonce, invitation.token_hash = fresh_link(secret_key)
    invitation.expires_at, invitation.revoked_at, invitation.sent_at = expires_at, None, None
    session.flush()
    note(session, invitation, "invitation.renew", actor, now)


def revoke_link(session: Session, *, invitation: Invitation, actor: str, now: datetime) -> None:
    """The link opens nothing any more; a second time changes nothing."""
    if invitation.revoked_at is None:
        invitation.revoked_at = now
        session.flush()
        note(session, invitation, "invitation.revoke", actor, now)


def fresh_link(secret_key: str) -> tuple[str, str]:
    nonce = new_nonce()
    return nonce, hash_code(derive_code(secret_key, LINK, nonce))
