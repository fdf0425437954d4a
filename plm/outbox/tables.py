"""The outbox: a row first, sent after the commit, never twice."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from plm.db import Base, Word, document, intpk
from plm.outbox.rules import MailState


class MailMessage(Base):
    """A mail to be sent, one per purpose; `template` is filled from the ids in `about` when its turn comes.

    `claim` is the word of whoever sends it now; `sent_at` says when the server took it.
    """

    __tablename__ = "mail_message"
    __table_args__ = (Index("ix_mail_message_state", "event_id", "state"),)

    id: Mapped[intpk]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(120), unique=True)
    recipient: Mapped[str] = mapped_column(String(254))
    template: Mapped[str] = mapped_column(String(60))
    about: Mapped[document]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    state: Mapped[MailState] = mapped_column(Word(MailState), default=MailState.QUEUED, server_default="queued")
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    claim: Mapped[str] = mapped_column(String(40), default="", server_default="")
    tried_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(Text, default="", server_default="")
