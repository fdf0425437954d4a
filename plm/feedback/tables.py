"""What participants say of the event afterwards."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from plm.db import Base, document


class FeedbackAnswer(Base):
    """One person's answers, given once and changed as long as they like; `ratings` maps a topic to 1 to 5."""

    __tablename__ = "feedback_answer"

    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    ratings: Mapped[document]
    useful: Mapped[str] = mapped_column(Text, default="")
    better: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime]
