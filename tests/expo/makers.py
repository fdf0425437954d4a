"""Rows of an expo for tests: dull defaults, flushed."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from plm.events.tables import Event
from plm.expo.actions import allocate_booths, apply_for_booth, draw_hall, publish_plan, read_plan
from plm.expo.rules.applications import Application, ProductEntry
from plm.expo.rules.grid import Grid
from plm.expo.tables import AllocationPlan, Exhibitor, Hall
from plm.expo.words import ProductCategory
from plm.kpi.tables import KpiImport, KpiPeriod, KpiScore, ScoreScale
from plm.libraries.tables import Library
from tests.factories import NOON, make_library

BAG = ProductEntry("Tas anyaman", "UMKM Contoh Satu", ProductCategory.CRAFT)


def make_hall(session: Session, event: Event, *, rows: int = 1, columns: int = 3, **changes: Any) -> Hall:
    """A hall with A01, A02, A03."""
    grid = Grid(rows, columns, **{key: changes.pop(key) for key in ("first_letter", "aisle") if key in changes})
    return draw_hall(
        session, event_id=event.id, name=changes.get("name", "Ruang pamer"), grid=grid, actor="account:1", now=NOON
    )


def application(**changes: Any) -> Application:
    values = {"label": "Contoh", "category": ProductCategory.CRAFT, "products": (BAG,)}
    return Application(**{**values, **changes})


def make_exhibitor(
    session: Session,
    event: Event,
    *,
    library: Library | None = None,
    region_code: str = "62.13.08.2008",
    **changes: Any,
) -> Exhibitor:
    """A craft exhibitor without needs or wishes."""
    library = library or make_library(session, region_code=region_code)
    return apply_for_booth(
        session,
        event_id=event.id,
        library_id=library.id,
        application=application(**changes),
        actor=f"library:{library.id}",
        now=NOON,
    )


def make_score(session: Session, library_id: int, score: str, *, code: str = "2024-1") -> KpiScore:
    """One library's score in a period of its own import."""
    period = session.query(KpiPeriod).filter_by(code=code).one_or_none() or KpiPeriod(
        code=code,
        name=code,
        starts_on=date(2024, 1, 1),
        ends_on=date(2024, 6, 30),
        scale=ScoreScale.POINTS,
        maximum=Decimal(10),
        created_at=NOON,
    )
    session.add(period)
    session.flush()
    source = KpiImport(
        period_id=period.id,
        filename="kpi.csv",
        sha256=f"{library_id:064}",
        as_of=date(2024, 7, 1),
        imported_by="account:1",
        imported_at=NOON,
        accepted_rows=1,
        remarks=[],
    )
    session.add(source)
    session.flush()
    row = KpiScore(
        period_id=period.id,
        library_id=library_id,
        import_id=source.id,
        row_number=2,
        as_of=date(2024, 7, 1),
        score=Decimal(score),
        printed=score.replace(".", ","),
    )
    session.add(row)
    session.flush()
    return row


def make_published(session: Session, event: Event, **changes: Any) -> AllocationPlan:
    """Booths given, read and published."""
    by: dict[str, Any] = {"actor": "account:1", "now": NOON}
    plan = allocate_booths(session, event=event, **by, **changes)
    read_plan(session, event=event, number=plan.number, **by)
    return publish_plan(session, event=event, number=plan.number, **by)
