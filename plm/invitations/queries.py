"""Reading invitations."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from plm.codes import hash_code, read_code
from plm.invitations.rules import LinkUnknown
from plm.invitations.tables import Invitation


def get_invitation_by_token(session: Session, token: str) -> Invitation:
    """The invitation that this link's token opens, or LinkUnknown."""
    invitation = session.scalar(select(Invitation).where(Invitation.token_hash == hash_code(read_code(token))))
    if invitation is None:
        raise LinkUnknown
    return invitation
