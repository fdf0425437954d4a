"""A national sheet of scores: read, matched and stored; the baseline is calamine reading the cells alone."""

import gc
import os
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO

from flask_migrate import upgrade
from python_calamine import CalamineWorkbook
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from config import read_settings
from plm import clock
from plm.adapters.regions import published_regions
from plm.adapters.spreadsheets import MAX_BYTES, read_table, write_xlsx
from plm.app import create_app
from plm.bulk import insert_rows
from plm.extensions import db
from plm.kpi.actions import SourceFile, create_period, import_scores
from plm.kpi.rules import PeriodDraft, ScoreScale
from plm.libraries.actions import load_regions
from plm.libraries.rules import LibraryKind, RegionLevel, fold_name, level_of
from plm.libraries.tables import Library
from tests.bench.measuring import Figure

SERVER = os.environ.get("PLM_TEST_POSTGRESQL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")
NAME = f"plm_bench_kpi_{os.getpid()}"
COUNT = 84_276
KINDS = {
    RegionLevel.PROVINCE: (LibraryKind.PROVINCE, "Dinas Perpustakaan Provinsi"),
    RegionLevel.REGENCY: (LibraryKind.REGENCY, "Dinas Perpustakaan"),
    RegionLevel.VILLAGE: (LibraryKind.VILLAGE, "Perpusdes"),
}
DRAFT = PeriodDraft("2024", "2024", date(2024, 1, 1), date(2024, 9, 25), ScoreScale.POINTS, Decimal(10))


def measure() -> Iterator[Figure]:
    """Wall seconds from the file's bytes to the commit."""
    with tempfile.TemporaryDirectory() as folder:
        yield _taken("sqlite", {"PLM_PROFILE": "demo", "PLM_DEMO_DIR": folder})
        server = create_engine(SERVER, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 3})
        try:
            with server.connect() as connection:
                connection.execute(text(f"CREATE DATABASE {NAME}"))
        except OperationalError:
            return
        try:
            url = server.url.set(database=NAME).render_as_string(hide_password=False)
            yield _taken("postgresql", {"PLM_PROFILE": "demo", "PLM_DEMO_DIR": folder, "PLM_DATABASE_URL": url})
        finally:
            with server.connect() as connection:
                connection.execute(text(f"DROP DATABASE {NAME} WITH (FORCE)"))
            server.dispose()


def _taken(database: str, environment: dict[str, str]) -> Figure:
    app = create_app(read_settings(environment))
    with app.app_context():
        upgrade()
        session, moment = db.session(), clock.now()
        data = _country(moment)
        period = create_period(session, draft=DRAFT, actor="bench", now=moment)
        session.commit()
        alone = _alone(data)
        gc.collect()
        started = time.perf_counter()
        outcome = import_scores(
            session,
            period=period,
            rows=read_table(data, "nasional.xlsx", max_bytes=10 * MAX_BYTES).rows,
            source=SourceFile("nasional.xlsx", "a" * 64),
            as_of=date(2024, 9, 25),
            imported_by="bench",
            actor="bench",
            now=moment,
        )
        session.commit()
        taken = time.perf_counter() - started
        if outcome.stored is None or outcome.stored.accepted_rows != COUNT:
            raise AssertionError(f"stored {outcome.stored and outcome.stored.accepted_rows} of {COUNT}")
        db.session.remove()
        db.engine.dispose()
    return Figure(f"kpi-import-84276-{database}", taken, "wall s", baseline=alone, goal="<= 8 s")


def _country(moment: object) -> bytes:
    """A library in every region but the districts, and a sheet with a score for each."""
    session = db.session()
    load_regions(session, regions=list(published_regions()))
    places = [
        (region.code, level, region.name) for region in published_regions() if (level := level_of(region.code)) in KINDS
    ]
    named = [(KINDS[level][0], f"{KINDS[level][1]} {name}"[:200], code) for code, level, name in places][:COUNT]
    columns = ("kind", "name", "folded_name", "region_code", "contact_name", "phone", "email", "created_at")
    insert_rows(
        session,
        Library.__table__,
        columns,
        [(kind, name, fold_name(name), code, "", "", "", moment) for kind, name, code in named],
    )
    session.commit()
    rows = [
        (code, name, f"{number % 1000 / 100:.2f}".replace(".", ",")) for number, (_, name, code) in enumerate(named)
    ]
    return write_xlsx(("Kode Wilayah", "Nama Perpustakaan", "Skor"), rows)


def _alone(data: bytes) -> float:
    started = time.perf_counter()
    CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    return time.perf_counter() - started
