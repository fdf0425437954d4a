"""What must hold of every policy and every country, however odd."""

import json
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from plm.eligibility.rules import (
    COMPETING_KINDS,
    FINEST,
    Band,
    Candidate,
    Consistency,
    FillRule,
    Manual,
    ManualKind,
    Outcome,
    Policy,
    Provinces,
    Reserve,
    Waves,
    decide,
    decide_all,
    digest_of_inputs,
    digest_of_result,
    facts_of_candidates,
    from_units,
    on_scale,
    reason_from_document,
    reasons_as_text,
)
from plm.libraries.rules import LibraryKind
from tests.eligibility import one_by_one
from tests.factories import NOON

REGIONS = ["73.08.01.2001", "73.08.02.2002", "73.09.01.2001", "73.09.02.2001", "62.13.08.2008", "11.01.01.2001"]
# Few different scores, so that ties and tie-breakers matter.
SCORES = st.sampled_from([None, *(Decimal(number) / 2 for number in range(21))])
LOWEST = st.sampled_from([Decimal(number) / 2 for number in range(15)])
GREEN = Band("Hijau", Decimal("6.5"))
TIES = st.sampled_from(["previous_score", "consistency", "component:layanan"])
MANUAL = st.dictionaries(
    st.integers(1, 90),
    st.builds(
        Manual, st.sampled_from(ManualKind), st.sampled_from(["alasan", 'kata "kutip"']), st.just("cli"), st.just(NOON)
    ),
    max_size=6,
)
COUNTS = st.one_of(st.none(), st.integers(1, 3))


@st.composite
def candidates(draw: st.DrawFn) -> list[Candidate]:
    """Up to thirty libraries; offices stand on their regency or province."""
    made = []
    for library_id in draw(st.lists(st.integers(1, 90), unique=True, max_size=30)):
        kind, region = draw(st.sampled_from(LibraryKind)), draw(st.sampled_from(REGIONS))
        code = {LibraryKind.REGENCY: region[:5], LibraryKind.PROVINCE: region[:2]}.get(kind, region)
        history = tuple(draw(st.lists(SCORES, min_size=3, max_size=3)))
        layanan = draw(SCORES)
        components = {} if layanan is None else {"layanan": layanan}
        made.append(Candidate(library_id, kind, code, history[0], history, components))
    return made


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    cap = draw(COUNTS)
    guarantee = draw(st.one_of(st.none(), st.integers(1, cap or 3)))
    capacity = draw(st.dictionaries(st.sampled_from(LibraryKind), st.integers(1, 6)))
    times = draw(st.integers(1, 3))
    waves = st.builds(Waves, st.just({"73": 1, "62": 2}), st.sampled_from([frozenset({1}), frozenset({1, 2})]))
    return Policy(
        kinds=draw(st.frozensets(st.sampled_from(LibraryKind), min_size=1)),
        minimum=draw(st.dictionaries(st.sampled_from(LibraryKind), LOWEST)),
        best_per_regency=draw(COUNTS),
        judged=draw(st.frozensets(st.sampled_from(LibraryKind), min_size=1)),
        band=draw(st.sampled_from([None, "hijau"])),
        components=draw(st.one_of(st.just({}), st.builds(lambda lowest: {"layanan": lowest}, LOWEST))),
        consistency=draw(st.one_of(st.none(), st.builds(Consistency, LOWEST, st.just(times), st.integers(times, 3)))),
        provinces=Provinces(cap, guarantee),
        capacity=capacity,
        fill=draw(st.sampled_from(FillRule)) if capacity.keys() & COMPETING_KINDS else FillRule.NOBODY,
        waves=draw(st.one_of(st.none(), waves)),
        office_follows=draw(st.booleans()),
        tie_breakers=tuple(draw(st.lists(TIES, max_size=2))),
    )


def invited(known: list[Candidate], policy: Policy) -> set[int]:
    decisions = decide(known, policy, {}, period="Contoh", band=GREEN if policy.band else None)
    return {decision.library_id for decision in decisions if decision.outcome is Outcome.ELIGIBLE}


@settings(max_examples=400, deadline=None)
@given(candidates(), policies(), st.data())
def test_a_higher_score_never_costs_an_invitation(known, policy, data):
    before = invited(known, policy)
    assume(before)
    lucky = data.draw(st.sampled_from(sorted(before)))
    by = data.draw(st.sampled_from([Decimal("0.5"), Decimal(3), Decimal(10)]))
    raised = [
        one._replace(score=one.score + by, history=(one.score + by, *one.history[1:]))
        if one.library_id == lucky and one.score is not None
        else one
        for one in known
    ]

    assert lucky in invited(raised, policy)


@settings(max_examples=300, deadline=None)
@given(candidates(), policies())
def test_no_cap_is_ever_exceeded(known, policy):
    coming = invited(known, policy)
    kinds = Counter(one.kind for one in known if one.library_id in coming)
    provinces = Counter(one.province_code for one in known if one.library_id in coming and one.kind in COMPETING_KINDS)

    assert all(kinds[kind] <= seats for kind, seats in policy.capacity.items())
    assert policy.provinces.cap is None or all(count <= policy.provinces.cap for count in provinces.values())


