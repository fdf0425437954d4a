"""What a meeting is, on every edge."""

from datetime import UTC, date, datetime, timedelta

import pytest

from plm.events.rules import (
    EventDates,
    EventLevel,
    EventProblem,
    EventState,
    SlugNotSound,
    Zone,
    problems_of,
    propose_slug,
    require_slug,
    state_of,
)

OPENS = datetime(2024, 10, 1, 0, 0, tzinfo=UTC)
CLOSES = datetime(2024, 10, 25, 15, 59, tzinfo=UTC)
SECOND = timedelta(seconds=1)
# The sixth of November begins in Bali (WITA, UTC+8) when it is still 16.00 of the fifth in Greenwich.
BEGINS = datetime(2024, 11, 5, 16, 0, tzinfo=UTC)
ENDS = datetime(2024, 11, 8, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (OPENS - SECOND, EventState.DRAFT),
        (OPENS, EventState.OPEN),
        (CLOSES - SECOND, EventState.OPEN),
        (CLOSES, EventState.CLOSED),
        (BEGINS - SECOND, EventState.CLOSED),
        (BEGINS, EventState.RUNNING),
        (ENDS - SECOND, EventState.RUNNING),
        (ENDS, EventState.OVER),
    ],
)
def test_a_meeting_goes_from_draft_to_over_by_its_own_clock(now, state):
    found = state_of(
        starts_on=date(2024, 11, 6),
        ends_on=date(2024, 11, 8),
        zone=Zone.WITA,
        opens_at=OPENS,
        closes_at=CLOSES,
        now=now,
    )

    assert found is state


@pytest.mark.parametrize(
    ("opens_at", "closes_at", "state"),
    [
        (None, None, EventState.OPEN),
        (None, CLOSES, EventState.OPEN),
        (OPENS, None, EventState.OPEN),
        (CLOSES, None, EventState.DRAFT),
        (None, OPENS, EventState.CLOSED),
    ],
)
def test_an_open_side_of_the_window_has_no_limit(opens_at, closes_at, state):
    found = state_of(
        starts_on=date(2024, 11, 6),
        ends_on=date(2024, 11, 8),
        zone=Zone.WIB,
        opens_at=opens_at,
        closes_at=closes_at,
        now=OPENS + SECOND,
    )

    assert found is state


@pytest.mark.parametrize(("zone", "state"), [(Zone.WIT, EventState.RUNNING), (Zone.WIB, EventState.OPEN)])
def test_the_same_moment_is_another_day_in_another_zone(zone, state):
    found = state_of(
        starts_on=date(2024, 11, 6),
        ends_on=date(2024, 11, 6),
        zone=zone,
        opens_at=None,
        closes_at=None,
        now=datetime(2024, 11, 5, 15, 30, tzinfo=UTC),
    )

    assert found is state


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("PLM Nasional 2024", "plm-nasional-2024"),
        ("  PLM—Babel ‘21’ ", "plm-babel-21"),
        ("Élan Café", "elan-cafe"),
        ("x" * 70, "x" * 60),
        ("…", ""),
    ],
)
def test_an_address_is_proposed_from_the_name(name, slug):
    assert propose_slug(name) == slug


@pytest.mark.parametrize("slug", ["plm-nasional-2024", "a", "x" * 60])
def test_a_sound_address_is_accepted(slug):
    require_slug(slug)


@pytest.mark.parametrize("slug", ["", "PLM", "plm 2024", "-plm", "plm-", "plm--2024", "plm/2024", "akun", "x" * 61])
def test_an_unsound_address_is_refused(slug):
    with pytest.raises(SlugNotSound):
        require_slug(slug)


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({}, ()),
        ({"ends_on": date(2024, 11, 5)}, (EventProblem.ENDS_BEFORE_START,)),
        ({"check_in_on": date(2024, 11, 6), "check_out_on": date(2024, 11, 8)}, ()),
        ({"check_in_on": date(2024, 11, 7)}, (EventProblem.ARRIVES_AFTER_START,)),
        ({"check_out_on": date(2024, 11, 7)}, (EventProblem.LEAVES_BEFORE_END,)),
    ],
)
def test_dates_that_contradict_each_other_are_named(changes, problems):
    days = {"starts_on": date(2024, 11, 6), "ends_on": date(2024, 11, 8)} | changes

    found = problems_of(EventDates(**days), level=EventLevel.NATIONAL, region_code=None, opens_at=None, closes_at=None)

    assert found == problems


@pytest.mark.parametrize(
    ("level", "region", "problem"),
    [
        (EventLevel.NATIONAL, None, ()),
        (EventLevel.NATIONAL, "62", (EventProblem.REGION_NOT_OF_LEVEL,)),
        (EventLevel.REGIONAL, None, ()),
        (EventLevel.PROVINCE, None, (EventProblem.REGION_NEEDED,)),
        (EventLevel.PROVINCE, "62", ()),
        (EventLevel.PROVINCE, "62.13", (EventProblem.REGION_NOT_OF_LEVEL,)),
        (EventLevel.REGENCY, "62", (EventProblem.REGION_NOT_OF_LEVEL,)),
        (EventLevel.REGENCY, "62.13", ()),
        (EventLevel.REGENCY, "62.13.08.2006", (EventProblem.REGION_NOT_OF_LEVEL,)),
    ],
)
def test_a_level_asks_for_its_own_region(level, region, problem):
    dates = EventDates(date(2024, 11, 6), date(2024, 11, 8))

    assert problems_of(dates, level=level, region_code=region, opens_at=None, closes_at=None) == problem


@pytest.mark.parametrize(("closes_at", "problem"), [(OPENS, True), (OPENS + SECOND, False)])
def test_registration_closes_after_it_opens(closes_at, problem):
    dates = EventDates(date(2024, 11, 6), date(2024, 11, 8))

    found = problems_of(dates, level=EventLevel.NATIONAL, region_code=None, opens_at=OPENS, closes_at=closes_at)

    assert (EventProblem.CLOSES_BEFORE_OPENING in found) is problem
