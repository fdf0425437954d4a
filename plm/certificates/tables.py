"""Settings of an event's certificates, and the register."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from plm.certificates.rules import CertificateState
from plm.db import Base, Word, document, intpk
from plm.registration.rules import EventRole


class CertificateSettings(Base):
    """What the organiser types once; `last_serial` moves under a row lock, so numbers have no gap and no double."""

    __tablename__ = "certificate_settings"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    number_pattern: Mapped[str] = mapped_column(String(120))
    learning_hours: Mapped[int | None]
    signed_at_place: Mapped[str] = mapped_column(String(120), default="")
    signed_on: Mapped[date | None]
    signatory_name: Mapped[str] = mapped_column(String(200), default="")
    signatory_position: Mapped[str] = mapped_column(String(250), default="")
    attendance_required: Mapped[bool] = mapped_column(default=True)
    last_serial: Mapped[int] = mapped_column(default=0)


class Certificate(Base):
    """One certificate with its identity as it was at the moment of issue; the PDF comes later, by a job."""

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("event_id", "serial"),
        UniqueConstraint("event_id", "number"),
        Index(
            "uq_certificate_one_valid",
            "participant_id",
            "role",
            unique=True,
            sqlite_where=text("state = 'issued'"),
            postgresql_where=text("state = 'issued'"),
        ),
    )

    id: Mapped[intpk]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    role: Mapped[EventRole] = mapped_column(Word(EventRole))
    serial: Mapped[int]
    number: Mapped[str] = mapped_column(String(160))
    code: Mapped[str] = mapped_column(String(16), unique=True)
    identity: Mapped[document]
    state: Mapped[CertificateState] = mapped_column(Word(CertificateState))
    issued_at: Mapped[datetime]
    issued_by: Mapped[str] = mapped_column(String(120))
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(Text, default="")
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"))
    rendered_at: Mapped[datetime | None]
    storage_key: Mapped[str | None] = mapped_column(String(200), unique=True)
    sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    size: Mapped[int | None]
    failure: Mapped[str] = mapped_column(Text, default="")
