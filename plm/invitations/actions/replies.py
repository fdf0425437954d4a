"""What the library answers."""

from datetime import datetime

from sqlalchemy.orm import Session

from plm.errors import require_open
from plm.invitations.actions.noting import note
from plm.invitations.rules import PlaceMoved, Reply
from plm.invitations.tables import Invitation


def reply_to(
    session: Session, *, invitation: Invitation, reply: Reply, reason: str = "", actor: str, now: datetime
) -> None:
    """Keep the library's answer; whoever calls this has looked whether the answer may still change."""
    require_open(expires_at=invitation.expires_at, revoked_at=invitation.revoked_at, now=now)
    if reply is Reply.ACCEPTED and invitation.place_moved_at is not None:
        raise PlaceMoved(moved_at=invitation.place_moved_at)
    reason = reason.strip() if reply is Reply.DECLINED else ""
    if (invitation.reply, invitation.decline_reason) == (reply, reason):
        return
    invitation.reply, invitation.decline_reason, invitation.replied_at = reply, reason, now
    session.flush()
    note(session, invitation, f"invitation.{reply.value}", actor, now, reason)


def lock_invitation(session: Session, invitation_id: int) -> Invitation:
    """The invitation as it stands now, held until the transaction ends."""
    return session.get_one(Invitation, invitation_id, with_for_update=True, populate_existing=True)
