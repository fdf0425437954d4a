from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from plm.events.rules import Zone
from plm.feedback.rules import (
    Answer,
    FeedbackIncomplete,
    Summary,
    Topic,
    TopicResult,
    check_ratings,
    is_open,
    summary_of,
)

ALL_FIVE = dict.fromkeys(Topic, 5)


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        (datetime(2024, 11, 5, 15, 59, 59, tzinfo=UTC), False),
        (datetime(2024, 11, 5, 16, 0, tzinfo=UTC), True),
        (datetime(2030, 1, 1, tzinfo=UTC), True),
    ],
)
def test_feedback_opens_on_the_first_day_where_the_event_is(at: datetime, opens: bool) -> None:
    assert is_open(starts_on=date(2024, 11, 6), zone=Zone.WITA, now=at) is opens


@pytest.mark.parametrize(
    "ratings",
    [{}, {**ALL_FIVE, Topic.VENUE: 0}, {**ALL_FIVE, Topic.VENUE: 6}, {Topic.CONTENT: 5}],
)
def test_each_topic_has_a_rating_from_one_to_five(ratings: dict[Topic, int]) -> None:
    check_ratings(ALL_FIVE)

    with pytest.raises(FeedbackIncomplete):
        check_ratings(ratings)


def test_answers_add_up_without_names_and_without_order() -> None:
    given = [Answer(ALL_FIVE, "Zakat", ""), Answer({**ALL_FIVE, Topic.VENUE: 2}, "Angka", ""), Answer(ALL_FIVE)]

    assert summary_of(given) == Summary(
        3,
        tuple(TopicResult(topic, (0, 1, 0, 0, 2) if topic is Topic.VENUE else (0, 0, 0, 0, 3)) for topic in Topic),
        ("Angka", "Zakat"),
        (),
    )


@pytest.mark.parametrize(
    ("counts", "average"),
    [((0, 0, 0, 0, 0), None), ((0, 0, 0, 1, 2), Decimal("4.67")), ((1, 0, 0, 0, 0), Decimal("1.00"))],
)
def test_the_average_has_two_digits_or_is_not_there(counts: tuple[int, ...], average: Decimal | None) -> None:
    assert TopicResult(Topic.VENUE, counts).average == average
