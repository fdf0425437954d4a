"""Saying how it was."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from plm.events.tables import Event
from plm.feedback.rules import Answer, FeedbackNotOpen, check_ratings, is_open
from plm.feedback.tables import FeedbackAnswer
from plm.registration.tables import Participant


def give_feedback(session: Session, *, participant: Participant, event: Event, answer: Answer, now: datetime) -> None:
    """Keep the answer, in place of an earlier one; raises FeedbackNotOpen or FeedbackIncomplete."""
    if not is_open(starts_on=event.starts_on, zone=event.zone, now=now):
        raise FeedbackNotOpen(starts_on=event.starts_on)
    check_ratings(answer.ratings)
    values = {
        "ratings": {topic.value: rating for topic, rating in answer.ratings.items()},
        "useful": answer.useful,
        "better": answer.better,
        "answered_at": now,
    }
    # Whoever changes an answer holds it: of two at once, each would else write only what differs from what it read.
    row = session.get(FeedbackAnswer, participant.id, with_for_update=True) or _first(session, participant, values)
    for name, value in values.items():
        setattr(row, name, value)
    session.flush()


def _first(session: Session, participant: Participant, values: dict[str, object]) -> FeedbackAnswer:
    """The first answer, or what a second click wrote meanwhile."""
    try:
        with session.begin_nested():
            row = FeedbackAnswer(participant_id=participant.id, event_id=participant.event_id, **values)
            session.add(row)
            session.flush()
    except IntegrityError:
        return session.get_one(FeedbackAnswer, participant.id, populate_existing=True, with_for_update=True)
    return row
