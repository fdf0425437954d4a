"""The allocation against brute force, its independence from row order, and the edges of bad input."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plm.expo.rules import (
    Booth,
    Exhibitor,
    InputError,
    Inputs,
    Problem,
    Reason,
    Rules,
    Why,
    Zone,
    allocate,
    effects_of,
    verify,
    why_not,
)
from plm.expo.rules.checks import problems_of
from plm.expo.rules.exchange import Exchange
from tests.expo.halls import best_by_exhaustion, booth, confirmed_before, exhibitor, random_inputs


def places(inputs: Inputs) -> dict[str, str]:
    return {seat.exhibitor: seat.booth for seat in allocate(inputs).seats}


def problems(inputs: Inputs) -> list[str]:
    with pytest.raises(InputError) as refused:
        allocate(inputs)
    return [problem.code for problem in refused.value.problems]


@pytest.mark.parametrize("block", range(8))
def test_allocation_equals_the_best_of_all_plans(block: int) -> None:
    for seed in range(block * 125, block * 125 + 125):
        inputs = random_inputs(seed)

        assert found_by(inputs) == best_by_exhaustion(inputs), seed


@pytest.mark.parametrize("block", range(4))
def test_who_had_a_place_keeps_one_and_as_few_as_can_be_move(block: int) -> None:
    for seed in range(block * 75, block * 75 + 75):
        inputs = confirmed_before(random_inputs(seed), seed)

        (key, points, booths), (best, most, expected) = found_by(inputs), best_by_exhaustion(inputs)

        # A confirmed booth may be one where its holder may not stand, or no longer: only then does anybody move.
        assert (key, points, booths) == (best, most, expected), seed


def test_without_rings_of_exchanges_some_would_wait_wrongly(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: to give each place to the worthiest in turn is not enough."""
    monkeypatch.setattr(Exchange, "improve", lambda exchange: False)

    wrong = [seed for seed in range(300) if found_by(random_inputs(seed)) != best_by_exhaustion(random_inputs(seed))]

    assert wrong
    for seed in wrong:
        assert "not_fairest" in {one.code for one in verify(allocate(random_inputs(seed)), random_inputs(seed))}


def found_by(inputs: Inputs) -> tuple[tuple[object, ...], int, tuple[str | None, ...]]:
    """The plan in the form of `best_by_exhaustion`."""
    plan = allocate(inputs)
    booths = {seat.exhibitor: seat.booth for seat in plan.seats}
    objective, people = plan.objective, sorted(inputs.exhibitors, key=lambda one: one.registered)
    key = (
        sum(one in booths for one, _ in inputs.previous),
        objective.placed,
        _as_long_as(objective.rounds, people),
        _as_long_as(objective.subrounds, people),
        objective.kpi,
        tuple(one.id in booths for one in people),
    )
    return key, objective.points, tuple(booths.get(one.id) for one in people)


def _as_long_as(rounds: tuple[int, ...], people: list[Exhibitor]) -> tuple[int, ...]:
    return rounds + (0,) * (len(people) - len(rounds))


