"""Figures, what waits, and how scores spread."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plm.events.rules import EventState
from plm.reports.rules import Bin, Figures, Task, TaskCode, grid_step, histogram_of, tasks_of

TEN, SIX = Decimal(10), Decimal(6)


@pytest.mark.parametrize(
    ("figures", "tasks"),
    [
        (Figures(), (Task(TaskCode.SET_POLICY),)),
        (Figures(has_policy=True), (Task(TaskCode.RUN_DECISION),)),
        (Figures(has_policy=True, run_number=3), ()),
        (Figures(has_policy=True, run_number=3, run_is_stale=True), (Task(TaskCode.RUN_AGAIN, 3),)),
        (
            Figures(
                has_policy=True, run_number=1, undecided=6, uninvited=2, invited=50, accepted=7, declined=1,
                letters_pending=23, draft_plan=4, failed_papers=1, uncertified=9,
            ),
            (
                Task(TaskCode.UNDECIDED, 6),
                Task(TaskCode.INVITE, 2),
                Task(TaskCode.UNANSWERED, 42),
                Task(TaskCode.PUBLISH_PLAN, 4),
                Task(TaskCode.LETTERS, 23),
                Task(TaskCode.FAILED_PAPERS, 1),
            ),
        ),
    ],
)  # fmt: skip  # the figures of one case on one line
def test_only_what_is_true_waits(figures, tasks):
    assert tasks_of(figures, EventState.OPEN) == tasks


def test_after_the_meeting_nobody_is_invited_but_certificates_are_issued():
    figures = Figures(uninvited=2, invited=50, letters_pending=1, uncertified=9)

    assert tasks_of(figures, EventState.OVER) == (Task(TaskCode.LETTERS, 1), Task(TaskCode.ISSUE, 9))


def test_scores_fall_into_bins_and_the_threshold_parts_them():
    scores = [(Decimal(0), 1), (Decimal("5.99"), 2), (SIX, 3), (Decimal("6.49"), 4), (Decimal("6.5"), 5), (TEN, 6)]

    spread = histogram_of(scores, maximum=TEN, minimum=SIX)

    filled = {place: one for place, one in enumerate(spread.bins) if one != Bin(0, 0)}
    assert filled == {0: Bin(1, 0), 11: Bin(2, 0), 12: Bin(0, 7), 13: Bin(0, 5), 19: Bin(0, 6)}
    assert (spread.below, spread.meets, spread.step, spread.top) == (3, 18, 2, 8)


def test_a_threshold_inside_a_bin_parts_that_bin():
    spread = histogram_of([(Decimal("6.1"), 1), (Decimal("6.4"), 2)], maximum=TEN, minimum=Decimal("6.32"))

    assert spread.bins[12] == Bin(1, 2)


def test_without_a_threshold_every_score_meets_it():
    spread = histogram_of([(Decimal("0.1"), 4)], maximum=TEN, minimum=None)

    assert (spread.below, spread.meets) == (0, 4)


@pytest.mark.parametrize(
    ("highest", "step"), [(0, 1), (1, 1), (5, 1), (6, 2), (10, 2), (11, 5), (25, 5), (26, 10), (72, 20), (4000, 1000)]
)
def test_grid_lines_are_round_and_few(highest, step):
    assert grid_step(highest) == step


@given(st.lists(st.tuples(st.decimals(0, 10, places=2), st.integers(1, 9)), max_size=20), st.decimals(0, 10, places=2))
def test_no_score_is_lost(scores, minimum):
    spread = histogram_of(scores, maximum=TEN, minimum=minimum)

    assert sum(one.below + one.meets for one in spread.bins) == sum(count for _, count in scores)
    assert spread.below == sum(count for score, count in scores if score < minimum)
    assert max(one.below + one.meets for one in spread.bins) <= spread.top
