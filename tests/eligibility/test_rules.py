"""Who may be invited and why, on every edge."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plm.eligibility.rules import (
    EVERY_KIND,
    BelowMinimum,
    BeyondBest,
    Candidate,
    Decision,
    ExactlyAt,
    KindNotInvited,
    Manual,
    ManualExclude,
    ManualInclude,
    ManualKind,
    MeetsMinimum,
    NoMinimum,
    NoScore,
    Outcome,
    Policy,
    PolicyNotSound,
    PolicyProblem,
    WithinBest,
    decide,
    digest_of_inputs,
    facts_of_candidates,
    reason_from_document,
    reason_to_document,
    require_within_scale,
)
from plm.libraries.rules import LibraryKind

VILLAGE, TBM, REGENCY, PROVINCE = LibraryKind.VILLAGE, LibraryKind.TBM, LibraryKind.REGENCY, LibraryKind.PROVINCE
PERIOD = "2024"
NOON = datetime(2024, 10, 12, 7, 5, tzinfo=UTC)
PANELIST = Manual(ManualKind.INCLUDE, "panelis kelas Literasi Digital", "account:3", NOON)
CLOSED = Manual(ManualKind.EXCLUDE, "perpustakaan sedang dipindahkan", "account:3", NOON)
SIX = Policy(minimum={VILLAGE: Decimal("6.0")})
TANGKUM = Candidate(1, VILLAGE, "62.13.08.2008", Decimal("7.72"))
PANGKAN = Candidate(2, VILLAGE, "62.13.09.2010", Decimal("6.0"))
TURAN_AMIS = Candidate(3, VILLAGE, "62.13.08.2006", Decimal("5.2"))
OFFICE = Candidate(4, REGENCY, "62.13", Decimal("6.32"))
BARITO_TIMUR = (TANGKUM, PANGKAN, TURAN_AMIS, OFFICE)


def village(library_id: int, score: str | None, region: str = "73.08.01.2001") -> Candidate:
    return Candidate(library_id, VILLAGE, region, None if score is None else Decimal(score))


def outcomes(decisions: tuple[Decision, ...]) -> dict[int, Outcome]:
    return {decision.library_id: decision.outcome for decision in decisions}


def test_barito_timur_of_2024_with_six_as_the_lowest_score():
    decisions = decide(BARITO_TIMUR, SIX, {}, period=PERIOD)

    assert decisions == (
        Decision(1, Outcome.ELIGIBLE, None, (MeetsMinimum(Decimal("7.72"), Decimal(6)),)),
        Decision(2, Outcome.ELIGIBLE, None, (ExactlyAt(Decimal(6), Decimal(6)),)),
        Decision(3, Outcome.INELIGIBLE, None, (BelowMinimum(Decimal("5.2"), Decimal(6), Decimal("0.8")),)),
        Decision(4, Outcome.ELIGIBLE, None, (NoMinimum(REGENCY, Decimal("6.32")),)),
    )


def test_turan_amis_included_by_hand_still_shows_what_it_lacked():
    decisions = decide(BARITO_TIMUR, SIX, {3: PANELIST}, period=PERIOD)

    assert decisions[2] == Decision(
        3,
        Outcome.ELIGIBLE,
        None,
        (
            BelowMinimum(Decimal("5.2"), Decimal(6), Decimal("0.8")),
            ManualInclude("panelis kelas Literasi Digital", "account:3", NOON),
        ),
    )


@pytest.mark.parametrize(
    ("score", "outcome", "reason"),
    [
        ("5.9999", Outcome.INELIGIBLE, BelowMinimum(Decimal("5.9999"), Decimal(6), Decimal("0.0001"))),
        ("6", Outcome.ELIGIBLE, ExactlyAt(Decimal(6), Decimal(6))),
        ("6.0001", Outcome.ELIGIBLE, MeetsMinimum(Decimal("6.0001"), Decimal(6))),
        ("0", Outcome.INELIGIBLE, BelowMinimum(Decimal(0), Decimal(6), Decimal(6))),
        (None, Outcome.UNDECIDED, NoScore("2024")),
    ],
)
def test_lowest_score_just_below_at_and_just_above(score, outcome, reason):
    (decision,) = decide([village(1, score)], SIX, {}, period=PERIOD)

    assert decision == Decision(1, outcome, None, (reason,))


@pytest.mark.parametrize(
    ("rank", "outcome", "reason"),
    [
        (1, Outcome.ELIGIBLE, WithinBest(1, 7, 5, "73.08")),
        (4, Outcome.ELIGIBLE, WithinBest(4, 7, 5, "73.08")),
        (5, Outcome.ELIGIBLE, WithinBest(5, 7, 5, "73.08")),
        (6, Outcome.WAITLISTED, BeyondBest(6, 7, 5, "73.08", 1, Decimal("5.5"))),
        (7, Outcome.WAITLISTED, BeyondBest(7, 7, 5, "73.08", 2, Decimal("5.5"))),
    ],
)
def test_best_five_of_a_regency_just_within_and_just_beyond(rank, outcome, reason):
    bone = [village(number, f"{10 - number}.5") for number in range(1, 8)]

    decisions = decide(bone, Policy(best_per_regency=5), {}, period=PERIOD)

    score = bone[rank - 1].score
    assert decisions[rank - 1] == Decision(rank, outcome, rank, (NoMinimum(VILLAGE, score), reason))


def test_best_counts_only_those_that_meet_their_minimum():
    policy = Policy(minimum={VILLAGE: Decimal(6)}, best_per_regency=1)

    decisions = decide([village(1, "5.9"), village(2, "6.1"), village(3, "6.0")], policy, {}, period=PERIOD)

    assert outcomes(decisions) == {1: Outcome.INELIGIBLE, 2: Outcome.ELIGIBLE, 3: Outcome.WAITLISTED}
    assert [decision.rank for decision in decisions] == [None, 1, 2]


def test_villages_and_reading_centres_share_a_regency_and_offices_take_no_place():
    regency = [
        Candidate(1, VILLAGE, "73.08.01.2001", Decimal(8)),
        Candidate(2, TBM, "73.08.02.2001", Decimal(9)),
        Candidate(3, REGENCY, "73.08", Decimal(10)),
        Candidate(4, PROVINCE, "73", None),
        Candidate(5, VILLAGE, "73.09.01.2001", Decimal(1)),
    ]

    decisions = decide(regency, Policy(best_per_regency=1), {}, period=PERIOD)

    assert outcomes(decisions) == {
        1: Outcome.WAITLISTED,
        2: Outcome.ELIGIBLE,
        3: Outcome.ELIGIBLE,
        4: Outcome.ELIGIBLE,
        5: Outcome.ELIGIBLE,
    }


@pytest.mark.parametrize(
    ("tied", "first"),
    [
        ([village(9, "7", "73.08.01.2001"), village(1, "7", "73.08.02.2001")], 9),
        ([village(9, "7"), village(1, "7")], 1),
        ([village(9, "7.00"), village(1, "7")], 1),
        ([village(9, "7.01"), village(1, "7")], 9),
    ],
)
def test_ties_go_to_the_lower_region_code_and_then_the_lower_id(tied, first):
    decisions = decide(tied, Policy(best_per_regency=1), {}, period=PERIOD)

    assert [one.library_id for one in decisions if one.outcome is Outcome.ELIGIBLE] == [first]


def test_included_by_hand_takes_nobodys_place():
    bone = [village(1, "9"), village(2, "8"), village(3, "7")]

    decisions = decide(bone, Policy(best_per_regency=2), {3: PANELIST}, period=PERIOD)

    assert outcomes(decisions) == dict.fromkeys((1, 2, 3), Outcome.ELIGIBLE)
    assert decisions[2].reasons == (
        NoMinimum(VILLAGE, Decimal(7)),
        BeyondBest(3, 3, 2, "73.08", 1, Decimal(8)),
        ManualInclude(PANELIST.reason, PANELIST.by, NOON),
    )


def test_excluded_by_hand_lets_the_next_one_move_up():
    bone = [village(1, "9"), village(2, "8")]

    decisions = decide(bone, Policy(best_per_regency=1), {1: CLOSED}, period=PERIOD)

    assert decisions == (
        Decision(
            1,
            Outcome.INELIGIBLE,
            None,
            (NoMinimum(VILLAGE, Decimal(9)), ManualExclude(CLOSED.reason, CLOSED.by, NOON)),
        ),
        Decision(2, Outcome.ELIGIBLE, 1, (NoMinimum(VILLAGE, Decimal(8)), WithinBest(1, 1, 1, "73.08"))),
    )


def test_included_by_hand_needs_no_score():
    (decision,) = decide([village(1, None)], SIX, {1: PANELIST}, period=PERIOD)

    assert decision.outcome is Outcome.ELIGIBLE
    assert decision.reasons[0] == NoScore("2024")


def test_a_kind_that_is_not_invited_stays_out_whatever_its_score():
    policy = Policy(kinds=EVERY_KIND - {TBM})

    (decision,) = decide([Candidate(1, TBM, "73.08.01.2001", Decimal(10))], policy, {}, period=PERIOD)

    assert decision == Decision(1, Outcome.INELIGIBLE, None, (KindNotInvited(TBM),))


def test_an_empty_policy_invites_everybody():
    decisions = decide([village(1, None), village(2, "0")], Policy(), {}, period=PERIOD)

    assert outcomes(decisions) == {1: Outcome.ELIGIBLE, 2: Outcome.ELIGIBLE}


@pytest.mark.parametrize(
    "policy",
    [
        Policy(),
        SIX,
        Policy(best_per_regency=5),
        Policy(kinds=frozenset({VILLAGE}), minimum={VILLAGE: Decimal("6.25")}, best_per_regency=1),
    ],
)
def test_policy_survives_its_document(policy):
    assert Policy.from_document(policy.to_document()) == policy


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ({"weights": {}}, PolicyProblem.UNKNOWN_PART),
        ({"kinds": []}, PolicyProblem.NO_KIND),
        ({"kinds": ["mosque"]}, PolicyProblem.UNKNOWN_KIND),
        ({"minimum": {"mosque": "6"}}, PolicyProblem.UNKNOWN_KIND),
        ({"minimum": {"village": "enam"}}, PolicyProblem.MINIMUM_NOT_A_NUMBER),
        ({"minimum": {"village": "NaN"}}, PolicyProblem.MINIMUM_NOT_A_NUMBER),
        ({"minimum": {"village": None}}, PolicyProblem.MINIMUM_NOT_A_NUMBER),
        ({"minimum": {"village": "-0.1"}}, PolicyProblem.MINIMUM_OUT_OF_RANGE),
        ({"minimum": {"village": "6.00001"}}, PolicyProblem.MINIMUM_TOO_FINE),
        ({"best_per_regency": 0}, PolicyProblem.BEST_NOT_POSITIVE),
        ({"best_per_regency": "5"}, PolicyProblem.BEST_NOT_POSITIVE),
        ({"best_per_regency": True}, PolicyProblem.BEST_NOT_POSITIVE),
    ],
)
def test_policy_refuses_what_it_does_not_know(document, problem):
    with pytest.raises(PolicyNotSound) as refused:
        Policy.from_document(document)

    assert refused.value.facts["problem"] is problem


@pytest.mark.parametrize("maximum", ["6", "6.1"])
def test_a_lowest_score_within_the_scale_is_accepted(maximum):
    require_within_scale(SIX, Decimal(maximum))


def test_a_lowest_score_beyond_the_scale_is_refused():
    with pytest.raises(PolicyNotSound) as refused:
        require_within_scale(SIX, Decimal("5.9"))

    assert refused.value.facts["problem"] is PolicyProblem.MINIMUM_OUT_OF_RANGE


@pytest.mark.parametrize(
    "reason",
    [
        KindNotInvited(TBM),
        NoMinimum(PROVINCE, None),
        NoScore("2024"),
        BelowMinimum(Decimal("5.2"), Decimal(6), Decimal("0.8")),
        BeyondBest(6, 7, 5, "73.08", 1),
        ManualInclude("alasan", "account:3", NOON),
    ],
)
def test_reason_survives_its_document(reason):
    assert reason_from_document(reason_to_document(reason)) == reason


def test_digest_ignores_order_and_idle_zeros_and_notices_everything_else():
    same = [Candidate(one.library_id, one.kind, one.region_code, one.score) for one in reversed(BARITO_TIMUR)]
    idle = [*same[:-1], Candidate(1, VILLAGE, "62.13.08.2008", Decimal("7.7200"))]
    digest = digest_of_inputs(facts_of_candidates(BARITO_TIMUR), SIX, {}, period=PERIOD)

    assert digest_of_inputs(facts_of_candidates(idle), SIX, {}, period=PERIOD) == digest
    assert digest_of_inputs(facts_of_candidates(BARITO_TIMUR), SIX, {}, period="2023") != digest
    assert digest_of_inputs(facts_of_candidates(BARITO_TIMUR), SIX, {3: PANELIST}, period=PERIOD) != digest
    assert digest_of_inputs(facts_of_candidates(BARITO_TIMUR), Policy(), {}, period=PERIOD) != digest


SCORES = st.one_of(st.none(), st.decimals(0, 10, places=1))
CANDIDATES = st.lists(
    st.builds(
        Candidate,
        st.integers(1, 40),
        st.sampled_from(LibraryKind),
        st.sampled_from(["73.08.01.2001", "73.08.02.2002", "73.09.01.2001"]),
        SCORES,
        history=st.just(()),
        components=st.just({}),
    ),
    max_size=25,
    unique_by=lambda candidate: candidate.library_id,
)
POLICIES = st.builds(
    Policy,
    kinds=st.frozensets(st.sampled_from(LibraryKind), min_size=1),
    minimum=st.dictionaries(st.sampled_from(LibraryKind), st.decimals(0, 10, places=1)),
    best_per_regency=st.one_of(st.none(), st.integers(1, 4)),
)
MANUAL = st.dictionaries(st.integers(1, 40), st.sampled_from([PANELIST, CLOSED]), max_size=6)


@settings(max_examples=150, deadline=None)
@given(CANDIDATES, POLICIES, MANUAL, st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(candidates, policy, manual, chance):
    shuffled = list(candidates)
    chance.shuffle(shuffled)

    result = decide(candidates, policy, manual, period=PERIOD)

    assert decide(shuffled, policy, manual, period=PERIOD) == result
    assert {decision.library_id for decision in result} == {candidate.library_id for candidate in candidates}
    assert all(decision.reasons for decision in result)


@settings(max_examples=150, deadline=None)
@given(CANDIDATES, POLICIES, MANUAL)
def test_no_regency_sends_more_than_its_best_without_a_hand(candidates, policy, manual):
    kinds = {candidate.library_id: candidate for candidate in candidates}

    result = decide(candidates, policy, manual, period=PERIOD)

    sent: dict[str | None, int] = {}
    for decision in result:
        candidate = kinds[decision.library_id]
        by_hand = isinstance(decision.reasons[-1], ManualInclude)
        if decision.outcome is Outcome.ELIGIBLE and policy.ranks(candidate.kind) and not by_hand:
            sent[candidate.regency_code] = sent.get(candidate.regency_code, 0) + 1
    assert all(count <= (policy.best_per_regency or count) for count in sent.values())


@settings(max_examples=150, deadline=None)
@given(CANDIDATES, POLICIES, MANUAL)
def test_a_hand_always_has_the_last_word(candidates, policy, manual):
    wanted = {ManualKind.INCLUDE: Outcome.ELIGIBLE, ManualKind.EXCLUDE: Outcome.INELIGIBLE}

    result = decide(candidates, policy, manual, period=PERIOD)

    assert all(one.outcome is wanted[manual[one.library_id].kind] for one in result if one.library_id in manual)


@settings(max_examples=150, deadline=None)
@given(CANDIDATES, POLICIES, MANUAL, st.data())
def test_a_higher_score_never_costs_an_invitation(candidates, policy, manual, data):
    before = outcomes(decide(candidates, policy, manual, period=PERIOD))
    invited = [one for one in candidates if before[one.library_id] is Outcome.ELIGIBLE and one.score is not None]
    if not invited:
        return
    chosen = data.draw(st.sampled_from(invited))
    raised = Candidate(chosen.library_id, chosen.kind, chosen.region_code, chosen.score + Decimal("0.1"))

    after = decide([raised if one is chosen else one for one in candidates], policy, manual, period=PERIOD)

    assert outcomes(after)[chosen.library_id] is Outcome.ELIGIBLE
