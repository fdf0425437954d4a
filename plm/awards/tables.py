"""Awards given at an event."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from plm.db import Base, intpk


class Award(Base):
    """One award and who won it: a library or a person of the event; withdrawn since `withdrawn_at`."""

    __tablename__ = "award"
    __table_args__ = (CheckConstraint("(participant_id IS NULL) <> (library_id IS NULL)", "one_winner"),)

    id: Mapped[intpk]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    category: Mapped[str] = mapped_column(String(200))
    place: Mapped[str] = mapped_column(String(120), default="")
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id"))
    library_id: Mapped[int | None] = mapped_column(ForeignKey("library.id"))
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(120))
    withdrawn_at: Mapped[datetime | None]
