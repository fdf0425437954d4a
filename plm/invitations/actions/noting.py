"""What every change to an invitation leaves in the audit trail."""

from datetime import datetime

from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.invitations.tables import Invitation


def note(session: Session, invitation: Invitation, verb: str, actor: str, now: datetime, reason: str = "") -> None:
    subject = f"invitation:{invitation.id}"
    record(session, actor=actor, verb=verb, subject=subject, now=now, event_id=invitation.event_id, reason=reason)