@given(seed=st.integers(0, 10_000), shuffle=st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_plan_does_not_depend_on_the_order_of_rows(seed: int, shuffle: int) -> None:
    inputs = random_inputs(seed)
    dice = Random(shuffle)
    shuffled = replace(
        inputs,
        booths=tuple(dice.sample(inputs.booths, len(inputs.booths))),
        exhibitors=tuple(dice.sample(inputs.exhibitors, len(inputs.exhibitors))),
        zones=tuple(dice.sample(inputs.zones, len(inputs.zones))),
    )

    assert allocate(shuffled) == allocate(inputs)


@given(seed=st.integers(0, 100_000))
@settings(max_examples=80, deadline=None)
def test_checker_accepts_every_plan(seed: int) -> None:
    inputs = random_inputs(seed)

    assert verify(allocate(inputs), inputs) == ()


def test_checker_names_every_broken_promise() -> None:
    inputs = Inputs(
        (booth("A01", amenities=frozenset({"power"})), booth("A02"), booth("A03", blocked=True)),
        (
            exhibitor("e1", needs=frozenset({"power"}), kpi=772),
            exhibitor("e2", registered=1),
            exhibitor("e3", registered=2, kpi=100),
        ),
    )
    plan = allocate(inputs)
    first, second = plan.seats
    swapped = replace(plan, seats=(replace(first, booth="A02"), replace(second, booth="A01")))
    crowded = replace(plan, seats=(first, replace(second, booth="A01")))
    unjust = replace(plan, seats=(first, replace(second, exhibitor="e3")))
    lost = replace(plan, waiting=())

    found = [{one.code for one in verify(bad, inputs)} for bad in (swapped, crowded, unjust, lost)]

    assert found == [
        {"not_allowed", "points_wrong"},
        {"over_full", "points_wrong", "place_left_free", "not_fairest"},
        {"not_once", "objective_wrong", "not_fairest"},
        {"not_once"},
    ]


def test_checker_sees_a_justified_claim() -> None:
    inputs = Inputs((booth("A01"),), (exhibitor("e1", kpi=772), exhibitor("e2", kpi=520, registered=1)))
    plan = allocate(inputs)
    wrong = replace(
        plan,
        seats=(replace(plan.seats[0], exhibitor="e2"),),
        waiting=(replace(plan.waiting[0], exhibitor="e1"),),
    )

    assert Problem("justified_claim", {"exhibitor": "e1", "against": "e2"}) in verify(wrong, inputs)


def test_each_region_gets_one_before_any_gets_two() -> None:
    booths = tuple(booth(f"A{number}") for number in range(3))
    inputs = Inputs(
        booths,
        (
            exhibitor("e1", kpi=900, region="51"),
            exhibitor("e2", kpi=890, region="51", registered=1),
            exhibitor("e3", kpi=880, region="51", registered=2),
            exhibitor("e4", kpi=100, region="62", registered=3),
            exhibitor("e5", kpi=90, region="19", registered=4),
        ),
    )

    assert set(places(inputs)) == {"e1", "e4", "e5"}


def test_a_pinned_place_counts_for_its_region() -> None:
    inputs = Inputs(
        (booth("A01"), booth("A02")),
        (
            exhibitor("e1", kpi=500, region="51"),
            exhibitor("e2", kpi=900, region="51", registered=1),
            exhibitor("e3", kpi=100, region="62", registered=2),
        ),
        pins=(("e1", "A02"),),
    )

    assert places(inputs) == {"e1": "A02", "e3": "A01"}


def test_equal_kpi_goes_to_the_earlier_application() -> None:
    inputs = Inputs((booth("A01"),), (exhibitor("late", registered=2), exhibitor("early", registered=1)))

    assert places(inputs) == {"early": "A01"}


def test_numbers_sort_as_people_count() -> None:
    inputs = Inputs((booth("A10"), booth("A2")), (exhibitor("e1"), exhibitor("e2", registered=1)))

    assert places(inputs) == {"e1": "A2", "e2": "A10"}


def test_reserved_zone_takes_only_its_categories_and_preferred_zone_any() -> None:
    craft = Zone("craft", frozenset("K"), reserved=True)
    inputs = Inputs((booth("A01", zone="craft"),), (exhibitor("food"), exhibitor("weaver", category="K")), (craft,))
    soft = replace(inputs, zones=(replace(craft, reserved=False),), exhibitors=(exhibitor("food"),))

    assert (places(inputs), places(soft)) == ({"weaver": "A01"}, {"food": "A01"})


def test_a_shared_booth_holds_as_many_as_its_capacity() -> None:
    inputs = Inputs((booth("A01", capacity=3),), tuple(exhibitor(f"e{n}", registered=n) for n in range(4)))

    plan = allocate(inputs)

    assert ([seat.exhibitor for seat in plan.seats], [one.exhibitor for one in plan.waiting]) == (
        ["e0", "e1", "e2"],
        ["e3"],
    )


def test_seated_reasons_name_needs_wish_missed_wishes_and_zone() -> None:
    power = frozenset({"power"})
    inputs = Inputs(
        (booth("A01", amenities=power), booth("A02", amenities=power, zone="craft"), booth("A03")),
        (
            exhibitor("e1", kpi=900, prefs=("A01",)),
            exhibitor("e2", category="K", needs=power, prefs=("A03", "A01", "A02"), registered=1),
        ),
        (Zone("craft", frozenset("K")),),
    )

    seat = allocate(inputs).seats[1]

    taken = {"exhibitor": "e1", "kpi": 900, "points": 140, "pinned": False, "rank": 1}
    assert (seat.booth, seat.reasons) == (
        "A02",
        (
            Reason(Why.NEEDS_MET, {"needs": ["power"]}),
            Reason(
                Why.PREFERENCE,
                {
                    "rank": 3,
                    "of": 3,
                    "missed": [
                        {"booth": "A03", "code": Why.NEEDS, "needs": ["power"]},
                        {"booth": "A01", "code": Why.TAKEN_BY, "holders": [taken]},
                    ],
                },
            ),
            Reason(Why.ZONE_MATCH, {"zone": "craft", "category": "K"}),
        ),
    )


def test_waiting_reasons_carry_their_facts_in_offer_order() -> None:
    inputs = Inputs(
        (booth("A01"), booth("A02")),
        (
            exhibitor("e1", kpi=900, region="51"),
            exhibitor("e2", kpi=800, region="62", registered=1),
            exhibitor("e3", kpi=700, region="51", registered=2),
            exhibitor("e4", kpi=750, region="62", registered=3),
            exhibitor("e5", kpi=990, needs=frozenset({"water"}), registered=4),
        ),
    )

    waiting = [(one.exhibitor, one.position, one.reason) for one in allocate(inputs).waiting]

    facts = {"places": 2, "lowest_kpi": 800, "region_places": 1}
    assert waiting == [
        ("e4", 1, Reason(Why.FULL, {**facts, "kpi": 750, "region": "62", "region_lowest_kpi": 800})),
        ("e3", 2, Reason(Why.FULL, {**facts, "kpi": 700, "region": "51", "region_lowest_kpi": 900})),
        ("e5", 3, Reason(Why.NO_COMPATIBLE_BOOTH, {"needs": ["water"], "category": "M"})),
    ]


def test_why_not_names_the_first_obstacle() -> None:
    inputs = Inputs(
        (
            booth("A01", amenities=frozenset({"power"})),
            booth("A02"),
            booth("A03", blocked=True),
            booth("A04", zone="craft", amenities=frozenset({"power"})),
            booth("A05", amenities=frozenset({"power", "water"})),
            booth("A06", amenities=frozenset({"power"})),
        ),
        (
            exhibitor("e1", needs=frozenset({"power"}), prefs=("A01",)),
            exhibitor("e2", kpi=900, prefs=("A06",), registered=1),
        ),
        (Zone("craft", frozenset("K"), reserved=True),),
    )
    plan = allocate(inputs)

    found = {number: why_not(plan, inputs, "e1", number) for number in ("A01", "A02", "A03", "A04", "A05", "A06")}

    holder = {"exhibitor": "e2", "kpi": 900, "points": 140, "pinned": False, "rank": 1}
    assert found == {
        "A01": Reason(Why.HERE),
        "A02": Reason(Why.NEEDS, {"needs": ["power"]}),
        "A03": Reason(Why.BLOCKED),
        "A04": Reason(Why.ZONE, {"zone": "craft", "categories": ["K"]}),
        "A05": Reason(Why.LESS_SUITABLE, {"points_here": 105, "points_there": 5, "cost": 100}),
        "A06": Reason(Why.TAKEN_BY, {"holders": [holder], "cost": 185}),
    }


@pytest.mark.parametrize(
    ("inputs", "placed", "waiting"),
    [
        pytest.param(Inputs((), ()), 0, [], id="nothing"),
        pytest.param(Inputs((booth("A1"),), ()), 0, [], id="no exhibitors"),
        pytest.param(Inputs((), (exhibitor("e"),)), 0, [Why.NO_COMPATIBLE_BOOTH], id="no booths"),
        pytest.param(
            Inputs((booth("A1", blocked=True),), (exhibitor("e"),)), 0, [Why.NO_COMPATIBLE_BOOTH], id="all blocked"
        ),
        pytest.param(
            Inputs((booth("A1"),), (exhibitor("e", needs=frozenset({"cold"})),)),
            0,
            [Why.NO_COMPATIBLE_BOOTH],
            id="a need nobody offers",
        ),
        pytest.param(
            Inputs((booth("A1"),), (exhibitor("e"), exhibitor("f")), pins=(("f", "A1"),)),
            1,
            [Why.FULL],
            id="all pinned",
        ),
        pytest.param(
            Inputs((booth("A1"),), (exhibitor("e", needs=frozenset({"cold"}), prefs=("A1",)),)),
            0,
            [Why.NO_COMPATIBLE_BOOTH],
            id="a wish that fails its own needs",
        ),
    ],
)
def test_edges_are_handled(inputs: Inputs, placed: int, waiting: list[Why]) -> None:
    plan = allocate(inputs)

    assert (plan.objective.placed, [one.reason.code for one in plan.waiting]) == (placed, waiting)
    assert verify(plan, inputs) == ()


def test_every_problem_of_the_input_is_named_at_once() -> None:
    inputs = Inputs(
        (
            booth("A01", capacity=0),
            booth("a 01", x=float("nan"), capacity=True),
            booth("B01", quality=101, zone="nowhere", blocked=True),
            booth("B02", y=float("inf")),
        ),
        (
            exhibitor("e1", kpi=7.72, prefs=("X9", "B01", "B01")),
            exhibitor("e1", kpi=-1, region=""),
            exhibitor("e2", prefs=("A01", "B01", "B02", "a 01", "A01", "B01"), needs=frozenset({"power"})),
            exhibitor("", registered="first"),
            exhibitor("x" * 1_000_000),
        ),
        (Zone("z"), Zone("Z")),
        pins=(("e2", "B01"), ("e2", "B02"), ("ghost", "B02")),
    )

    assert problems(inputs) == [
        "duplicate_id",
        "duplicate_id",
        "empty_id",
        "long_id",
        "duplicate_id",
        "bad_capacity",
        "bad_place",
        "bad_capacity",
        "bad_quality",
        "unknown_zone",
        "bad_place",
        "bad_kpi",
        "unknown_preference",
        "repeated_preference",
        "bad_kpi",
        "no_region",
        "repeated_preference",
        "too_many_preferences",
        "bad_order",
        "pinned_twice",
        "pin_blocked",
        "pin_needs",
        "pin_needs",
        "pin_unknown",
        "pin_over_full",
    ]


def test_pin_into_a_zone_reserved_for_others_is_refused() -> None:
    inputs = Inputs(
        (booth("A01", zone="z"),), (exhibitor("e"),), (Zone("z", frozenset("K"), reserved=True),), (("e", "A01"),)
    )

    assert problems(inputs) == ["pin_zone"]


@pytest.mark.parametrize(
    ("place", "obstacle"),
    [
        (booth("A01", amenities=frozenset({"power"}), watts=900, capacity=2), None),
        (booth("A01", amenities=frozenset({"power"})), None),
        (booth("A01", amenities=frozenset({"power"}), watts=899, capacity=2), {"asked": 450, "given": 449}),
        (booth("A01"), {"asked": 450, "given": 0}),
    ],
)
def test_watts_are_a_hard_need_wherever_it_is_asked(place: Booth, obstacle: dict[str, int] | None) -> None:
    """A shared booth gives each holder an equal part; for the run, for a pin, for a move by hand and for why not."""
    asks = exhibitor("e", watts=450)
    alone = Inputs((place,), (asks,))
    elsewhere = Inputs((place, booth("B01", amenities=frozenset({"power"}))), (asks,))
    plan = allocate(replace(elsewhere, pins=(("e", "B01"),)))

    moved = [one.code for one in effects_of(elsewhere, plan, {"e": "A01"}).problems]
    pinned = [one.code for one in problems_of(replace(alone, pins=(("e", "A01"),)))]
    reason = why_not(plan, elsewhere, "e", "A01")

    assert (places(alone), pinned, moved) == (
        ({}, ["pin_watts"], ["move_watts"]) if obstacle else ({"e": "A01"}, [], [])
    )
    assert (reason == Reason(Why.WATTS, obstacle or {})) is bool(obstacle)


def test_costs_that_would_lose_their_last_digit_are_refused() -> None:
    inputs = Inputs((booth("A01"),), (exhibitor("e1", kpi=2**51), exhibitor("e2", kpi=2**51)))

    assert problems(inputs) == ["range_too_wide"]


def test_negative_weights_are_refused() -> None:
    inputs = Inputs((booth("A01"),), (exhibitor("e"),), rules=Rules(zone_points=-1))

    assert problems(inputs) == ["bad_weight"]


def test_same_input_gives_the_same_digests() -> None:
    inputs = random_inputs(7)

    first, second = allocate(inputs), allocate(inputs)

    assert (first.input_sha256, first.plan_sha256) == (second.input_sha256, second.plan_sha256)
    changed = allocate(replace(inputs, rules=Rules(zone_points=61)))
    assert changed.input_sha256 != first.input_sha256


def test_five_hundred_places_are_given_and_checked() -> None:
    dice = Random(3)
    amenities = ("power", "water", "cold")
    booths = tuple(
        booth(f"B{n:03}", amenities=frozenset(a for a in amenities if dice.random() < 0.5)) for n in range(500)
    )
    people = tuple(
        exhibitor(
            f"e{n}",
            kpi=dice.randint(0, 1000),
            region=str(dice.randint(11, 49)),
            needs=frozenset(a for a in amenities if dice.random() < 0.2),
            prefs=tuple(one.id for one in dice.sample(booths, 5)),
            registered=n,
        )
        for n in range(650)
    )
    inputs = Inputs(booths, people)

    plan = allocate(inputs)

    assert len(plan.seats) + len(plan.waiting) == 650
    assert verify(plan, inputs) == ()
