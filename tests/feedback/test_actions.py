from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from plm.events.tables import Event
from plm.feedback.actions import give_feedback
from plm.feedback.queries import find_answer, summary_of_event
from plm.feedback.rules import Answer, FeedbackIncomplete, FeedbackNotOpen, Topic
from plm.feedback.tables import FeedbackAnswer
from tests.certificates.scenes import make_person
from tests.factories import NOON, make_event

GOOD = Answer(dict.fromkeys(Topic, 4), "Kelas berbagi", "Antrean makan")


@pytest.fixture
def event(session: Session) -> Event:
    return make_event(session, starts_on=NOON.date(), ends_on=NOON.date())


def test_feedback_is_given_once_and_changed(session: Session, event: Event) -> None:
    person = make_person(session, event)

    give_feedback(session, participant=person, event=event, answer=GOOD, now=NOON)
    better = Answer(dict.fromkeys(Topic, 5))
    give_feedback(session, participant=person, event=event, answer=better, now=NOON + timedelta(hours=1))

    assert find_answer(session, person.id) == better
    assert session.query(FeedbackAnswer).one().answered_at == NOON + timedelta(hours=1)
    assert summary_of_event(session, event.id).people == 1


def test_feedback_before_the_event_or_without_ratings_is_refused(session: Session, event: Event) -> None:
    person = make_person(session, event)

    with pytest.raises(FeedbackNotOpen):
        give_feedback(session, participant=person, event=event, answer=GOOD, now=NOON - timedelta(days=1))
    with pytest.raises(FeedbackIncomplete):
        give_feedback(session, participant=person, event=event, answer=Answer({}), now=NOON)
    assert find_answer(session, person.id) is None


def test_another_event_adds_nothing(session: Session, event: Event) -> None:
    other = make_event(session, slug="lain", starts_on=NOON.date(), ends_on=NOON.date())
    give_feedback(session, participant=make_person(session, other), event=other, answer=GOOD, now=NOON)

    assert (summary_of_event(session, event.id).people, summary_of_event(session, other.id).people) == (0, 1)
