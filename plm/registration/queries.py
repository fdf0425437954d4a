"""Reading delegations and participants."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from plm.codes import hash_code, read_code
from plm.invitations.rules import LinkUnknown
from plm.registration.tables import Participant


def get_participant_by_token(session: Session, token: str) -> Participant:
    """The person whose own page this token opens, or LinkUnknown."""
    participant = session.scalar(select(Participant).where(Participant.token_hash == hash_code(read_code(token))))
    if participant is None:
        raise LinkUnknown
    return participant
