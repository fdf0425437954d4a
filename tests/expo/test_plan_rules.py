"""States, the gap as people read it, comparing, and the pages a plan is printed on."""

import pytest

from plm.errors import Refusal
from plm.expo.rules import Objective
from plm.expo.rules.comparing import Comparison, Moved, compared
from plm.expo.rules.drawing import draw
from plm.expo.rules.drawing_power import Use
from plm.expo.rules.gap import gap_of
from plm.expo.rules.layout import BoothSpec
from plm.expo.rules.refusals import PlanFrozen, PlanNotDraft, PlanNotRead, PlanSuperseded
from plm.expo.rules.sheets_of_plan import pages_of
from plm.expo.rules.states import require_movable, require_publishable, require_readable
from plm.expo.words import PlanState


@pytest.mark.parametrize(
    ("points", "penalty", "bound", "optimal", "gap"),
    [
        (1_000, 0, 0, False, None),
        (1_000, 0, 1_000, False, 0),
        (1_000, 0, 1_004, False, 40),
        (1_004, 4, 1_004, False, 40),
        (999_999, 0, 1_000_000, False, 1),
        (990, 0, 1_000, True, 0),
        (-5, 0, 1_000, False, 10_050),
    ],
)
def test_the_gap_is_never_said_smaller_than_proven(points, penalty, bound, optimal, gap):
    objective = Objective(1, (1,), 0, points, penalty=penalty, bound=bound, optimal=optimal)

    assert gap_of(objective) == gap


@pytest.mark.parametrize(
    ("state", "read", "refusal"),
    [
        (PlanState.DRAFT, None, PlanNotRead),
        (PlanState.PROOF, 2, None),
        (PlanState.PROOF, 1, PlanNotRead),
        (PlanState.PUBLISHED, 2, PlanNotDraft),
        (PlanState.FROZEN, 2, PlanNotDraft),
        (PlanState.SUPERSEDED, 2, PlanNotDraft),
    ],
)
def test_only_the_revision_that_was_read_is_published(state, read, refusal):
    assert _refused(lambda: require_publishable(state, 1, revision=2, read=read)) is refusal


@pytest.mark.parametrize(
    ("state", "readable", "movable"),
    [
        (PlanState.DRAFT, None, None),
        (PlanState.PROOF, None, None),
        (PlanState.PUBLISHED, PlanNotDraft, None),
        (PlanState.FROZEN, PlanNotDraft, PlanFrozen),
        (PlanState.SUPERSEDED, PlanNotDraft, PlanSuperseded),
    ],
)
def test_what_is_public_is_not_read_again_and_what_is_frozen_stays(state, readable, movable):
    assert _refused(lambda: require_readable(state, 1)) is readable
    assert _refused(lambda: require_movable(state, 1)) is movable


def test_two_plans_say_who_gained_lost_and_moved():
    before, after = {"1": "A01", "2": "A02", "3": "A03"}, {"1": "A01", "2": "A03", "4": "A04"}

    found = compared(before, after)

    assert found == Comparison((("4", "A04"),), (("3", "A03"),), (Moved("2", "A02", "A03"),), 1)
    assert found.booths == {"A02", "A03", "A04"}


@pytest.mark.parametrize(
    ("asked", "limit", "heat"), [(0, 450, 0), (1, 450, 1), (225, 450, 2), (450, 450, 4), (451, 450, 5), (900, 0, 1)]
)
def test_heat_goes_by_quarters_of_the_limit(asked, limit, heat):
    assert Use("A01", asked, limit).heat == heat


def test_a_plan_is_printed_by_hall_or_by_zone():
    specs = [
        BoothSpec(number="A10", x=20, y=20, width=70, height=60, zone="kriya"),
        BoothSpec(number="A2", x=90, y=20, width=70, height=60, zone="kriya"),
        BoothSpec(number="B1", x=20, y=200, width=70, height=60),
    ]
    hall = draw("Ruang", (400, 400), specs, {})

    by_hall, by_zone = pages_of([hall], by_zone=False), pages_of([hall], by_zone=True)

    assert [(page.zone, page.window) for page in by_hall] == [("", hall.frame)]
    assert [(page.zone, [one.spec.number for one in page.booths]) for page in by_zone] == [
        ("kriya", ["A2", "A10"]),
        ("", ["B1"]),
    ]
    assert by_zone[0].window == (-6, -6, 192, 112)
    assert pages_of([hall], by_zone=False, zone="kriya") == by_zone[:1]


def _refused(deed) -> type[Refusal] | None:
    try:
        deed()
    except Refusal as refusal:
        return type(refusal)
    return None
