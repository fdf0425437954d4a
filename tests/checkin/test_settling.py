"""What counts of a slot is the same whatever order its scans arrive in, and never more than one person at a time."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plm.checkin.rules import Candidate, Direction, Reason, ScanOutcome, Settled, advance, settle
from plm.checkin.rules.settling import COUNTS, NOBODY

NOON = datetime(2024, 11, 6, 4, 0, tzinfo=UTC)
IN, OUT = Direction.IN, Direction.OUT
DUPLICATE, REFUSED = ScanOutcome.DUPLICATE, ScanOutcome.REFUSED


def scans(*directions: Direction) -> list[Candidate]:
    """One a minute, named a, b, c …"""
    return [
        Candidate("abcdefgh"[number], NOON + timedelta(minutes=number), direction)
        for number, direction in enumerate(directions)
    ]


@pytest.mark.parametrize(
    ("directions", "re_entry", "outcomes"),
    [
        ((IN,), False, [COUNTS]),
        ((IN, IN), False, [COUNTS, Settled(DUPLICATE, first="a")]),
        ((IN, OUT), False, [COUNTS, COUNTS]),
        ((IN, OUT, OUT), False, [COUNTS, COUNTS, Settled(DUPLICATE, first="b")]),
        ((IN, OUT, IN), False, [COUNTS, COUNTS, Settled(REFUSED, Reason.NO_RE_ENTRY)]),
        ((IN, OUT, IN), True, [COUNTS, COUNTS, COUNTS]),
        ((IN, OUT, IN, IN), True, [COUNTS, COUNTS, COUNTS, Settled(DUPLICATE, first="a")]),
        ((OUT,), True, [Settled(REFUSED, Reason.NOT_INSIDE)]),
        ((OUT, IN), False, [Settled(REFUSED, Reason.NOT_INSIDE), COUNTS]),
    ],
)
def test_a_slot_is_settled_in_order_of_time(
    directions: tuple[Direction, ...], re_entry: bool, outcomes: list[Settled]
) -> None:
    _standing, settled = settle(scans(*directions), re_entry=re_entry)

    assert list(settled.values()) == outcomes


moments = st.integers(0, 5).map(lambda minute: NOON + timedelta(minutes=minute))
some_scans = st.lists(st.tuples(moments, st.sampled_from(Direction)), max_size=7).map(
    lambda rows: [Candidate(f"{number:02}", at, direction) for number, (at, direction) in enumerate(rows)]
)


@given(some_scans, st.booleans(), st.randoms())
def test_the_order_of_arrival_changes_nothing(candidates: list[Candidate], re_entry: bool, chance) -> None:
    shuffled = list(candidates)
    chance.shuffle(shuffled)

    assert settle(shuffled, re_entry=re_entry) == settle(candidates, re_entry=re_entry)


@given(some_scans, st.booleans())
def test_whoever_is_inside_came_in_once_more_than_out(candidates: list[Candidate], re_entry: bool) -> None:
    standing, settled = settle(candidates, re_entry=re_entry)

    direction_of = {one.scan_id: one.direction for one in candidates}
    counted = [direction_of[scan_id] for scan_id, one in settled.items() if one == COUNTS]
    assert counted.count(IN) - counted.count(OUT) == standing.inside
    assert counted.count(IN) == standing.passes <= (len(candidates) if re_entry else 1)
    entries = [one for one in candidates if one.direction is IN]
    assert standing.entry == min(entries, key=lambda one: (one.at, one.scan_id), default=None)


@given(some_scans, st.booleans())
def test_one_after_the_other_is_the_same_as_all_at_once(candidates: list[Candidate], re_entry: bool) -> None:
    standing, settled = NOBODY, {}
    for one in sorted(candidates, key=lambda one: (one.at, one.scan_id)):
        standing, settled[one.scan_id] = advance(standing, one, re_entry=re_entry)

    assert (standing, settled) == settle(candidates, re_entry=re_entry)
