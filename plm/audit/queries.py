"""Reading the audit trail."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from plm.audit.tables import AuditEntry


def entries_of(session: Session, event_id: int, *, limit: int = 200) -> list[AuditEntry]:
    """The newest entries of one event first."""
    query = select(AuditEntry).where(AuditEntry.event_id == event_id).order_by(AuditEntry.id.desc()).limit(limit)
    return list(session.scalars(query))
