"""Hotel rooms, who has which bed, what people wish for their stay, and whether it is public."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from plm.db import Base, Word, intpk
from plm.logistics.rules import Gender, RoomKind


class HotelRoom(Base):
    """One room; `beds` is how many people it takes, whatever stands in it."""

    __tablename__ = "hotel_room"
    __table_args__ = (
        UniqueConstraint("event_id", "hotel", "number"),
        UniqueConstraint("id", "beds"),
        CheckConstraint("beds BETWEEN 1 AND 4", "beds_one_to_four"),
    )

    id: Mapped[intpk]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    hotel: Mapped[str] = mapped_column(String(120))
    number: Mapped[str] = mapped_column(String(20))
    kind: Mapped[RoomKind] = mapped_column(Word(RoomKind))
    beds: Mapped[int]


class RoomAssignment(Base):
    """A person's one bed. `room_beds` is the room's own number by the foreign key, so that no bed lies beyond it."""

    __tablename__ = "room_assignment"
    __table_args__ = (
        ForeignKeyConstraint(["room_id", "room_beds"], ["hotel_room.id", "hotel_room.beds"], onupdate="CASCADE"),
        UniqueConstraint("room_id", "bed_number"),
        CheckConstraint("bed_number BETWEEN 1 AND room_beds", "bed_in_room"),
    )

    # A draft that is shortened drops its people, and what hangs on them goes along.
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True)
    room_id: Mapped[int]
    room_beds: Mapped[int]
    bed_number: Mapped[int]
    fixed: Mapped[bool]
    assigned_at: Mapped[datetime]
    assigned_by: Mapped[str] = mapped_column(String(120))


class StayWish(Base):
    """One person's wish, as `rules.StayWish` says it."""

    __tablename__ = "stay_wish"

    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True)
    needs_room: Mapped[bool]
    gender: Mapped[Gender | None] = mapped_column(Word(Gender))
    shares_with: Mapped[str] = mapped_column(String(200), default="")
    arrives_on: Mapped[date | None]
    leaves_on: Mapped[date | None]
    saved_at: Mapped[datetime]


class LodgingSetting(Base):
    """Since when participants see their rooms; without a row or a moment they do not."""

    __tablename__ = "lodging_setting"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    rooms_published_at: Mapped[datetime | None]
    rooms_published_by: Mapped[str] = mapped_column(String(120), default="")
