"""The parts of a policy beside the lowest score: each alone, on its edges, and against the others."""

from decimal import Decimal

import pytest

from plm.eligibility.rules import (
    Band,
    BelowBand,
    BeyondBest,
    BeyondCapacity,
    BeyondProvince,
    Candidate,
    ComponentBelow,
    ComponentMet,
    Consistency,
    Consistent,
    Filled,
    FillRule,
    Guaranteed,
    Manual,
    ManualKind,
    NoMinimum,
    NotConsistent,
    OfficeFollows,
    Outcome,
    Policy,
    PolicyNotSound,
    PolicyProblem,
    Provinces,
    WaveNotInvited,
    Waves,
    WithinBand,
    WithinBest,
    WithinWave,
    decide,
    reason_from_document,
    reason_to_document,
)
from plm.libraries.rules import LibraryKind
from tests.factories import NOON

VILLAGE, TBM, REGENCY, PROVINCE = LibraryKind.VILLAGE, LibraryKind.TBM, LibraryKind.REGENCY, LibraryKind.PROVINCE
BONE, MAROS, BARITO = "73.08.01.2001", "73.09.01.2001", "62.13.08.2008"


def one(id_, score, region=BONE, kind=VILLAGE, **facts):
    return Candidate(id_, kind, region, None if score is None else Decimal(score), **facts)


def told(candidates, policy, manual=None):
    return {
        decision.library_id: decision for decision in decide(candidates, policy, manual or {}, period="Contoh 2024")
    }


def invited(decisions):
    return {id_ for id_, decision in decisions.items() if decision.outcome is Outcome.ELIGIBLE}


def test_a_component_below_its_lowest_or_never_given_keeps_a_library_out():
    policy = Policy(components={"layanan": Decimal(6)})
    known = [
        one(1, "9", components={"layanan": Decimal(6)}),
        one(2, "9", components={"layanan": Decimal("5.99")}),
        one(3, "9"),
    ]

    decisions = told(known, policy)

    assert invited(decisions) == {1}
    assert decisions[1].reasons[1:] == (ComponentMet("layanan", Decimal(6), Decimal(6)),)
    assert decisions[2].reasons[1:] == (ComponentBelow("layanan", Decimal("5.99"), Decimal(6)),)
    assert decisions[3].reasons[1:] == (ComponentBelow("layanan", None, Decimal(6)),)


def test_the_lowest_band_is_worn_from_its_lowest_score_on():
    green = Band("Hijau", Decimal("7.5"))
    known = [one(1, "7.5"), one(2, "7.49"), one(3, None, "73.08", REGENCY)]

    decisions = {
        decision.library_id: decision
        for decision in decide(known, Policy(band="hijau"), {}, period="Contoh 2024", band=green)
    }

    assert invited(decisions) == {1, 3}
    assert decisions[1].reasons[1:] == (WithinBand("Hijau", Decimal("7.5")),)
    assert decisions[2].reasons[1:] == (BelowBand("Hijau", Decimal("7.5"), Decimal("0.01")),)


def test_components_are_asked_of_the_judged_kinds_only():
    policy = Policy(components={"layanan": Decimal(6)}, judged=frozenset({VILLAGE}))

    assert invited(told([one(1, "9"), one(2, None, "73.08", REGENCY)], policy)) == {2}


@pytest.mark.parametrize(
    ("history", "met", "comes"),
    [
        (("7", "6", "5", None), 2, True),
        (("7", "5.9", None, "6"), 2, True),
        (("7", "5.9", "5", None), 1, False),
        (("7",), 1, False),
    ],
)
def test_consistency_counts_the_periods_that_were_enough(history, met, comes):
    policy = Policy(consistency=Consistency(Decimal(6), times=2, of=4))
    scores = tuple(None if score is None else Decimal(score) for score in history)

    decision = told([one(1, "7", history=scores)], policy)[1]

    assert (decision.outcome is Outcome.ELIGIBLE) is comes
    assert decision.reasons[-1] == (Consistent if comes else NotConsistent)(met, 2, 4, Decimal(6))


