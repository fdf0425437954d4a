"""Checkpoints with their rules, who is on their lists, and the devices that stand there."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from plm.checkin.rules import CheckpointKind, Passing, UnknownOffline
from plm.db import Base, Word, intpk, items


class Checkpoint(Base):
    """A place that lets people in, and its own rules.

    `roles` are words of `EventRole`, empty for all; `windows` are pairs of ISO moments in UTC, empty for always.
    `opens_at` and `closes_at` are the committee's hand on the door, above the windows.
    """

    __tablename__ = "checkpoint"
    __table_args__ = (
        UniqueConstraint("event_id", "code"),
        CheckConstraint("capacity IS NULL OR capacity > 0", "capacity_positive"),
    )

    id: Mapped[intpk]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[CheckpointKind] = mapped_column(Word(CheckpointKind))
    hand_out: Mapped[str] = mapped_column(String(200), default="")
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    session_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_session.id"))
    passing: Mapped[Passing] = mapped_column(Word(Passing), default=Passing.ONCE_A_DAY)
    exits: Mapped[bool] = mapped_column(default=False)
    re_entry: Mapped[bool] = mapped_column(default=False)
    roles: Mapped[items] = mapped_column(default=list)
    guests_only: Mapped[bool] = mapped_column(default=False)
    choosable: Mapped[bool] = mapped_column(default=False)
    windows: Mapped[items] = mapped_column(default=list)
    capacity: Mapped[int | None]
    unknown_offline: Mapped[UnknownOffline] = mapped_column(Word(UnknownOffline), default=UnknownOffline.LET_IN)


class Guest(Base):
    """Somebody on a checkpoint's list: chosen by themselves (a session) or written there by the committee."""

    __tablename__ = "guest"

    checkpoint_id: Mapped[int] = mapped_column(ForeignKey("checkpoint.id"), primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), primary_key=True, index=True)
    added_at: Mapped[datetime]
    added_by: Mapped[str] = mapped_column(String(120))


class Device(Base):
    """A scanner with its own token, revocable; without a token until it is paired.

    `clock_offset_ms` is the server's clock minus the device's, as it said last; `waiting` the scans it had
    still to send.
    """

    __tablename__ = "device"
    __table_args__ = (UniqueConstraint("event_id", "name"),)

    id: Mapped[intpk]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    checkpoint_id: Mapped[int] = mapped_column(ForeignKey("checkpoint.id"))
    name: Mapped[str] = mapped_column(String(120))
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    paired_at: Mapped[datetime | None]
    kiosk: Mapped[bool] = mapped_column(default=False)
    last_seen_at: Mapped[datetime | None]
    clock_offset_ms: Mapped[int | None]
    waiting: Mapped[int | None]


class Pairing(Base):
    """A code that makes one browser this device, once and for a few minutes."""

    __tablename__ = "pairing"

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"), index=True)
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(120))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
