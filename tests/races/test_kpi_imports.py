"""One file handed in twice at one instant is stored once."""

import threading
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, delete, func, select
from sqlalchemy.orm import Session

from plm.audit.tables import AuditEntry
from plm.db import prepare_sqlite
from plm.kpi.actions import Choices, SourceFile, create_period, import_scores
from plm.kpi.actions.storing import store_report
from plm.kpi.queries import get_period
from plm.kpi.rules import PeriodDraft, ScoreScale
from plm.kpi.tables import KpiImport, KpiPeriod, KpiScore, KpiSupersededScore
from plm.libraries.rules import ImportClash
from plm.libraries.tables import Library, Region
from tests.factories import NOON, make_library

CODE = "lomba-impor"
VILLAGES = [f"94.01.01.20{number:02}" for number in range(1, 21)]
DRAFT = PeriodDraft(CODE, "Lomba", date(2024, 1, 1), date(2024, 12, 31), ScoreScale.POINTS, Decimal(10))
TOGETHER = 4


@pytest.fixture
def engine(app: Flask) -> Iterator[Engine]:
    """Real connections to a migrated database that holds twenty libraries and a period."""
    engine = create_engine(app.config["SQLALCHEMY_DATABASE_URI"], pool_size=TOGETHER)
    prepare_sqlite(engine)
    with Session(engine) as session:
        for code in VILLAGES:
            make_library(session, region_code=code)
        create_period(session, draft=DRAFT, actor="cli", now=NOON)
        session.commit()
    yield engine
    with Session(engine) as session:
        for table in (AuditEntry, KpiSupersededScore, KpiScore, KpiImport, KpiPeriod):
            session.execute(delete(table))
        session.execute(delete(Library).where(Library.region_code.startswith("94")))
        codes = select(Region.code).where(Region.code.startswith("94")).order_by(func.length(Region.code).desc())
        for code in session.scalars(codes).all():
            session.execute(delete(Region).where(Region.code == code))
        session.commit()
    engine.dispose()


def test_a_double_click_stores_every_score_once(engine):
    ready = threading.Barrier(TOGETHER)
    told: list[str] = []
    rows = ((1, ("Kode", "Skor")), *((line, (code, "7,5")) for line, code in enumerate(VILLAGES, start=2)))

    def hand_in() -> None:
        with Session(engine) as session:
            ready.wait()
            try:
                outcome = import_scores(
                    session,
                    period=get_period(session, CODE),
                    rows=rows,
                    source=SourceFile("skor.csv", "a" * 64),
                    as_of=date(2024, 9, 25),
                    imported_by="Contoh Tiga",
                    actor="cli",
                    now=NOON,
                )
                session.commit()
                told.append("stored" if outcome.stored else "unchanged")
            except ImportClash:
                told.append("clash")

    threads = [threading.Thread(target=hand_in) for _ in range(TOGETHER)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with Session(engine) as session:
        stored = session.scalar(select(func.count()).select_from(KpiScore))
        imports = session.scalar(select(func.count()).select_from(KpiImport))
    assert (len(told), told.count("stored")) == (TOGETHER, 1)
    assert (stored, imports) == (len(VILLAGES), 1)


def correct(session: Session, score: str, *, dry_run: bool = False):
    outcome = import_scores(
        session,
        period=get_period(session, CODE),
        rows=((1, ("Kode", "Skor")), (2, (VILLAGES[0], score))),
        source=SourceFile("koreksi.csv", score.ljust(64, "0")),
        as_of=date(2024, 9, 25),
        imported_by="Contoh Tiga",
        actor="cli",
        now=NOON,
        choices=Choices(accept_corrections=True),
        dry_run=dry_run,
    )
    session.commit()
    return outcome


def store_late(engine: Engine, *, meanwhile: str | None) -> None:
    """Judge a correction, let another one in meanwhile, then store what was judged."""
    with Session(engine) as late, Session(engine) as fast:
        correct(fast, "7,5")
        report = correct(late, "8,0", dry_run=True).report
        if meanwhile:
            correct(fast, meanwhile)
        stored = KpiImport(
            period_id=get_period(late, CODE).id,
            filename="koreksi.csv",
            sha256="c" * 64,
            as_of=date(2024, 9, 25),
            imported_by="Contoh Tiga",
            imported_at=NOON,
        )
        store_report(late, stored=stored, report=report, with_corrections=True)
        late.commit()


def said(engine: Engine) -> tuple[list[str], list[str]]:
    with Session(engine) as session:
        before = session.scalars(select(KpiSupersededScore.printed).order_by(KpiSupersededScore.id)).all()
        return list(before), list(session.scalars(select(KpiScore.printed)))


def test_a_correction_judged_before_another_was_accepted_replaces_nothing(engine):
    with pytest.raises(ImportClash):
        store_late(engine, meanwhile="9,0")

    assert said(engine) == (["7,5"], ["9,0"])


def test_the_same_correction_with_nobody_in_between_is_stored(engine):
    store_late(engine, meanwhile=None)

    assert said(engine) == (["7,5"], ["8,0"])
