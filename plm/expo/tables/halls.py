"""Halls, their zones, circuits and booths."""

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from plm.db import Base, intpk, items


class Hall(Base):
    """A hall drawn at one unit = one CSS pixel of the plan; `revision` counts its changes for a second editor."""

    __tablename__ = "hall"
    __table_args__ = (UniqueConstraint("event_id", "name"),)

    id: Mapped[intpk]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    width: Mapped[int]
    height: Mapped[int]
    entrances: Mapped[items] = mapped_column(default=list)
    revision: Mapped[int] = mapped_column(default=0)


class HallZone(Base):
    """A part of the hall meant for categories: preferred, or reserved for nobody else."""

    __tablename__ = "hall_zone"
    __table_args__ = (UniqueConstraint("event_id", "code"),)

    id: Mapped[intpk]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    code: Mapped[str] = mapped_column(String(40))
    categories: Mapped[items]
    reserved: Mapped[bool] = mapped_column(default=False)


class Circuit(Base):
    """A line that feeds booths and carries `watts` at most."""

    __tablename__ = "circuit"
    __table_args__ = (UniqueConstraint("event_id", "code"), CheckConstraint("watts > 0", "watts_positive"))

    id: Mapped[intpk]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    code: Mapped[str] = mapped_column(String(40))
    watts: Mapped[int]


class Booth(Base):
    """A place on the plan; `capacity` exhibitors share it and draw at most `watts` together (0: no limit said)."""

    __tablename__ = "booth"
    __table_args__ = (
        UniqueConstraint("event_id", "number"),
        CheckConstraint("capacity > 0", "capacity_positive"),
        CheckConstraint("watts >= 0", "watts_not_negative"),
    )

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
    front: Mapped[str] = mapped_column(String(1), default="")
    watts: Mapped[int] = mapped_column(default=0)
    circuit_id: Mapped[int | None] = mapped_column(ForeignKey("circuit.id"))


class BoothNeighbour(Base):
    """What the committee says about two booths where geometry is wrong; nearness 0: they are no neighbours."""

    __tablename__ = "booth_neighbour"
    __table_args__ = (
        UniqueConstraint("one_id", "other_id"),
        CheckConstraint("nearness BETWEEN 0 AND 4", "nearness_known"),
        CheckConstraint("one_id < other_id", "in_order"),
    )

    id: Mapped[intpk]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    one_id: Mapped[int] = mapped_column(ForeignKey("booth.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("booth.id"))
    nearness: Mapped[int]
