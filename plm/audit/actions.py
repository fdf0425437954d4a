"""Writing the audit trail."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from plm.audit.tables import AuditEntry


def record(
    session: Session,
    *,
    actor: str,
    verb: str,
    subject: str,
    now: datetime,
    event_id: int | None = None,
    reason: str = "",
    facts: dict[str, Any] | None = None,
) -> None:
    """Note one change beside the change; `actor` reads `account:3`, `library:7`, `device:2` or `cli`."""
    session.add(
        AuditEntry(at=now, actor=actor, verb=verb, subject=subject, event_id=event_id, reason=reason, facts=facts or {})
    )
