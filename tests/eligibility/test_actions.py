"""Policies, hands and runs on both databases."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from plm.audit.tables import AuditEntry
from plm.eligibility.actions import decide_by_hand, run_decision, set_policy, withdraw_manual
from plm.eligibility.queries import (
    DecisionFilter,
    decision_page,
    decisions_of,
    eligible_library_ids,
    find_decision,
    find_policy,
    history_of,
    is_stale,
    latest_run,
    outcome_counts,
    scores_of_run,
)
from plm.eligibility.rules import (
    BelowMinimum,
    Consistency,
    FillRule,
    ManualInclude,
    ManualKind,
    Outcome,
    Policy,
    PolicyMissing,
    PolicyNotSound,
    PolicyProblem,
    Provinces,
    ReasonNeeded,
    Waves,
    reason_from_document,
)
from plm.errors import NotFound
from plm.events.rules import EventLevel
from plm.kpi.tables import KpiBand
from plm.libraries.rules import LibraryKind
from tests.eligibility.makers import SIX, make_period, make_scene, make_score
from tests.factories import NOON, make_event, make_library

LATER = NOON + timedelta(hours=1)
INPUTS = "f8163c722b9403be3677c175fa06c55f0a44963a07739a41566cf661914461f4"
FULL_INPUTS = "3b7829122c51c20098a185c943ce86032ed6eb84a1900531e3b9d17edb8bdd74"
FULL_RESULT = "d552787d8ce29e14c2c1b1c5d79cab57de0da6cd028a75af328e60f9b71b335d"
RESULT = "b8154e3a9aa86dfe9990c7e5525f7c5d8dbbad21258ba5d5341f3b2f02ab5004"


def run(session, scene, *, now=NOON, **more):
    return run_decision(session, event=scene.event, actor="account:3", now=now, **more)


def by_hand(session, scene, library, *, kind=ManualKind.INCLUDE, reason="panelis", now=NOON):
    decide_by_hand(
        session, event=scene.event, library_id=library.id, kind=kind, reason=reason, actor="account:3", now=now
    )


def test_run_of_barito_timur_keeps_outcomes_scores_and_reasons(session):
    scene = make_scene(session)

    made = run(session, scene)

    kept = {one.library_id: (one.outcome, one.score, one.reasons) for one in decisions_of(session, made.id)}
    assert kept == {
        scene.tangkum.id: (
            Outcome.ELIGIBLE,
            Decimal("7.72"),
            [{"code": "meets_minimum", "score": "7.72", "minimum": "6"}],
        ),
        scene.pangkan.id: (Outcome.ELIGIBLE, Decimal(6), [{"code": "exactly_at", "score": "6", "minimum": "6"}]),
        scene.turan_amis.id: (
            Outcome.INELIGIBLE,
            Decimal("5.2"),
            [{"code": "below_minimum", "score": "5.2", "minimum": "6", "gap": "0.8"}],
        ),
        scene.office.id: (
            Outcome.ELIGIBLE,
            Decimal("6.32"),
            [{"code": "no_minimum", "kind": "regency", "score": "6.32"}],
        ),
    }
    assert eligible_library_ids(session, scene.event.id) == {scene.tangkum.id, scene.pangkan.id, scene.office.id}


def test_digests_are_the_same_on_both_databases(session):
    scene = make_scene(session, first_id=900_001)
    by_hand(session, scene, scene.turan_amis)

    made = run(session, scene)

    assert (made.inputs_sha256, made.result_sha256) == (INPUTS, RESULT)


def test_the_same_inputs_give_the_same_digests_again(session):
    scene = make_scene(session)

    first, second = run(session, scene), run(session, scene, now=LATER)

    assert (first.number, second.number) == (1, 2)
    assert (first.inputs_sha256, first.result_sha256) == (second.inputs_sha256, second.result_sha256)
    assert latest_run(session, scene.event.id) == second
    assert [each.number for each, _ in history_of(session, event_id=scene.event.id, library_id=scene.tangkum.id)] == [
        2,
        1,
    ]


def test_a_double_click_decides_once(session):
    scene = make_scene(session)

    first = run(session, scene, after=0)
    again = run(session, scene, after=0)
    next_one = run(session, scene, after=1)

    assert again == first
    assert next_one.number == 2


def test_included_by_hand_shows_in_the_next_run_with_what_it_lacks(session):
    scene = make_scene(session)
    run(session, scene)
    by_hand(session, scene, scene.turan_amis, reason="  panelis kelas Literasi Digital ")

    made = run(session, scene, now=LATER)

    decision = next(one for one in decisions_of(session, made.id) if one.library_id == scene.turan_amis.id)
    assert decision.outcome is Outcome.ELIGIBLE
    assert [reason_from_document(reason) for reason in decision.reasons] == [
        BelowMinimum(Decimal("5.2"), Decimal(6), Decimal("0.8")),
        ManualInclude("panelis kelas Literasi Digital", "account:3", NOON),
    ]


def test_a_second_word_replaces_the_first_and_taking_it_back_leaves_the_policy(session):
    scene = make_scene(session)
    by_hand(session, scene, scene.tangkum)
    by_hand(session, scene, scene.tangkum, kind=ManualKind.EXCLUDE, reason="sedang dipindahkan")
    kept_out = run(session, scene)
    withdraw_manual(session, event=scene.event, library_id=scene.tangkum.id, actor="account:3", now=LATER)
    withdraw_manual(session, event=scene.event, library_id=scene.tangkum.id, actor="account:3", now=LATER)
    left_alone = run(session, scene, now=LATER)

    assert outcome_counts(session, kept_out.id)[Outcome.INELIGIBLE] == 2
    assert outcome_counts(session, left_alone.id)[Outcome.INELIGIBLE] == 1
    verbs = session.scalars(select(AuditEntry.verb).where(AuditEntry.subject == f"library:{scene.tangkum.id}"))
    assert list(verbs) == ["manual.include", "manual.exclude", "manual.withdraw"]


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_hand_gives_its_reason(session, reason):
    scene = make_scene(session)

    with pytest.raises(ReasonNeeded):
        by_hand(session, scene, scene.tangkum, reason=reason)


def test_a_library_out_of_reach_cannot_be_brought_in(session):
    scene = make_scene(session, level=EventLevel.NATIONAL)
    make_library(session, region_code="73.08.16.2018")
    provincial = make_event(session, slug="plm-sulsel", level=EventLevel.PROVINCE, region_code="73")

    with pytest.raises(NotFound):
        decide_by_hand(
            session,
            event=provincial,
            library_id=scene.tangkum.id,
            kind=ManualKind.INCLUDE,
            reason="tamu",
            actor="cli",
            now=NOON,
        )


@pytest.mark.parametrize(("region", "expected"), [("62", 4), ("62.13", 4), ("73", 1), ("73.08", 1), (None, 5)])
def test_candidates_are_the_libraries_within_reach(session, region, expected):
    scene = make_scene(session)
    make_library(session, region_code="73.08.16.2018")
    # 73.08 must not reach 73.080, nor 62.1 the regencies from 62.10 on: codes are compared part by part.
    event = make_event(session, slug="lain", region_code=region)
    set_policy(session, event_id=event.id, period_id=scene.period.id, policy=Policy(), actor="account:3", now=NOON)

    made = run_decision(session, event=event, actor="cli", now=NOON)

    assert sum(outcome_counts(session, made.id).values()) == expected


def test_no_run_without_a_policy(session):
    scene = make_scene(session, policy=None)

    with pytest.raises(PolicyMissing):
        run(session, scene)


def test_a_lowest_score_beyond_the_scale_is_refused(session):
    scene = make_scene(session)
    policy = Policy(minimum={LibraryKind.VILLAGE: Decimal("10.1")})

    with pytest.raises(PolicyNotSound):
        set_policy(
            session, event_id=scene.event.id, period_id=scene.period.id, policy=policy, actor="account:3", now=NOON
        )


def test_a_revised_policy_leaves_the_older_run_alone(session):
    scene = make_scene(session)
    made = run(session, scene)
    set_policy(
        session, event_id=scene.event.id, period_id=scene.period.id, policy=Policy(), actor="account:3", now=LATER
    )
    kept = find_policy(session, scene.event.id)

    assert kept is not None
    assert Policy.from_document(made.terms) == SIX
    assert Policy.from_document(kept.terms) == Policy()


def test_a_run_grows_stale_by_policy_hand_and_taking_back(session):
    scene = make_scene(session)
    by_hand(session, scene, scene.turan_amis)
    made = run(session, scene)
    fresh = is_stale(session, made)
    withdraw_manual(session, event=scene.event, library_id=scene.turan_amis.id, actor="account:3", now=NOON)
    after_taking_back = is_stale(session, made)
    again = run(session, scene)
    by_hand(session, scene, scene.tangkum, now=LATER)

    assert (fresh, after_taking_back, is_stale(session, again)) == (False, True, True)


def test_a_page_is_narrowed_by_outcome_name_province_and_kind(session):
    scene = make_scene(session)
    made = run(session, scene)
    every = decision_page(session, made.id, DecisionFilter(), number=7)

    def names(**wanted):
        return [
            library.name for _, library in decision_page(session, made.id, DecisionFilter(**wanted), number=1).lines
        ]

    assert (every.total, every.number, every.last, len(every.lines)) == (4, 1, 1, 4)
    assert names(outcome=Outcome.INELIGIBLE) == ["Perpusdes Turan Amis"]
    assert names(name="desa turanamis") == ["Perpusdes Turan Amis"]
    assert names(name="100%") == []
    assert names(province="73") == []
    assert names(province="62", kind=LibraryKind.REGENCY) == ["Dinas Perpustakaan dan Kearsipan Kab. Barito Timur"]


def test_the_reserve_is_listed_by_its_queue(session):
    scene = make_scene(session, policy=Policy(best_per_regency=1))
    made = run(session, scene)

    page = decision_page(session, made.id, DecisionFilter(outcome=Outcome.WAITLISTED), number=1)

    assert [(library.name, decision.rank) for decision, library in page.lines] == [
        ("Perpusdes Pangkan", 2),
        ("Perpusdes Turan Amis", 3),
    ]


def test_scores_of_a_run_are_counted_by_kind(session):
    scene = make_scene(session)
    made = run(session, scene)

    assert scores_of_run(session, made.id, LibraryKind.VILLAGE) == [
        (Decimal("5.2"), 1),
        (Decimal(6), 1),
        (Decimal("7.72"), 1),
    ]


@pytest.mark.parametrize("table", ["decision_run", "decision"])
@pytest.mark.parametrize("deed", ["DELETE FROM {table}", "UPDATE {table} SET {column} = {column}"])
def test_what_was_decided_cannot_be_changed_even_by_hand_in_the_database(session, table, deed):
    scene = make_scene(session)
    made = run(session, scene)
    session.flush()
    column = {"decision_run": "number", "decision": "rank"}[table]

    with pytest.raises(DBAPIError, match=f"{table} is immutable"), session.begin_nested():
        session.execute(text(deed.format(table=table, column=column)))

    assert outcome_counts(session, made.id)[Outcome.ELIGIBLE] == 3


def test_earlier_periods_and_components_are_read_as_far_as_the_policy_asks(session):
    scene = make_scene(session, policy=None)
    before = make_period(
        session, code="2023", name="2023", starts_on=date(2023, 1, 1), ends_on=date(2023, 12, 31), maximum=Decimal(100)
    )
    make_score(session, before, scene.tangkum, "65")
    steady = Policy(consistency=Consistency(Decimal(6), times=2, of=2))
    set_policy(session, event_id=scene.event.id, period_id=scene.period.id, policy=steady, actor="cli", now=NOON)

    made = run(session, scene)

    tangkum = find_decision(session, run_id=made.id, library_id=scene.tangkum.id)
    pangkan = find_decision(session, run_id=made.id, library_id=scene.pangkan.id)
    assert tangkum.outcome is Outcome.ELIGIBLE
    assert tangkum.reasons[-1] == {"code": "consistent", "met": 2, "times": 2, "of": 2, "minimum": "6"}
    assert pangkan.outcome is Outcome.INELIGIBLE
    assert pangkan.reasons[-1] == {"code": "not_consistent", "met": 1, "times": 2, "of": 2, "minimum": "6"}


def test_a_band_is_read_from_the_period_and_an_unknown_one_refused(session):
    scene = make_scene(session, policy=None)
    session.add(KpiBand(period_id=scene.period.id, code="hijau", name="Hijau", minimum=Decimal(7)))
    session.flush()
    values = {"event_id": scene.event.id, "period_id": scene.period.id, "actor": "cli", "now": NOON}

    with pytest.raises(PolicyNotSound) as refused:
        set_policy(session, policy=Policy(band="emas"), **values)
    set_policy(session, policy=Policy(band="hijau"), **values)
    made = run(session, scene)

    assert refused.value.facts["problem"] is PolicyProblem.UNKNOWN_BAND
    pangkan = find_decision(session, run_id=made.id, library_id=scene.pangkan.id)
    assert pangkan.reasons[-1] == {"code": "below_band", "band": "Hijau", "minimum": "7", "gap": "1"}
    assert outcome_counts(session, made.id)[Outcome.ELIGIBLE] == 2


def test_a_component_that_the_period_does_not_define_is_refused(session):
    scene = make_scene(session, policy=None)
    policy = Policy(components={"layanan": Decimal(6)})

    with pytest.raises(PolicyNotSound) as refused:
        set_policy(session, event_id=scene.event.id, period_id=scene.period.id, policy=policy, actor="cli", now=NOON)

    assert refused.value.facts["problem"] is PolicyProblem.UNKNOWN_COMPONENT


def test_the_digest_is_the_same_on_both_databases_with_every_part_on(session):
    scene = make_scene(session, policy=None, first_id=9001)
    full = Policy(
        minimum={LibraryKind.VILLAGE: Decimal(5)},
        best_per_regency=1,
        consistency=Consistency(Decimal(5), times=1, of=2),
        provinces=Provinces(cap=5, guarantee=1),
        capacity={LibraryKind.VILLAGE: 2},
        fill=FillRule.BY_SCORE,
        waves=Waves({"62": 1}, frozenset({1})),
        office_follows=True,
        tie_breakers=("previous_score",),
    )
    set_policy(session, event_id=scene.event.id, period_id=scene.period.id, policy=full, actor="cli", now=NOON)

    made = run(session, scene)

    assert made.inputs_sha256 == FULL_INPUTS
    assert made.result_sha256 == FULL_RESULT
