"""Who did what, when and why."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from plm.db import Base, document, intpk


class AuditEntry(Base):
    """One change, written in its own transaction; never updated, never deleted."""

    __tablename__ = "audit_entry"

    id: Mapped[intpk]
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(String(120))
    verb: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(120))
    event_id: Mapped[int | None] = mapped_column(index=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    facts: Mapped[document]
