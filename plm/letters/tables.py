"""The wording of letters, runs of them, and one row a letter."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from plm.db import Base, Word, document, intpk
from plm.letters.rules import LetterFailure, LetterKind


class LetterSettings(Base):
    """The wording of one event's letters; `words` is the document that `rules.LetterWords` reads and writes."""

    __tablename__ = "letter_settings"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    words: Mapped[document]
    logo_key: Mapped[str] = mapped_column(String(120), default="")
    revised_at: Mapped[datetime]
    revised_by: Mapped[str] = mapped_column(String(120))


class LetterRun(Base):
    """Letters asked for at one moment, with the wording of that moment; `addressees` is the attached list, if any."""

    __tablename__ = "letter_run"

    id: Mapped[intpk]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    kind: Mapped[LetterKind] = mapped_column(Word(LetterKind))
    words: Mapped[document]
    logo_key: Mapped[str] = mapped_column(String(120), default="")
    addressees: Mapped[document]
    started_at: Mapped[datetime]
    started_by: Mapped[str] = mapped_column(String(120))


class Letter(Base):
    """One letter: to one invited library, or to all of them (`invitation_id` None). Its PDF comes by a job."""

    __tablename__ = "letter"
    __table_args__ = (UniqueConstraint("run_id", "invitation_id"),)

    id: Mapped[intpk]
    run_id: Mapped[int] = mapped_column(ForeignKey("letter_run.id"), index=True)
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitation.id"), index=True)
    serial: Mapped[int]
    addressee: Mapped[document]
    storage_key: Mapped[str | None] = mapped_column(String(200))
    rendered_at: Mapped[datetime | None]
    failure: Mapped[LetterFailure | None] = mapped_column(Word(LetterFailure))
