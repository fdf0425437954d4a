"""Objections and until when they are taken."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from plm.db import Base, Word, intpk
from plm.objections.rules import Consequence, ObjectionState, Verdict

OPEN = text("state = 'open'")


class Objection(Base):
    """One library's objection to what `run_id` said of it; at most one stands open.

    `led_to_run_id` is the run that followed from it. The file, if any, lies in the storage under `storage_key`.
    """

    __tablename__ = "objection"
    __table_args__ = (
        Index("uq_objection_open", "event_id", "library_id", unique=True, postgresql_where=OPEN, sqlite_where=OPEN),
    )

    id: Mapped[intpk]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    library_id: Mapped[int] = mapped_column(ForeignKey("library.id"), index=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("decision_run.id"))
    words: Mapped[str] = mapped_column(Text)
    contact: Mapped[str] = mapped_column(String(200))
    filed_by: Mapped[str] = mapped_column(String(120))
    filed_at: Mapped[datetime]
    state: Mapped[ObjectionState] = mapped_column(Word(ObjectionState))
    filename: Mapped[str] = mapped_column(String(255), default="")
    content_type: Mapped[str] = mapped_column(String(60), default="")
    storage_key: Mapped[str] = mapped_column(String(120), default="")
    verdict: Mapped[Verdict | None] = mapped_column(Word(Verdict))
    consequence: Mapped[Consequence | None] = mapped_column(Word(Consequence))
    answer: Mapped[str] = mapped_column(Text, default="")
    settled_by: Mapped[str] = mapped_column(String(120), default="")
    settled_at: Mapped[datetime | None]
    led_to_run_id: Mapped[int | None] = mapped_column(ForeignKey("decision_run.id"))


class ObjectionWindow(Base):
    """Until when an event takes objections; without a row, at any time."""

    __tablename__ = "objection_window"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    closes_at: Mapped[datetime | None]
