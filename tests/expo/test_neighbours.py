"""Neighbours: who they are, what they cost, that the bound never lies, and that the fewest move."""

import json
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plm.expo.rules import (
    Booth,
    Conflict,
    InputError,
    Inputs,
    Neighbours,
    Plan,
    Problem,
    Proof,
    Rules,
    Why,
    allocate,
    conflicts_of,
    cost_of_forcing,
    effects_of,
    moved,
    neighbours_from_geometry,
    plain,
    verify,
)
from plm.expo.rules.certified import problems_of
from plm.expo.rules.record import proof_of_document
from tests.expo.halls import booth, exhibitor
from tests.expo.neighbouring import COMPETING, METRE, best_of_all, random_neighbours, rows_of_booths


def standing(number: str, column: float, row: float, front: str = "", **more: object) -> Booth:
    return booth(number, x=column * METRE, y=row * METRE, w=3 * METRE, h=3 * METRE, front=front, **more)


def seats(plan: Plan) -> dict[str, str]:
    return {seat.exhibitor: seat.booth for seat in plan.seats}


@pytest.mark.parametrize(
    ("other", "nearness"),
    [
        pytest.param(standing("A2", 3, 0, "s"), 2, id="side by side"),
        pytest.param(standing("A2", 3, 1, "s"), 2, id="side by side, set back"),
        pytest.param(standing("A2", 3.6, 0, "s"), 0, id="a passage between"),
        pytest.param(standing("A2", 3, 3, "s"), 0, id="only a corner"),
        pytest.param(standing("A2", 0, -3, "n"), 0, id="back to back"),
        pytest.param(standing("A2", 0, 7, "n"), 1, id="facing over four metres"),
        pytest.param(standing("A2", 2, 6, "n"), 1, id="facing, aside"),
        pytest.param(standing("A2", 0, 7.5, "n"), 0, id="too far"),
        pytest.param(standing("A2", 0, 6, "s"), 0, id="its back to the aisle"),
        pytest.param(standing("A2", 0, 6), 0, id="front not said"),
        pytest.param(standing("A2", 3, 0), 2, id="beside, front not said"),
        pytest.param(standing("A2", 3, 0, "s", hall="upstairs"), 0, id="another hall"),
    ],
)
def test_neighbours_follow_from_geometry(other: Booth, nearness: int) -> None:
    found = neighbours_from_geometry((other, standing("A1", 0, 0, "s")))

    assert found == ((Neighbours("A1", "A2", nearness),) if nearness else ())


def test_conflicts_name_who_what_and_how_much() -> None:
    inputs = Inputs(
        (booth("A1", capacity=2), booth("A2")),
        (exhibitor("e1", region="51"), exhibitor("e2", category="K"), exhibitor("e3")),
        neighbours=(Neighbours("A1", "A2", 2), Neighbours("A2", "A1", 1)),
        rules=COMPETING,
    )

    assert conflicts_of(inputs, {"e1": "A1", "e2": "A1", "e3": "A2"}) == (
        Conflict("e1", "e3", "category", 2, 50),
        Conflict("e2", "e3", "region", 2, 10),
    )


@pytest.mark.parametrize("block", range(6))
def test_small_halls_get_the_best_plan_and_the_bound_never_lies(block: int) -> None:
    for seed in range(block * 60, block * 60 + 60):
        inputs = random_neighbours(seed)

        plan = allocate(inputs)

        moves, score = best_of_all(inputs, set(seats(plan)))
        found = plan.objective
        assert (found.moves, found.score, found.bound, found.optimal) == (moves, score, score, True), seed
        assert problems_of(plan, inputs) == (), seed