def test_a_province_sends_at_most_its_cap_and_says_what_would_have_been_enough():
    known = [one(1, "9"), one(2, "8", MAROS), one(3, "7", MAROS), one(4, "6", BARITO)]

    decisions = told(known, Policy(provinces=Provinces(cap=2)))

    assert invited(decisions) == {1, 2, 4}
    assert decisions[3].outcome is Outcome.WAITLISTED
    assert decisions[3].reasons[-1] == BeyondProvince(3, 3, 2, "73", Decimal(8))


def test_offices_are_outside_the_cap_of_a_province():
    known = [one(1, "9"), one(2, "8", "73.08", REGENCY), one(3, "7", "73", PROVINCE)]

    assert invited(told(known, Policy(provinces=Provinces(cap=1)))) == {1, 2, 3}


def test_a_province_is_promised_its_first_even_beyond_the_best_of_a_regency():
    known = [one(1, "9"), one(2, "8"), one(3, "7"), one(4, "5", BARITO)]

    decisions = told(known, Policy(best_per_regency=1, provinces=Provinces(guarantee=2)))

    assert invited(decisions) == {1, 2, 4}
    assert decisions[2].reasons[-1] == Guaranteed(2, 2, "73")
    assert decisions[3].reasons[-1] == BeyondBest(3, 3, 1, "73.08", 2, Decimal(9))


def test_what_is_promised_comes_before_better_scores_elsewhere():
    known = [one(1, "9"), one(2, "8", MAROS), one(3, "3", BARITO)]

    decisions = told(known, Policy(provinces=Provinces(guarantee=1), capacity={VILLAGE: 2}))

    assert invited(decisions) == {1, 3}
    assert decisions[2].reasons[-1] == BeyondCapacity(VILLAGE, 2, Decimal(3))


def test_capacity_counts_each_kind_for_itself():
    known = [
        one(1, "9"),
        one(2, "8"),
        one(3, "7", kind=TBM),
        one(4, "6", "73.08", REGENCY),
        one(5, "5", "73.09", REGENCY),
    ]

    decisions = told(known, Policy(capacity={VILLAGE: 1, REGENCY: 1}))

    assert invited(decisions) == {1, 3, 4}
    assert decisions[5].reasons == (NoMinimum(REGENCY, Decimal(5)), BeyondCapacity(REGENCY, 1, Decimal(6)))


@pytest.mark.parametrize(
    ("fill", "moved_up"),
    [
        (FillRule.NOBODY, []),
        # Bone's second and third score more than Maros's second.
        (FillRule.BY_SCORE, [2, 3]),
        # A second one for each regency before any regency gets its third.
        (FillRule.IN_ROUNDS, [2, 5]),
    ],
)
def test_seats_left_are_filled_by_the_stated_rule(fill, moved_up):
    known = [one(1, "9"), one(2, "8"), one(3, "7"), one(4, "6", MAROS), one(5, "5", MAROS)]

    decisions = told(known, Policy(best_per_regency=1, capacity={VILLAGE: 4}, fill=fill))

    assert invited(decisions) == {1, 4, *moved_up}
    assert [decisions[id_].reasons[-1] for id_ in moved_up] == [Filled(1), Filled(2)][: len(moved_up)]


def test_filling_respects_the_cap_of_the_province():
    known = [one(1, "9"), one(2, "8"), one(3, "7", BARITO), one(4, "6", BARITO)]
    policy = Policy(best_per_regency=1, provinces=Provinces(cap=1), capacity={VILLAGE: 9}, fill=FillRule.BY_SCORE)

    decisions = told(known, policy)

    assert invited(decisions) == {1, 3}
    assert [type(reason) for reason in decisions[2].reasons[1:]] == [BeyondBest, BeyondProvince]


