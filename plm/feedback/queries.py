"""Reading what people said."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from plm.feedback.rules import Answer, Summary, Topic, summary_of
from plm.feedback.tables import FeedbackAnswer


def find_answer(session: Session, participant_id: int) -> Answer | None:
    """What one person said."""
    row = session.get(FeedbackAnswer, participant_id)
    return Answer(_ratings(row.ratings), row.useful, row.better) if row else None


def summary_of_event(session: Session, event_id: int) -> Summary:
    """All answers of an event together; one statement."""
    query = select(FeedbackAnswer.ratings, FeedbackAnswer.useful, FeedbackAnswer.better).where(
        FeedbackAnswer.event_id == event_id
    )
    return summary_of(Answer(_ratings(ratings), useful, better) for ratings, useful, better in session.execute(query))


def _ratings(held: dict[str, int]) -> dict[Topic, int]:
    return {Topic(word): rating for word, rating in _known(held.items())}


def _known(items: Iterable[tuple[str, int]]) -> Iterable[tuple[str, int]]:
    """A topic that a later plm asks no more is left out."""
    return (item for item in items if item[0] in set(Topic))
