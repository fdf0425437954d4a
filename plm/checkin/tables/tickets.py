"""Tickets, what an event's tickets are, the keys that sign them, and codes of whole delegations."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from plm.checkin.rules import TicketKind
from plm.db import Base, Word, intpk


class Ticket(Base):
    """A secret of 128 bits derived from `nonce` and the secret key; only its hash is looked up.

    `serial` is the 64-bit name of the same ticket in signed codes (16 hexadecimal digits, no secret).
    """

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
    serial: Mapped[str] = mapped_column(String(16), unique=True)
    issued_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoke_reason: Mapped[str] = mapped_column(String(200), default="")
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))


class TicketSetting(Base):
    """Which kind of ticket an event draws; without a row the opaque secret."""

    __tablename__ = "ticket_setting"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    kind: Mapped[TicketKind] = mapped_column(Word(TicketKind))
    revised_at: Mapped[datetime]
    revised_by: Mapped[str] = mapped_column(String(120))


class TicketKey(Base):
    """A key that signs an event's tickets; the private half is derived from the secret key and never stored.

    The newest one that is not revoked signs; the others still verify, revoked ones do not.
    """

    __tablename__ = "ticket_key"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    public_key: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class GroupTicket(Base):
    """One code for a whole delegation, to tick who is here; it lets nobody in by itself."""

    __tablename__ = "group_ticket"
    __table_args__ = (UniqueConstraint("delegation_id"),)

    id: Mapped[intpk]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegation.id"))
    nonce: Mapped[str] = mapped_column(String(64), unique=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    issued_at: Mapped[datetime]
