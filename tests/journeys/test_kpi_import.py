"""A large sheet through the web: a real worker reads it while the bar moves, a person accepts, and it is stored."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from plm.adapters.spreadsheets import write_xlsx
from plm.bulk import insert_rows
from plm.clock import now
from plm.extensions import db
from plm.kpi.actions import create_period
from plm.kpi.rules import PeriodDraft, ScoreScale
from plm.kpi.tables import KpiScore
from plm.libraries.queries import count_libraries
from plm.libraries.rules import LibraryKind, RegionLevel, fold_name
from plm.libraries.tables import Library, Region
from tests.browsing import submit
from tests.journeys.processes import embedded, migrated, release, wait_until, with_servers
from tests.journeys.story import Story

COUNT = 20_000
DRAFT = PeriodDraft("2024", "2024", date(2024, 1, 1), date(2024, 9, 25), ScoreScale.POINTS, Decimal(10))
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(params=["embedded", "servers"])
def surroundings(request, tmp_path):
    if request.param == "embedded":
        yield embedded(tmp_path)
    else:
        with with_servers(tmp_path) as found:
            yield found


def settle(session, moment: datetime) -> bytes:
    """A library in the first villages of the country and a period; returns a sheet with a score for each."""
    query = select(Region.code, Region.name).where(Region.level == RegionLevel.VILLAGE).order_by(Region.code)
    places = session.execute(query.limit(COUNT)).all()
    insert_rows(
        session,
        Library.__table__,
        ("kind", "name", "folded_name", "region_code", "contact_name", "phone", "email", "created_at"),
        [
            (LibraryKind.VILLAGE, f"Perpusdes {name}", fold_name(name), code, "", "", "", moment)
            for code, name in places
        ],
    )
    create_period(session, draft=DRAFT, actor="cli", now=moment)
    session.commit()
    rows = [(code, f"Perpusdes {name}", "7,25") for code, name in places]
    return write_xlsx(("Kode Wilayah", "Nama Perpustakaan", "Skor"), rows)


def test_a_large_sheet_is_read_by_a_worker_while_the_bar_moves(surroundings, playwright, browser):
    app = migrated(surroundings)
    story = Story(surroundings, playwright, browser)
    story.prepare()
    with app.app_context():
        sheet = settle(db.session(), now())
        assert count_libraries(db.session()) == COUNT
    with surroundings.web(), surroundings.worker("--beat"):
        surroundings.wait_for_web()
        page = story.open_page()
        story.log_in(page, "/panitia/")
        page.goto("/panitia/kpi/2024/impor")
        page.locator("input[type=file]").set_input_files({"name": "nasional.xlsx", "mimeType": XLSX, "buffer": sheet})
        page.get_by_label("Data per tanggal").fill("2024-09-25")
        submit(page, page.get_by_role("button", name="Impor skor"))
        seen = watch(page)
        page.get_by_text("Semua baris cocok.").wait_for(timeout=60_000)
        submit(page, page.get_by_role("button", name="Simpan skor"))
        page.get_by_text("Skor yang disimpan").wait_for(timeout=60_000)

        assert "20.000" in page.locator("main").inner_text()
    assert len(seen) > 1, seen
    assert seen == sorted(seen)
    assert story.complaints == []
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(KpiScore)) == COUNT
    release(app)


def watch(page) -> list[int]:
    """The figures the bar showed, one after another, until the report stands on the page."""
    from playwright.sync_api import Error as PlaywrightError  # noqa: PLC0415  # slow to import, only browsers need it

    seen: list[int] = []

    def ended() -> bool:
        bar = page.locator("progress.plm-progress")
        try:
            value = int(bar.evaluate("bar => bar.value", timeout=300))
        except PlaywrightError:  # the page reloads itself when the worker is done
            return page.get_by_text("Semua baris cocok.").count() > 0
        if value not in seen[-1:]:
            seen.append(value)
        return False

    wait_until(ended, 60, "the worker's report")
    return seen
