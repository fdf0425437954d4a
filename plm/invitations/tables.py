"""Invitations with their hashed personal link and reply."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from plm.db import Base, Word, intpk
from plm.invitations.rules import Reply


class Invitation(Base):
    """One library's invitation to one event.

    The link's token is derived from `link_nonce` and the secret key, so the committee can show it again,
    while the database alone (hash and nonce) opens nothing. `link_asked_at` stands while a new link is asked for.
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
