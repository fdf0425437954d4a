"""Allocation plans and where everyone stands in them."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from plm.db import Base, Word, document, intpk, items
from plm.expo.words import PlanState


class AllocationPlan(Base):
    """One run's plan; drafts pile up, one is published."""

    __tablename__ = "allocation_plan"
    __table_args__ = (UniqueConstraint("event_id", "number"),)

    id: Mapped[intpk]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    number: Mapped[int]
    state: Mapped[PlanState] = mapped_column(Word(PlanState))
    inputs_sha256: Mapped[str] = mapped_column(String(64))
    plan_sha256: Mapped[str] = mapped_column(String(64))
    inputs: Mapped[document]
    objective: Mapped[document]
    engine: Mapped[document]
    allocated_by: Mapped[str] = mapped_column(String(120))
    allocated_at: Mapped[datetime]
    published_at: Mapped[datetime | None]


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
