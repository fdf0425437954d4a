"""Allocation plans, where everyone stands in them, who changed them by hand, and the runs that made them."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from plm.db import Base, Word, document, intpk, items
from plm.expo.words import PlanState

PUBLIC_NOW = text("state IN ('published', 'frozen')")
STILL_OPEN = text("finished_at IS NULL")


class AllocationPlan(Base):
    """One run's plan; drafts pile up, one is public at a time. `revision` counts changes by hand."""

    __tablename__ = "allocation_plan"
    __table_args__ = (
        UniqueConstraint("event_id", "number"),
        Index(
            "uq_allocation_plan_one_public",
            "event_id",
            unique=True,
            sqlite_where=PUBLIC_NOW,
            postgresql_where=PUBLIC_NOW,
        ),
    )

    id: Mapped[intpk]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    number: Mapped[int]
    state: Mapped[PlanState] = mapped_column(Word(PlanState))
    revision: Mapped[int] = mapped_column(default=0)
    inputs_sha256: Mapped[str] = mapped_column(String(64))
    plan_sha256: Mapped[str] = mapped_column(String(64))
    inputs: Mapped[document]
    objective: Mapped[document]
    proof: Mapped[document | None] = mapped_column(JSON(none_as_null=True))
    engine: Mapped[document]
    based_on: Mapped[int | None]
    allocated_by: Mapped[str] = mapped_column(String(120))
    allocated_at: Mapped[datetime]
    proofread_by: Mapped[str] = mapped_column(String(120), default="")
    proofread_at: Mapped[datetime | None]
    proofread_revision: Mapped[int | None]
    published_at: Mapped[datetime | None]
    frozen_at: Mapped[datetime | None]


class Placement(Base):
    """Where one exhibitor stands in one plan (no booth: waiting, in `queue_number` order) and why."""

    __tablename__ = "placement"
    __table_args__ = (UniqueConstraint("plan_id", "booth_id", "slot"),)

    plan_id: Mapped[int] = mapped_column(ForeignKey("allocation_plan.id"), primary_key=True)
    exhibitor_id: Mapped[int] = mapped_column(ForeignKey("exhibitor.id"), primary_key=True)
    booth_id: Mapped[int | None] = mapped_column(ForeignKey("booth.id"))
    slot: Mapped[int | None]
    queue_number: Mapped[int | None]
    points: Mapped[int] = mapped_column(default=0)
    reasons: Mapped[items]


class PlanChange(Base):
    """A change by hand; the database lets none be altered. `moves` are {exhibitor, from, to}."""

    __tablename__ = "plan_change"
    __table_args__ = (UniqueConstraint("plan_id", "revision"),)

    id: Mapped[intpk]
    plan_id: Mapped[int] = mapped_column(ForeignKey("allocation_plan.id"))
    revision: Mapped[int]
    changed_by: Mapped[str] = mapped_column(String(120))
    changed_at: Mapped[datetime]
    moves: Mapped[items]
    score_before: Mapped[int]
    score_after: Mapped[int]
    plan_sha256: Mapped[str] = mapped_column(String(64))


class AllocationRun(Base):
    """A request to give the booths; one of an event is open at a time. It ends with a plan or with problems."""

    __tablename__ = "allocation_run"
    __table_args__ = (
        Index(
            "uq_allocation_run_one_open", "event_id", unique=True, sqlite_where=STILL_OPEN, postgresql_where=STILL_OPEN
        ),
    )

    id: Mapped[intpk]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    keeps: Mapped[bool]
    asked_by: Mapped[str] = mapped_column(String(120))
    asked_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("allocation_plan.id"))
    problems: Mapped[items]
