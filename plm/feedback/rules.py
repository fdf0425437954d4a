"""What is asked after an event, and how it adds up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from plm.errors import Refusal
from plm.events.rules import Zone

BEST = 5


class Topic(StrEnum):
    """What is rated from 1 to 5."""

    CONTENT = "content"
    SPEAKERS = "speakers"
    ORGANISATION = "organisation"
    VENUE = "venue"
    BENEFIT = "benefit"


@dataclass(frozen=True)
class Answer:
    """What one person says."""

    ratings: Mapping[Topic, int]
    useful: str = ""
    better: str = ""


@dataclass(frozen=True)
class TopicResult:
    """How one topic was rated: `counts[0]` gave a 1, the last a 5."""

    topic: Topic
    counts: tuple[int, ...]

    @property
    def answers(self) -> int:
        return sum(self.counts)

    @property
    def average(self) -> Decimal | None:
        """With two digits; None before anybody answered."""
        if not self.answers:
            return None
        total = sum(rating * count for rating, count in enumerate(self.counts, start=1))
        return (Decimal(total) / self.answers).quantize(Decimal("0.01"))


@dataclass(frozen=True)
class Summary:
    """All answers together: texts stand in no order that would lead to a name."""

    people: int
    topics: tuple[TopicResult, ...]
    useful: tuple[str, ...] = ()
    better: tuple[str, ...] = ()


class FeedbackNotOpen(Refusal):
    """Nobody can say how it was before it began."""

    code = "feedback_not_open"


class FeedbackIncomplete(Refusal):
    """Each topic has one rating from 1 to 5."""

    code = "feedback_incomplete"
    status = 422


def is_open(*, starts_on: date, zone: Zone, now: datetime) -> bool:
    """From the event's first day on, in its zone, and for good."""
    return now.astimezone(ZoneInfo(zone.value)).date() >= starts_on


def check_ratings(ratings: Mapping[Topic, int]) -> None:
    """Raise FeedbackIncomplete unless each topic has its rating."""
    if set(ratings) != set(Topic) or not all(1 <= rating <= BEST for rating in ratings.values()):
        raise FeedbackIncomplete


def summary_of(answers: Iterable[Answer]) -> Summary:
    """Averages per topic, and what was written, in the order of the alphabet."""
    given = list(answers)
    return Summary(
        len(given),
        tuple(TopicResult(topic, _counts(topic, given)) for topic in Topic),
        tuple(sorted(answer.useful for answer in given if answer.useful)),
        tuple(sorted(answer.better for answer in given if answer.better)),
    )


def _counts(topic: Topic, given: list[Answer]) -> tuple[int, ...]:
    ratings = [answer.ratings.get(topic) for answer in given]
    return tuple(ratings.count(rating) for rating in range(1, BEST + 1))
