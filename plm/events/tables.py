"""The meeting, its venues and its agenda."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from plm.db import Base, Word, intpk
from plm.events.rules import EventLevel, EventMode, SessionKind, Zone


class Event(Base):
    """One PLM. `seats_taken` moves only by a guarded statement and can never pass `capacity`."""

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("seats_taken >= 0", "seats_not_negative"),
        CheckConstraint("capacity IS NULL OR seats_taken <= capacity", "capacity_kept"),
        CheckConstraint("ends_on >= starts_on", "ends_after_start"),
    )

    id: Mapped[intpk]
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    level: Mapped[EventLevel] = mapped_column(Word(EventLevel))
    mode: Mapped[EventMode] = mapped_column(Word(EventMode))
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    check_in_on: Mapped[date | None]
    check_out_on: Mapped[date | None]
    zone: Mapped[Zone] = mapped_column(Word(Zone))
    place: Mapped[str] = mapped_column(String(200), default="")
    city: Mapped[str] = mapped_column(String(120), default="")
    organiser: Mapped[str] = mapped_column(String(200), default="")
    contact_name: Mapped[str] = mapped_column(String(200), default="")
    contact_phone: Mapped[str] = mapped_column(String(20), default="")
    registration_opens_at: Mapped[datetime | None]
    registration_closes_at: Mapped[datetime | None]
    capacity: Mapped[int | None]
    seats_taken: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]


class Venue(Base):
    """A place of the event; several are normal (domain 1.1), so a session names its own."""

    __tablename__ = "venue"

    id: Mapped[intpk]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(Text, default="")
    online_url: Mapped[str] = mapped_column(String(500), default="")


class AgendaSession(Base):
    """One line of the agenda."""

    __tablename__ = "agenda_session"
    __table_args__ = (CheckConstraint("ends_at > starts_at", "ends_after_start"),)

    id: Mapped[intpk]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id"))
    kind: Mapped[SessionKind] = mapped_column(Word(SessionKind))
    title: Mapped[str] = mapped_column(String(200))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