def test_waves_split_the_country():
    waves = Waves({"73": 2, "62": 1}, frozenset({1}))

    decisions = told([one(1, "9"), one(2, "8", BARITO), one(3, "7", "11.01.01.2001")], Policy(waves=waves))

    assert invited(decisions) == {2}
    assert decisions[1].reasons == (WaveNotInvited(2),)
    assert decisions[2].reasons[0] == WithinWave(1)
    assert decisions[3].reasons == (WaveNotInvited(None),)


def test_the_office_comes_when_one_of_its_villages_does():
    policy = Policy(minimum={REGENCY: Decimal(6), VILLAGE: Decimal(6)}, office_follows=True)
    known = [
        *(one(1, "9"), one(2, "5", "73.08", REGENCY)),
        *(one(3, "2", MAROS), one(4, "5", "73.09", REGENCY)),
        *(one(5, "8", BARITO), one(6, None, "62.13", REGENCY)),
    ]

    decisions = told(known, policy)

    assert invited(decisions) == {1, 2, 5, 6}
    assert decisions[2].reasons[-1] == OfficeFollows(1, "73.08")
    assert decisions[6].reasons[-1] == OfficeFollows(1, "62.13")
    assert decisions[4].outcome is Outcome.INELIGIBLE


def test_the_office_follows_a_village_included_by_hand_and_not_one_excluded():
    policy = Policy(minimum={REGENCY: Decimal(6), VILLAGE: Decimal(6)}, office_follows=True)
    known = [one(1, "2"), one(2, "5", "73.08", REGENCY), one(3, "9", MAROS), one(4, "5", "73.09", REGENCY)]
    manual = {
        1: Manual(ManualKind.INCLUDE, "panelis", "account:3", NOON),
        3: Manual(ManualKind.EXCLUDE, "pindah", "account:3", NOON),
    }

    assert invited(told(known, policy, manual)) == {1, 2}


def test_offices_that_follow_come_before_those_that_only_score():
    policy = Policy(minimum={VILLAGE: Decimal(6)}, capacity={REGENCY: 1}, office_follows=True)

    assert invited(told([one(1, "9"), one(2, "5", "73.08", REGENCY), one(3, "8", "73.09", REGENCY)], policy)) == {1, 2}


@pytest.mark.parametrize(
    ("ties", "first"),
    [
        ((), 1),
        (("previous_score",), 2),
        (("component:layanan",), 3),
        (("consistency", "component:layanan"), 2),
    ],
)
def test_equal_scores_are_ordered_by_the_tie_breakers_in_their_order(ties, first):
    parts = {"layanan": Decimal(5)}
    known = [
        one(1, "7", history=(Decimal(7), Decimal(4)), components=parts),
        one(2, "7", history=(Decimal(7), Decimal(6)), components=parts),
        one(3, "7", history=(Decimal(7), Decimal(5)), components={"layanan": Decimal(9)}),
    ]
    steady = Consistency(Decimal(6), times=1, of=2)

    assert invited(told(known, Policy(best_per_regency=1, consistency=steady, tie_breakers=ties))) == {first}


def test_within_the_best_but_beyond_the_province_says_both():
    decisions = told([one(1, "9"), one(2, "8", MAROS)], Policy(best_per_regency=1, provinces=Provinces(cap=1)))

    assert decisions[2].reasons[1:] == (WithinBest(1, 1, 1, "73.09"), BeyondProvince(2, 2, 1, "73", Decimal(9)))


FULL = Policy(
    kinds=frozenset({VILLAGE, REGENCY}),
    minimum={VILLAGE: Decimal(6)},
    best_per_regency=5,
    judged=frozenset({VILLAGE, REGENCY}),
    band="hijau",
    components={"layanan": Decimal("5.5")},
    consistency=Consistency(Decimal(6), 2, 3),
    provinces=Provinces(cap=30, guarantee=2),
    capacity={VILLAGE: 500, REGENCY: 300},
    delegation={VILLAGE: 2, REGENCY: 1},
    fill=FillRule.IN_ROUNDS,
    waves=Waves({"73": 1, "62": 2}, frozenset({1})),
    office_follows=True,
    tie_breakers=("previous_score", "component:layanan"),
)


