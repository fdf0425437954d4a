"""Halls, their zones and booths."""

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from plm.db import Base, intpk, items


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
