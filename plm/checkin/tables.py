"""Tickets, checkpoints, devices and the append-only ledger of scans."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from plm.checkin.rules import CheckpointKind, Direction, ScanOutcome
from plm.db import Base, Word, document, intpk


class Ticket(Base):
    """A secret of 128 bits derived from `nonce` and the secret key; only its hash is looked up."""

    __tablename__ = "ticket"
    __table_args__ = (
        # One live ticket a participant, whoever asks for it twice.
        Index(
            "uq_ticket_live",
            "participant_id",
            unique=True,
            postgresql_where=text("revoked_at IS NULL"),
            sqlite_where=text("revoked_at IS NULL"),
        ),
    )

    id: Mapped[intpk]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    nonce: Mapped[str] = mapped_column(String(64), unique=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    issued_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoke_reason: Mapped[str] = mapped_column(String(200), default="")
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))


class Checkpoint(Base):
    """A place that lets people in: once a day each."""

    __tablename__ = "checkpoint"
    __table_args__ = (UniqueConstraint("event_id", "code"),)

    id: Mapped[intpk]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[CheckpointKind] = mapped_column(Word(CheckpointKind))
    hand_out: Mapped[str] = mapped_column(String(200), default="")
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]


class Device(Base):
    """A scanner with its own token, revocable."""

    __tablename__ = "device"
    __table_args__ = (UniqueConstraint("event_id", "name"),)

    id: Mapped[intpk]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    checkpoint_id: Mapped[int] = mapped_column(ForeignKey("checkpoint.id"))
    name: Mapped[str] = mapped_column(String(120))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Scan(Base):
    """One scan, accepted or not, never changed; `id` is made by the device and looked at first."""

    __tablename__ = "scan"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    checkpoint_id: Mapped[int] = mapped_column(ForeignKey("checkpoint.id"), index=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    scanned_by: Mapped[str] = mapped_column(String(200))
    direction: Mapped[Direction] = mapped_column(Word(Direction))
    scanned_at: Mapped[datetime]
    received_at: Mapped[datetime]
    offline: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[ScanOutcome] = mapped_column(Word(ScanOutcome))
    reason: Mapped[str] = mapped_column(String(40), default="")
    facts: Mapped[document]


class Entry(Base):
    """What counts: one accepted entry per ticket, checkpoint and day, kept by its key."""

    __tablename__ = "entry"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True)
    checkpoint_id: Mapped[int] = mapped_column(ForeignKey("checkpoint.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    scan_id: Mapped[str] = mapped_column(String(36), unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    entered_at: Mapped[datetime]