@given(seed=st.integers(0, 10_000), shuffle=st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_plan_among_neighbours_does_not_depend_on_the_order_of_rows(seed: int, shuffle: int) -> None:
    inputs = random_neighbours(seed)

    assert allocate(shuffled(inputs, shuffle)) == allocate(inputs)


def shuffled(inputs: Inputs, seed: int) -> Inputs:
    dice = Random(seed)
    lists = ("booths", "exhibitors", "zones", "neighbours", "previous", "pins")
    orders = {name: getattr(inputs, name) for name in lists}
    return replace(inputs, **{name: tuple(dice.sample(rows, len(rows))) for name, rows in orders.items()})


def test_a_larger_hall_is_near_its_bound_the_same_in_any_order_and_on_any_machine() -> None:
    inputs = rows_of_booths(100, 5, ratio=1.3)

    plan, again = allocate(inputs), allocate(shuffled(inputs, 1))

    assert again == plan
    assert verify(plan, inputs) == problems_of(plan, inputs) == ()
    assert 1000 * (plan.objective.bound - plan.objective.score) <= 10 * plan.objective.bound
    assert plan.plan_sha256 == GOLDEN


GOLDEN = "bf08d9fb2753f950a89dddb95c8f8ccca748daeda29420f748dadd530a7697a1"


def test_shared_booths_keep_rivals_apart() -> None:
    inputs = rows_of_booths(60, 2, capacity=3)

    plan = allocate(inputs)

    assert problems_of(plan, inputs) == ()
    assert plan.objective.optimal
    alone = {seat.exhibitor: seat.booth for seat in allocate(replace(inputs, rules=Rules())).seats}
    assert 2 * plan.objective.penalty < sum(one.points for one in conflicts_of(inputs, alone))


def hall_with_a_proof() -> tuple[Inputs, Plan, Proof]:
    inputs = rows_of_booths(100, 5, capacity=2)
    plan = allocate(inputs)
    assert plan.proof
    assert plan.proof.pairs
    assert plan.proof.shared
    return inputs, plan, plan.proof


def test_a_proof_survives_being_stored() -> None:
    proof = hall_with_a_proof()[2]

    stored = json.loads(json.dumps(plain(proof)))

    assert proof_of_document(stored) == proof
    assert proof_of_document(None) is None
    assert len(json.dumps(stored)) < 60_000


def test_every_lie_about_the_bound_is_found() -> None:
    inputs, plan, proof = hall_with_a_proof()
    (first, *pairs), (place, *places), (own, *shared) = proof.pairs, proof.booths, proof.shared
    dear = 1024 * 25 * 4 + 1
    lies = {
        "bound": replace(plan, objective=replace(plan.objective, bound=plan.objective.bound - 1)),
        "optimal": replace(plan, objective=replace(plan.objective, optimal=True)),
        "missing": replace(plan, proof=None),
        "total": replace(plan, proof=replace(proof, total=proof.total - 1024)),
        "unit": replace(plan, proof=replace(proof, unit=0)),
        "coarser": replace(plan, proof=replace(proof, unit=2048)),
        "stay": replace(plan, proof=replace(proof, stay=-1)),
        "too dear": replace(plan, proof=replace(proof, pairs=((*first[:4], dear), *pairs))),
        "below zero": replace(plan, proof=replace(proof, booths=((place[0], -1), *places))),
        "no neighbours": replace(plan, proof=replace(proof, pairs=((first[0], first[0], *first[2:]), *pairs))),
        "unknown": replace(plan, proof=replace(proof, booths=(("nowhere", 1), *places))),
        "twice": replace(plan, proof=replace(proof, pairs=(first, *proof.pairs))),
        "another kind": replace(plan, proof=replace(proof, shared=((own[0], "age", *own[2:]), *shared))),
        "forgotten": replace(plan, proof=replace(proof, pairs=tuple(pairs))),
    }

    assert {name for name, lie in lies.items() if not problems_of(lie, inputs)} == set()


@given(seed=st.integers(0, 100_000))
@settings(max_examples=60, deadline=None)
def test_no_changed_price_makes_a_false_bound_pass(seed: int) -> None:
    inputs, plan, proof = SMALL_PROOF
    dice = Random(seed)
    name = dice.choice(["booths", "pairs", "shared"])
    prices = list(getattr(proof, name))
    at = dice.randrange(len(prices))
    prices[at] = (*prices[at][:-1], prices[at][-1] + dice.choice([-3000, -500, 500, 3000]))
    changed = replace(plan, proof=replace(proof, **{name: tuple(prices)}))
    lower = replace(changed, objective=replace(plan.objective, bound=plan.objective.score - 1))

    assert problems_of(lower, inputs)


SMALL_PROOF = hall_with_a_proof()


def test_after_a_cancellation_few_move_and_nobody_loses_a_place() -> None:
    inputs = rows_of_booths(120, 8, ratio=1.3)
    before = seats(allocate(inputs))
    gone = sorted(before)[40]
    left = replace(
        inputs,
        exhibitors=tuple(one for one in inputs.exhibitors if one.id != gone),
        previous=tuple((one, at) for one, at in before.items() if one != gone),
    )

    plan = allocate(left)

    assert (plan.objective.lost, plan.objective.placed) == (0, 120)
    assert plan.objective.moves <= 2
    assert problems_of(plan, left) == ()
    assert plan.proof
    small, fewer = replace(plan.proof, stay=1), replace(plan.proof, kept=plan.proof.kept - 1)
    assert all(problems_of(replace(plan, proof=lie), left) for lie in (small, fewer))
    free = [one.id for one in left.exhibitors if one.id in seats(plan) and not one.needs][:2]
    by_hand = {one: seats(plan)[other] for one, other in zip(free, reversed(free), strict=True)}
    assert problems_of(moved(left, plan, by_hand), left) == ()


def test_a_late_comer_moves_nobody_who_need_not() -> None:
    power = frozenset({"power"})
    inputs = Inputs(
        (booth("A1", amenities=power), booth("A2"), booth("A3")),
        (exhibitor("e1"), exhibitor("e2"), exhibitor("late", needs=power, registered=9)),
        previous=(("e1", "A1"), ("e2", "A2")),
        neighbours=(Neighbours("A1", "A2", 2), Neighbours("A2", "A3", 2)),
        rules=COMPETING,
    )

    plan = allocate(inputs)

    assert (seats(plan), plan.objective.moves) == ({"e1": "A3", "e2": "A2", "late": "A1"}, 1)
    reasons = {seat.exhibitor: [reason.code for reason in seat.reasons] for seat in plan.seats}
    assert (Why.MOVED in reasons["e1"], Why.KEPT_BOOTH in reasons["e2"]) == (True, True)
    assert Why.RIVALS in reasons["late"]


def test_a_confirmed_booth_that_is_blocked_now_is_left() -> None:
    inputs = Inputs((booth("A1", blocked=True), booth("A2")), (exhibitor("e1"),), previous=(("e1", "A1"),))

    assert (seats(allocate(inputs)), allocate(inputs).objective.moves) == ({"e1": "A2"}, 1)


def swappable() -> Inputs:
    power = frozenset({"power"})
    return Inputs(
        (booth("A1", amenities=power), booth("A2"), booth("A3", blocked=True), booth("A4", amenities=power)),
        (
            exhibitor("e1", needs=power, prefs=("A1",)),
            exhibitor("e2", registered=1),
            exhibitor("e3", category="K", registered=2, prefs=("A4",)),
            exhibitor("e4", registered=3),
        ),
        neighbours=(Neighbours("A1", "A2", 2),),
        rules=COMPETING,
    )


def test_effects_of_a_swap_name_every_broken_rule_and_every_new_conflict() -> None:
    inputs = swappable()
    plan = allocate(inputs)
    at = seats(plan)
    other = next(one for one, place in at.items() if place == "A2")

    broken = effects_of(inputs, plan, {"e1": "A2", other: "A1"})
    crowded = effects_of(inputs, plan, {"e1": "A3", "ghost": "A1", other: "A4"})

    assert [one.code for one in broken.problems] == ["move_needs"]
    assert {one.code for one in crowded.problems} == {"move_blocked", "move_needs", "move_unknown", "move_over_full"}
    assert broken.before == plan.objective


def test_a_swap_by_hand_gives_a_whole_plan_that_keeps_its_proof() -> None:
    inputs = rows_of_booths(40, 3)
    plan = allocate(inputs)
    at = seats(plan)
    free = [one for one in inputs.exhibitors if not one.needs][:2]
    trade = {free[0].id: at[free[1].id], free[1].id: at[free[0].id]}

    after, effects = moved(inputs, plan, trade), effects_of(inputs, plan, trade)

    assert seats(after) == {**at, **trade}
    assert after.objective == effects.after
    assert (after.proof, after.objective.bound) == (plan.proof, plan.objective.bound)
    assert after.plan_sha256 != plan.plan_sha256
    assert verify(after, inputs) == ()
    assert problems_of(after, inputs) == ()
    gained = sum(one.points for one in effects.gained) - sum(one.points for one in effects.lost)
    assert effects.after.penalty - effects.before.penalty == gained
    assert moved(inputs, after, {one: at[one] for one in trade}).objective.score == plan.objective.score


def test_forcing_costs_the_score_it_loses_or_cannot_be() -> None:
    inputs = swappable()
    plan = allocate(inputs)
    at = seats(plan)

    assert cost_of_forcing(inputs, plan, "e1", at["e1"]) == 0
    assert cost_of_forcing(inputs, plan, "e1", "A2") is None
    assert cost_of_forcing(inputs, plan, "e1", "A3") is None
    assert cost_of_forcing(inputs, plan, next(one.exhibitor for one in plan.waiting), "A2") is None
    cost = cost_of_forcing(inputs, plan, "e1", "A4")
    assert cost is not None
    assert cost > 0


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        (Rules(rival_points=2**40), "range_too_wide"),
        (Rules(zone_points=2**50, rival_points=1), "range_too_wide"),
        (Rules(kin_points=-1), "bad_weight"),
    ],
)
def test_weights_that_cannot_be_computed_exactly_are_refused(rules: Rules, code: str) -> None:
    with pytest.raises(InputError) as refused:
        allocate(replace(swappable(), rules=rules))

    assert code in {one.code for one in refused.value.problems}


def test_no_proof_no_claim() -> None:
    inputs = swappable()
    plan = replace(allocate(inputs), proof=None)

    assert problems_of(plan, inputs) == (Problem("proof_missing"),)
