"""Periods declared and sheets imported, whole or not at all."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from plm.kpi.actions import Choices, SourceFile, create_period, import_scores
from plm.kpi.queries import (
    components_of,
    count_scores_of_import,
    history_of,
    imports_of,
    latest_scores,
    period_summaries,
    scores_of_import,
)
from plm.kpi.rules import (
    AsOfOutside,
    ComponentDraft,
    PeriodCodeTaken,
    PeriodDraft,
    PeriodNotSound,
    ScoreScale,
    differences,
)
from plm.kpi.tables import KpiImport, KpiScore
from plm.libraries.rules import HeaderMissing, LibraryKind
from tests.factories import NOON, make_library

DRAFT = PeriodDraft(
    code="2024-09",
    name="Januari–September 2024",
    starts_on=date(2024, 1, 1),
    ends_on=date(2024, 9, 25),
    scale=ScoreScale.POINTS,
    maximum=Decimal(10),
    components=(ComponentDraft("Layanan"), ComponentDraft("Pelibatan masyarakat", Decimal("0.4"))),
)
AS_OF = date(2024, 9, 25)
HEADER = (1, ("Kode Wilayah", "Nama Perpustakaan", "Skor", "Layanan"))
# As printed for 2024 (domain 10.1).
ROWS = (
    HEADER,
    (2, ("62.13.08.2008", "Perpusdes Tangkum", "7,72", "8,1")),
    (3, ("62.13.09.2010", "Perpusdes Pangkan", "6,0", "")),
    (4, ("62.13.08.2006", "Perpusdes Turan Amis", "5,2", "-")),
    (5, ("62.13", "Dinas Perpustakaan dan Kearsipan Kab. Barito Timur", "6,32", "")),
)


def make_period(session, **changes):
    return create_period(session, draft=replace(DRAFT, **changes), actor="cli", now=NOON)


def make_libraries_of_barito_timur(session):
    return [
        make_library(session, region_code="62.13.08.2008", name="Perpusdes Tangkum", folded_name="tangkum"),
        make_library(session, region_code="62.13.09.2010", name="Perpusdes Pangkan", folded_name="pangkan"),
        make_library(session, region_code="62.13.08.2006", name="Perpusdes Turan Amis", folded_name="turanamis"),
        make_library(
            session,
            kind=LibraryKind.REGENCY,
            region_code="62.13",
            name="Dinas Perpustakaan dan Kearsipan Kab. Barito Timur",
            folded_name="baritotimur",
        ),
    ]


def bring(session, period, rows=ROWS, *, sha="a" * 64, as_of=AS_OF, **options):
    return import_scores(
        session,
        period=period,
        rows=rows,
        source=SourceFile("skor.xlsx", sha),
        as_of=as_of,
        imported_by="Contoh Tiga",
        actor="account:1",
        now=NOON,
        **options,
    )


def count_scores(session):
    return session.scalar(select(func.count()).select_from(KpiScore))


def test_a_period_is_declared_with_its_components(session):
    period = make_period(session)

    assert [(component.code, component.name, component.weight) for component in components_of(session, period.id)] == [
        ("layanan", "Layanan", None),
        ("pelibatan-masyarakat", "Pelibatan masyarakat", Decimal("0.4")),
    ]


def test_a_period_that_contradicts_itself_names_every_problem(session):
    with pytest.raises(PeriodNotSound) as refusal:
        make_period(
            session,
            code="Skor 2024",
            ends_on=date(2023, 1, 1),
            maximum=Decimal(0),
            decimals=5,
            components=(ComponentDraft("Layanan"), ComponentDraft("LAYANAN"), ComponentDraft("?")),
        )

    assert refusal.value.facts["problems"] == (
        "code_malformed",
        "ends_before_start",
        "maximum_out_of_range",
        "decimals_out_of_range",
        "component_unnamed",
        "component_doubled",
    )


def test_a_code_names_one_period(session):
    make_period(session)

    with pytest.raises(PeriodCodeTaken):
        make_period(session)


def test_a_sheet_is_stored_with_its_provenance(session):
    period = make_period(session)
    tangkum, pangkan, turan_amis, office = make_libraries_of_barito_timur(session)

    outcome = bring(session, period)

    assert (len(outcome.report.accepted), outcome.report.bad, outcome.report.skipped) == (4, (), ())
    assert latest_scores(session, period.id) == {
        tangkum.id: Decimal("7.72"),
        pangkan.id: Decimal("6"),
        turan_amis.id: Decimal("5.2"),
        office.id: Decimal("6.32"),
    }
    (row,) = history_of(session, tangkum.id)
    assert (row.printed, row.filename, row.line, row.imported_by, row.imported_at, row.as_of, row.components) == (
        "7,72",
        "skor.xlsx",
        2,
        "Contoh Tiga",
        NOON,
        AS_OF,
        {"Layanan": Decimal("8.1")},
    )
    assert [(row.line, row.printed) for row in scores_of_import(session, outcome.stored.id)] == [
        (2, "7,72"),
        (3, "6,0"),
        (4, "5,2"),
        (5, "6,32"),
    ]
    (summary,) = period_summaries(session)
    assert (summary.libraries, summary.as_of) == (4, AS_OF)


def test_one_bad_row_stores_nothing(session):
    period = make_period(session)
    make_libraries_of_barito_timur(session)

    outcome = bring(session, period, (*ROWS, (6, ("99.99", "Perpusdes X", "7", "")), (7, ("", "Jumlah", "32", ""))))

    assert outcome.stored is None
    assert [(row.line, row.code) for row in outcome.report.bad] == [(6, "region_unknown")]
    assert [(row.line, row.code) for row in outcome.report.skipped] == [(7, "total_row")]
    assert (count_scores(session), imports_of(session, period.id)) == (0, [])


def test_the_good_rows_alone_are_stored_when_asked_for_and_the_rest_is_remembered(session):
    period = make_period(session)
    make_libraries_of_barito_timur(session)

    outcome = bring(session, period, (*ROWS, (6, ("99.99", "Perpusdes X", "77", ""))), choices=Choices(only_good=True))

    assert count_scores(session) == 4
    assert (outcome.stored.accepted_rows, outcome.stored.bad_rows) == (4, 1)
    session.expire_all()
    assert imports_of(session, period.id)[0].remarks == {
        "bad": [
            {"line": 6, "code": "region_unknown", "name": "Perpusdes X", "facts": {"region_code": "99.99"}},
            {
                "line": 6,
                "code": "score_out_of_range",
                "name": "Perpusdes X",
                "facts": {"text": "77", "maximum": "10"},
            },
        ],
        "skipped": [],
    }


def test_the_same_file_twice_changes_nothing_and_says_so(session):
    period = make_period(session)
    make_libraries_of_barito_timur(session)
    first = bring(session, period)

    again = bring(session, period)

    assert (again.stored, again.earlier) == (None, first.stored)
    assert [(row.line, row.code) for row in again.report.skipped] == [(line, "already_stored") for line in (2, 3, 4, 5)]
    assert (count_scores(session), session.scalar(select(func.count()).select_from(KpiImport))) == (4, 1)


def test_another_score_for_the_same_day_is_explained_and_never_put_over_the_first(session):
    period = make_period(session)
    tangkum, *_ = make_libraries_of_barito_timur(session)
    bring(session, period)

    outcome = bring(
        session,
        period,
        (HEADER, (2, ("62.13.08.2008", "", "8,00", "8,1")), (3, ("62.13", "", "6,32", "7"))),
        sha="b" * 64,
    )

    assert [
        (row.line, row.code, dict(row.facts)) for item in outcome.report.corrected for row in differences(item)
    ] == [
        (2, "score_differs", {"text": "8,00", "stored": "7,72", "stored_file": "skor.xlsx", "stored_line": 2}),
        (
            3,
            "score_differs",
            {
                "text": Decimal(7),
                "stored": None,
                "component": "layanan",
                "stored_file": "skor.xlsx",
                "stored_line": 5,
            },
        ),
    ]
    assert latest_scores(session, period.id)[tangkum.id] == Decimal("7.72")


def test_another_day_is_another_fact_and_the_newest_counts(session):
    period = make_period(session)
    tangkum, *_ = make_libraries_of_barito_timur(session)
    bring(session, period)

    bring(session, period, (HEADER, (2, ("62.13.08.2008", "", "8,00", ""))), as_of=date(2024, 10, 1))
    bring(session, period, (HEADER, (2, ("62.13.08.2008", "", "4,00", ""))), as_of=date(2024, 6, 1))

    assert latest_scores(session, period.id)[tangkum.id] == Decimal(8)
    assert [row.score for row in history_of(session, tangkum.id)] == [Decimal(4), Decimal("7.72"), Decimal(8)]


@pytest.mark.parametrize("as_of", [date(2023, 12, 31), date(2024, 11, 7)])
def test_scores_stand_for_a_day_of_the_period_and_not_for_tomorrow(session, as_of):
    period = make_period(session)

    with pytest.raises(AsOfOutside):
        bring(session, period, as_of=as_of)


def test_a_sheet_without_headings_is_refused(session):
    period = make_period(session)

    with pytest.raises(HeaderMissing):
        bring(session, period, ((1, ("apa", "saja")),))


def correct(session, period, *, accept, score="8,00"):
    rows = ((1, ("Kode Wilayah", "Skor")), (2, ("62.13.08.2008", score)), (3, ("62.13", "6,32")))
    return bring(session, period, rows, sha=score.ljust(64, "b"), choices=Choices(accept_corrections=accept))


def test_an_accepted_correction_counts_and_keeps_what_it_replaced(session):
    period = make_period(session)
    tangkum, *_ = make_libraries_of_barito_timur(session)
    first = bring(session, period).stored

    second = correct(session, period, accept=True).stored
    correct(session, period, accept=True, score="8,10")

    (row,) = history_of(session, tangkum.id)
    assert (row.score, row.printed, row.line, row.components) == (
        Decimal("8.1"),
        "8,10",
        2,
        {"Layanan": Decimal("8.1")},
    )
    assert [(was.printed, was.score, was.filename, was.line, was.superseded_by) for was in row.superseded] == [
        ("7,72", Decimal("7.72"), "skor.xlsx", 2, "Contoh Tiga"),
        ("8,00", Decimal(8), "skor.xlsx", 2, "Contoh Tiga"),
    ]
    assert (first.accepted_rows, second.accepted_rows, second.corrected_rows) == (4, 1, 1)
    assert (count_scores_of_import(session, first.id), count_scores_of_import(session, second.id)) == (3, 0)


def test_the_same_corrected_file_twice_changes_nothing(session):
    period = make_period(session)
    make_libraries_of_barito_timur(session)
    bring(session, period)
    correct(session, period, accept=True)

    again = correct(session, period, accept=True)

    assert again.stored is None
    assert again.report.is_clean


def test_a_dry_run_tells_everything_and_stores_nothing(session):
    period = make_period(session)
    make_libraries_of_barito_timur(session)

    outcome = bring(session, period, dry_run=True)

    assert (len(outcome.report.accepted), outcome.stored) == (4, None)
    assert (count_scores(session), imports_of(session, period.id)) == (0, [])


def test_a_name_of_several_libraries_is_asked_about_and_the_answer_is_stored(session):
    period = make_period(session)
    one, two = (
        make_library(session, region_code=code, name="Perpusdes Bacu", folded_name="bacu")
        for code in ("73.08.09.2001", "73.08.21.2005")
    )
    rows = ((1, ("Nama", "Kabupaten", "Skor")), (2, ("Perpusdes Bacu", "Bone", "7")))

    asked = bring(session, period, rows)
    elsewhere = make_library(session)
    strange = bring(session, period, rows, choices=Choices(answers={2: elsewhere.id}))
    left_out = bring(session, period, rows, choices=Choices(answers={2: None}), dry_run=True)
    answered = bring(session, period, rows, choices=Choices(answers={2: two.id}))

    (question,) = asked.report.questions
    assert (question.line, question.code, asked.stored, strange.stored) == (2, "library_ambiguous", None, None)
    assert [candidate.library_id for candidate in question.facts["candidates"]] == [one.id, two.id]
    assert [(row.line, row.code) for row in left_out.report.skipped] == [(2, "left_out")]
    assert answered.stored.accepted_rows == 1
    assert latest_scores(session, period.id) == {two.id: Decimal(7)}
