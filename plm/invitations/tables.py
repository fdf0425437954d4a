"""Invitations with their hashed personal link and reply."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from plm.db import Base, Word, intpk
from plm.invitations.rules import FreedBy, Reply


class Invitation(Base):
    """One library's invitation to one event.

    The link's token is derived from `link_nonce` and the secret key, so the committee can show it again,
    while the database alone (hash and nonce) opens nothing. `link_asked_at` stands while a new link is asked for,
    `place_moved_at` since its place went to the reserve.
    """

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("event_id", "library_id"), CheckConstraint("seats > 0", "seats_positive"))

    id: Mapped[intpk]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    library_id: Mapped[int] = mapped_column(ForeignKey("library.id"), index=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("decision_run.id"))
    seats: Mapped[int]
    link_nonce: Mapped[str] = mapped_column(String(64), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    reply: Mapped[Reply] = mapped_column(Word(Reply))
    replied_at: Mapped[datetime | None]
    decline_reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    reminders: Mapped[int] = mapped_column(default=0, server_default="0")
    link_asked_at: Mapped[datetime | None]
    place_moved_at: Mapped[datetime | None]


class ReserveMove(Base):
    """A freed place and who got it by the policy's rule; nobody fitted where `to_library_id` is None."""

    __tablename__ = "reserve_move"
    __table_args__ = (UniqueConstraint("freed_invitation_id", "ordinal"),)

    id: Mapped[intpk]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("decision_run.id"))
    freed_invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id"))
    ordinal: Mapped[int]
    cause: Mapped[FreedBy] = mapped_column(Word(FreedBy))
    to_library_id: Mapped[int | None] = mapped_column(ForeignKey("library.id"))
    to_invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitation.id"))
    moved_at: Mapped[datetime]
    moved_by: Mapped[str] = mapped_column(String(120))


class ReserveSetting(Base):
    """Whether freed places of an event move by themselves, and how many days the next one has to answer."""

    __tablename__ = "reserve_setting"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    automatic: Mapped[bool]
    term_days: Mapped[int]


class InvitationQuestion(Base):
    """What a library asks before it answers; the same words are one question."""

    __tablename__ = "invitation_question"
    __table_args__ = (UniqueConstraint("invitation_id", "words_sha256"),)

    id: Mapped[intpk]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id"))
    words: Mapped[str] = mapped_column(Text)
    words_sha256: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[str] = mapped_column(String(120), default="")
    answered_at: Mapped[datetime | None]
