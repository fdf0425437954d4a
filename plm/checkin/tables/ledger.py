"""The append-only ledger of scans, and what is derived from it.

Scan and Presence have no foreign key to the few rows that every scan of a busy hour has in common (event, checkpoint,
device; none is ever deleted): PostgreSQL would lock those rows with each scan, and all doors would queue for them.
"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from plm.checkin.rules import Direction, ScanOutcome
from plm.db import Base, Word, document


class Scan(Base):
    """One scan and the answer it got, never changed; `id` is made by the device and looked at first.

    `scanned_at` is the moment it counts for, `device_at` what the device's clock said, `clock_offset_ms` how far that
    clock was behind the server's. `slot` is set where the scan takes part in what counts (`Presence`); `let_in` says
    that somebody went through because of it. Of every code only the hash is kept.
    """

    __tablename__ = "scan"
    __table_args__ = (
        Index("ix_scan_standing", "ticket_id", "checkpoint_id"),
        Index("ix_scan_latest", "event_id", "received_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    event_id: Mapped[int]
    checkpoint_id: Mapped[int]
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))
    device_id: Mapped[int | None]
    code_hash: Mapped[str] = mapped_column(String(64))
    scanned_by: Mapped[str] = mapped_column(String(200))
    direction: Mapped[Direction] = mapped_column(Word(Direction))
    device_at: Mapped[datetime | None]
    clock_offset_ms: Mapped[int] = mapped_column(default=0)
    scanned_at: Mapped[datetime]
    received_at: Mapped[datetime]
    offline: Mapped[bool] = mapped_column(default=False)
    manual: Mapped[bool] = mapped_column(default=False)
    let_in: Mapped[bool] = mapped_column(default=False)
    slot: Mapped[str | None] = mapped_column(String(36))
    outcome: Mapped[ScanOutcome] = mapped_column(Word(ScanOutcome))
    reason: Mapped[str] = mapped_column(String(40), default="")
    facts: Mapped[document]


class Presence(Base):
    """What counts: one ticket at one checkpoint in one slot (a day, a session, one pass), kept by the key.

    `scan_id` is the earliest valid entry whatever the order of upload, None while there was only an exit; `left_by` the
    exit that stands. `version` moves with every scan of the slot, so that two of them never settle it side by side;
    `changed` orders what devices fetch.
    """

    __tablename__ = "presence"
    __table_args__ = (
        # By this alone: led by the checkpoint, PostgreSQL takes it for a ticket's own key as long as the table is new.
        Index("ix_presence_changed", "changed"),
        Index("ix_presence_day", "event_id", "day"),
    )

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True)
    checkpoint_id: Mapped[int] = mapped_column(primary_key=True)
    slot: Mapped[str] = mapped_column(String(36), primary_key=True)
    event_id: Mapped[int]
    day: Mapped[date]
    scan_id: Mapped[str | None] = mapped_column(String(36))
    entered_at: Mapped[datetime | None]
    inside: Mapped[bool]
    passes: Mapped[int]
    left_by: Mapped[str | None] = mapped_column(String(36))
    last_at: Mapped[datetime]
    version: Mapped[int]
    changed: Mapped[int]


class Ruling(Base):
    """What a scan counts as today, where a later upload or an annulment made that differ from its answer."""

    __tablename__ = "ruling"

    scan_id: Mapped[str] = mapped_column(ForeignKey("scan.id"), primary_key=True)
    outcome: Mapped[ScanOutcome] = mapped_column(Word(ScanOutcome))
    reason: Mapped[str] = mapped_column(String(40), default="")
    facts: Mapped[document]
    ruled_at: Mapped[datetime]


class Annulment(Base):
    """A scan taken back; it stays in the ledger and never counts again."""

    __tablename__ = "annulment"

    scan_id: Mapped[str] = mapped_column(ForeignKey("scan.id"), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    annulled_at: Mapped[datetime]
    annulled_by: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(String(200), default="")


class Resolution(Base):
    """The committee's word on a scan that let somebody in and does not count."""

    __tablename__ = "resolution"

    scan_id: Mapped[str] = mapped_column(ForeignKey("scan.id"), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    resolved_at: Mapped[datetime]
    resolved_by: Mapped[str] = mapped_column(String(120))
    note: Mapped[str] = mapped_column(String(500), default="")