def test_a_policy_of_all_parts_survives_its_document():
    assert Policy.from_document(FULL.to_document()) == FULL


@pytest.mark.parametrize(
    ("changes", "problem", "part"),
    [
        ({"components": {"layanan": "-1"}}, PolicyProblem.MINIMUM_OUT_OF_RANGE, "component_layanan"),
        ({"components": {"layanan": "x"}}, PolicyProblem.MINIMUM_NOT_A_NUMBER, "layanan"),
        ({"consistency": {"minimum": "6", "times": 3, "of": 2}}, PolicyProblem.CONSISTENCY_NOT_POSSIBLE, None),
        ({"consistency": {"minimum": "6", "times": 0, "of": 2}}, PolicyProblem.CONSISTENCY_NOT_POSSIBLE, None),
        ({"consistency": {"minimum": "6", "times": 1, "of": 13}}, PolicyProblem.CONSISTENCY_NOT_POSSIBLE, None),
        ({"province_cap": 0}, PolicyProblem.COUNT_NOT_POSITIVE, "province_cap"),
        ({"province_cap": 1, "province_guarantee": 2}, PolicyProblem.GUARANTEE_ABOVE_CAP, "province_guarantee"),
        ({"capacity": {"village": "5"}}, PolicyProblem.COUNT_NOT_POSITIVE, "village"),
        ({"capacity": {"village": 0}}, PolicyProblem.COUNT_NOT_POSITIVE, "capacity_village"),
        ({"capacity": {"mosque": 5}}, PolicyProblem.UNKNOWN_KIND, "capacity"),
        ({"delegation": {"village": 0}}, PolicyProblem.COUNT_NOT_POSITIVE, "delegation_village"),
        ({"fill": "by_chance"}, PolicyProblem.UNKNOWN_FILL, "fill"),
        ({"fill": "by_score", "capacity": {"regency": 5}}, PolicyProblem.FILL_WITHOUT_CAPACITY, "fill"),
        ({"waves": {"of_province": {"73": 1}, "invited": [2]}}, PolicyProblem.NO_WAVE_INVITED, "invited_waves"),
        ({"tie_breakers": ["chance"]}, PolicyProblem.UNKNOWN_TIE_BREAKER, "tie_breakers"),
    ],
)
def test_parts_that_contradict_are_refused_by_name(changes, problem, part):
    with pytest.raises(PolicyNotSound) as refused:
        Policy.from_document(changes)

    assert refused.value.facts["problem"] is problem
    assert part in (None, refused.value.facts["part"])


def test_reasons_of_old_runs_are_still_read():
    document = {"code": "beyond_best", "rank": 6, "of": 7, "invited": 5, "regency": "73.08", "queue": 1}

    assert reason_from_document(document) == BeyondBest(6, 7, 5, "73.08", 1, None)


@pytest.mark.parametrize(
    "reason",
    [
        WithinWave(1),
        WithinBand("Hijau", Decimal(7)),
        BelowBand("Hijau", Decimal(7), Decimal("0.5")),
        WaveNotInvited(None),
        ComponentMet("layanan", Decimal(6), Decimal(6)),
        ComponentBelow("layanan", None, Decimal(6)),
        NotConsistent(1, 2, 3, Decimal(6)),
        Guaranteed(2, 2, "73"),
        BeyondProvince(3, 3, 2, "73", Decimal(8)),
        BeyondCapacity(VILLAGE, 2, None),
        Filled(3),
        OfficeFollows(2, "73.08"),
    ],
)
def test_each_reason_survives_its_document(reason):
    assert reason_from_document(reason_to_document(reason)) == reason