@settings(max_examples=300, deadline=None)
@given(candidates(), policies())
def test_what_a_province_is_promised_it_gets_whenever_enough_libraries_are_good_enough(known, policy):
    policy = replace(policy, capacity={}, fill=FillRule.NOBODY)
    promised = policy.provinces.guarantee
    assume(promised)
    # Good enough: invited when nothing but their own scores is asked.
    alone = replace(policy, best_per_regency=None, provinces=Provinces(), tie_breakers=())
    scored = [one for one in known if one.score is not None and one.kind in COMPETING_KINDS]
    enough = Counter(one.province_code for one in scored if one.library_id in invited(known, alone))
    coming = invited(known, policy)
    sent = Counter(one.province_code for one in scored if one.library_id in coming)

    assert all(sent[province] >= min(promised, count) for province, count in enough.items())


@settings(max_examples=200, deadline=None)
@given(candidates(), policies(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(known, policy, chance):
    manual = {
        one.library_id: Manual(ManualKind.INCLUDE if one.library_id % 2 else ManualKind.EXCLUDE, "alasan", "cli", NOON)
        for one in known[:4]
    }
    shuffled = list(known)
    chance.shuffle(shuffled)
    facts = [facts_of_candidates(rows) for rows in (known, shuffled)]
    first, second = (decide_all(one, policy, manual, period="Contoh") for one in facts)

    assert digest_of_result(first) == digest_of_result(second)
    assert digest_of_inputs(facts[0], policy, manual, period="Contoh") == digest_of_inputs(
        facts[1], policy, manual, period="Contoh"
    )
    assert decide(known, policy, manual, period="Contoh") == decide(shuffled, policy, manual, period="Contoh")


@settings(max_examples=400, deadline=None)
@given(candidates(), policies(), MANUAL)
def test_all_at_once_comes_to_what_one_by_one_comes_to(known, policy, manual):
    band = GREEN if policy.band else None
    manual = {id_: one for id_, one in manual.items() if id_ in {library.library_id for library in known}}

    assert decide(known, policy, manual, period="Contoh", band=band) == one_by_one.decide(
        known, policy, manual, period="Contoh", band=band
    )


@settings(max_examples=200, deadline=None)
@given(candidates(), policies(), MANUAL)
def test_reasons_are_written_as_their_documents(known, policy, manual):
    band = GREEN if policy.band else None
    verdict = decide_all(facts_of_candidates(known), policy, manual, period='Contoh "2024"', band=band)
    said = [reasons_as_text(map(reason_from_document, json.loads(reasons))) for reasons in verdict.reasons]

    assert said == verdict.reasons


@settings(max_examples=200, deadline=None)
@given(policies())
def test_every_policy_survives_its_document(policy):
    assert Policy.from_document(policy.to_document()) == policy


@given(
    st.lists(st.integers(0, 10_000_000), min_size=1),
    st.sampled_from(["4", "5", "10", "100"]),
    st.sampled_from(["3", "7.5", "10", "100"]),
)
def test_another_scale_counts_by_its_exact_share(units, maximum, of):
    found = on_scale(np.array(units, dtype=np.int64), Decimal(maximum), Decimal(of)).tolist()
    shares = [(Decimal(one) / 10_000 * Decimal(maximum) / Decimal(of)).quantize(FINEST) for one in units]

    assert list(map(from_units, found)) == shares


GAVE_UP = Manual(ManualKind.EXCLUDE, "", "plm", NOON)


@settings(max_examples=200, deadline=None)
@given(candidates(), policies(), st.data())
def test_places_given_up_go_to_the_reserve_and_never_past_a_cap(known, policy, data):
    facts, band = facts_of_candidates(known), GREEN if policy.band else None
    coming = frozenset(invited(known, policy))
    reserve = Reserve(facts, policy, {}, "Contoh", band, holding=coming, gone=frozenset(), known=coming)
    by_id = {one.library_id: one for one in known}
    waiting = {
        one.library_id
        for one in decide(known, policy, {}, period="Contoh", band=band)
        if one.outcome is Outcome.WAITLISTED
    }
    for _ in range(3):
        if not reserve.holding:
            return
        leaves = data.draw(st.sampled_from(sorted(reserve.holding)))
        reserve, up = reserve.without(leaves, GAVE_UP)
        kinds = Counter(by_id[id_].kind for id_ in reserve.holding)
        competing = [by_id[id_] for id_ in reserve.holding if by_id[id_].kind in COMPETING_KINDS]
        provinces = Counter(one.province_code for one in competing)

        assert leaves not in reserve.holding
        assert not set(up) & coming, "who had an invitation is not invited again"
        assert all(kinds[kind] <= seats for kind, seats in policy.capacity.items())
        assert policy.provinces.cap is None or all(count <= policy.provinces.cap for count in provinces.values())
        offices = {id_ for id_ in up if by_id[id_].kind not in COMPETING_KINDS}
        assert set(up) - offices <= waiting, "villages come from the reserve"
