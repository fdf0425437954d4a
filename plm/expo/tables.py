"""Halls, booths, exhibitors with their products, and allocation plans."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from plm.db import Base, Word, document, intpk, items
from plm.expo.words import PlanState, ProductCategory


class Hall(Base):
    """A hall drawn at one unit = one CSS pixel of the plan."""

    __tablename__ = "hall"
    __table_args__ = (UniqueConstraint("event_id", "name"),)

    id: Mapped[intpk]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    width: Mapped[int]
    height: Mapped[int]


class HallZone(Base):
    """A part of the hall meant for categories: preferred, or reserved for nobody else."""

    __tablename__ = "hall_zone"
    __table_args__ = (UniqueConstraint("event_id", "code"),)

    id: Mapped[intpk]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    code: Mapped[str] = mapped_column(String(40))
    categories: Mapped[items]
    reserved: Mapped[bool] = mapped_column(default=False)


class Booth(Base):
    """A place on the plan; `capacity` exhibitors share it."""

    __tablename__ = "booth"
    __table_args__ = (UniqueConstraint("event_id", "number"), CheckConstraint("capacity > 0", "capacity_positive"))

    id: Mapped[intpk]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    hall_id: Mapped[int] = mapped_column(ForeignKey("hall.id"))
    number: Mapped[str] = mapped_column(String(12))
    x: Mapped[int]
    y: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    zone_id: Mapped[int | None] = mapped_column(ForeignKey("hall_zone.id"))
    amenities: Mapped[items]
    capacity: Mapped[int] = mapped_column(default=1)
    quality: Mapped[int] = mapped_column(default=0)
    blocked_reason: Mapped[str] = mapped_column(String(120), default="")


class Exhibitor(Base):
    """A library's application for a booth; `applied_at`, then `id`, is the order of application."""

    __tablename__ = "exhibitor"
    __table_args__ = (UniqueConstraint("event_id", "library_id"),)

    id: Mapped[intpk]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    library_id: Mapped[int] = mapped_column(ForeignKey("library.id"), index=True)
    label: Mapped[str] = mapped_column(String(120))
    category: Mapped[ProductCategory] = mapped_column(Word(ProductCategory))
    needs: Mapped[items]
    wishes: Mapped[items]
    pinned_booth_id: Mapped[int | None] = mapped_column(ForeignKey("booth.id"))
    applied_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class Product(Base):
    """What a fostered micro business makes; registration numbers are checked softly, never required."""

    __tablename__ = "product"

    id: Mapped[intpk]
    exhibitor_id: Mapped[int] = mapped_column(ForeignKey("exhibitor.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    business_name: Mapped[str] = mapped_column(String(200))
    category: Mapped[ProductCategory] = mapped_column(Word(ProductCategory))
    impact_story: Mapped[str] = mapped_column(Text, default="")
    nib: Mapped[str] = mapped_column(String(40), default="")
    pirt: Mapped[str] = mapped_column(String(40), default="")
    halal: Mapped[str] = mapped_column(String(40), default="")
    bpom: Mapped[str] = mapped_column(String(40), default="")


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
