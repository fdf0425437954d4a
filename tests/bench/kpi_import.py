"""A national sheet of scores: read, matched and stored; the baseline is calamine reading the cells alone."""

import gc
import time
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

from python_calamine import CalamineWorkbook

from plm import clock
from plm.adapters.spreadsheets import MAX_BYTES, read_table, write_xlsx
from plm.extensions import db
from plm.kpi.actions import SourceFile, create_period, import_scores
from plm.kpi.rules import PeriodDraft, ScoreScale
from tests.bench.measuring import Figure
from tests.bench.nation import COUNT, databases, load_nation

DRAFT = PeriodDraft("2024", "2024", date(2024, 1, 1), date(2024, 9, 25), ScoreScale.POINTS, Decimal(10))


def measure() -> Iterator[Figure]:
    """Wall seconds from the file's bytes to the commit."""
    for database in databases():
        yield _taken(database)


def _taken(database: str) -> Figure:
    session, moment = db.session(), clock.now()
    data = _sheet(moment)
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
    return Figure(f"kpi-import-84276-{database}", taken, "wall s", baseline=alone, goal="<= 8 s")


def _sheet(moment: datetime) -> bytes:
    """A score for every library of the country."""
    named = load_nation(moment)
    rows = [
        (code, name, f"{number % 1000 / 100:.2f}".replace(".", ",")) for number, (_, name, code) in enumerate(named)
    ]
    return write_xlsx(("Kode Wilayah", "Nama Perpustakaan", "Skor"), rows)


def _alone(data: bytes) -> float:
    started = time.perf_counter()
    CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    return time.perf_counter() - started
