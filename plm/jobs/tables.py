"""Each job is a row first: whatever the broker loses, the row still says what is to be done."""

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from plm.db import Base, Word, document, intpk
from plm.jobs.rules import JobName, JobState


class Job(Base):
    """Work asked for in the transaction of its cause; claimed with a lease, finished or swept."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_state_due_at", "state", "due_at"),)

    id: Mapped[intpk]
    name: Mapped[JobName] = mapped_column(Word(JobName))
    arguments: Mapped[document]
    state: Mapped[JobState] = mapped_column(Word(JobState))
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    claim: Mapped[str] = mapped_column(String(40), default="")
    finished_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(Text, default="")
