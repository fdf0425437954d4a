"""Scores of a country as columns, and the shelf that keeps them for pages."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from plm.kpi.queries import ScoreShelf, component_columns, score_columns
from plm.kpi.tables import KpiComponent, KpiComponentScore, KpiImport, KpiScore
from tests.eligibility.makers import make_period, make_scene, make_score
from tests.factories import NOON, make_library


@pytest.fixture
def scene(session):
    return make_scene(session)


def newer(session, scene, library, score, *, day=date(2024, 9, 26)):
    """The same period as of a later day, from another file."""
    sheet = KpiImport(
        period_id=scene.period.id, filename="kpi-baru.xlsx", sha256="1" * 64, as_of=day, imported_by="cli",
        imported_at=NOON, accepted_rows=1, remarks=[],
    )  # fmt: skip
    session.add(sheet)
    session.flush()
    row = KpiScore(
        period_id=scene.period.id, library_id=library.id, import_id=sheet.id, row_number=2, as_of=day,
        score=Decimal(score), printed=score,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def by_library(columns):
    return dict(zip(columns.library_ids.tolist(), columns.scores.tolist(), strict=True))


def test_the_newest_day_speaks_whatever_the_order_of_the_rows(session, scene):
    newer(session, scene, scene.tangkum, "3.5")
    newer(session, scene, scene.pangkan, "1", day=date(2024, 1, 2))

    known = by_library(score_columns(session, scene.period.id))

    assert (known[scene.tangkum.id], known[scene.pangkan.id]) == (35_000, 60_000)
    assert list(known) == sorted(known)


def test_another_period_and_an_empty_one_stay_apart(session, scene):
    other = make_period(session, code="2023", ends_on=date(2023, 9, 25))

    assert len(score_columns(session, other.id).scores) == 0


def test_components_stand_beside_their_scores(session, scene):
    part = KpiComponent(period_id=scene.period.id, code="layanan", name="Layanan", weight=None)
    session.add(part)
    session.flush()
    score = session.scalar(select(KpiScore).where(KpiScore.library_id == scene.tangkum.id))
    session.add(KpiComponentScore(score_id=score.id, component_id=part.id, score=Decimal("2.25")))
    session.flush()

    score_ids, scores = component_columns(session, scene.period.id, "layanan")

    assert (score_ids.tolist(), scores.tolist()) == ([score.id], [22_500])


def test_the_shelf_reads_again_only_after_an_import(session, scene):
    shelf = ScoreShelf()
    first = shelf.score_columns(session, scene.period.id)
    again = shelf.score_columns(session, scene.period.id)
    newer(session, scene, scene.turan_amis, "9")
    moved = shelf.score_columns(session, scene.period.id)

    assert again is first
    assert by_library(moved)[scene.turan_amis.id] == 90_000
    assert by_library(first)[scene.turan_amis.id] == 52_000


def test_a_full_shelf_lets_the_oldest_go(session, scene):
    shelf = ScoreShelf()
    first = shelf.score_columns(session, scene.period.id)
    for year in range(12):
        period = make_period(session, code=f"{1990 + year}", ends_on=date(1990 + year, 9, 25))
        make_score(session, period, make_library(session, region_code=f"73.08.16.20{year + 10}"), "1")
        shelf.score_columns(session, period.id)

    assert shelf.score_columns(session, scene.period.id) is not first
