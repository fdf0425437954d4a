"""A workbook of several sheets: which one is meant is asked, and the file is handed in once."""

import io

import pytest
import xlsxwriter
from flask import current_app
from sqlalchemy import func, select

from plm.adapters.spreadsheets import Unreadable, glance_at_sheets
from plm.jobs.tables import Job
from plm.kpi.rules import DraftState
from plm.kpi.tables import KpiDraft, KpiScore
from tests.factories import log_in, make_account
from tests.web.committee.test_kpi import GOOD, HEADINGS, PAGE, make_libraries_of_barito_timur, make_period
from workers import kpi as worker


def workbook(**sheets):
    """A workbook with these sheets, each a list of rows."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for line, row in enumerate(rows):
                page.write_row(line, 0, row)
    return buffer.getvalue()


@pytest.fixture
def committee(client, session):
    log_in(client, make_account(session))
    return client


@pytest.fixture
def draft(committee, session):
    """Handed in: notes, scores and an empty sheet."""
    make_period(session)
    make_libraries_of_barito_timur(session)
    data = workbook(Catatan=[["Dibuat <b>oleh</b> dinas"]], Skor=[HEADINGS, *GOOD], Kosong=[])
    answer = committee.post(PAGE, data={"file": (io.BytesIO(data), "skor.xlsx"), "as_of": "2024-09-25"})
    found = session.scalars(select(KpiDraft)).one()
    assert answer.location.endswith(f"/berkas/{found.id}")
    return found


def here(draft):
    return f"/panitia/kpi/2024-09/berkas/{draft.id}"


def test_the_filled_sheets_are_shown_with_their_first_lines_and_the_longest_chosen(committee, session, draft):
    page = committee.get(here(draft)).text
    period = committee.get("/panitia/kpi/2024-09/").text

    assert "Lembar mana yang berisi skor?" in page
    assert "Dibuat &lt;b&gt;oleh&lt;/b&gt; dinas" in page
    assert "Kosong" not in page
    assert page.index("checked") > page.index("Catatan")
    assert "lembarnya belum dipilih" in period
    assert session.scalar(select(func.count()).select_from(KpiScore)) == 0


def test_the_chosen_sheet_is_read_without_handing_the_file_in_again(committee, session, draft):
    answers = [committee.post(f"{here(draft)}/lembar", data={"sheet": "Skor"}) for _ in range(2)]
    session.expire_all()

    assert [answer.status_code for answer in answers] == [302, 302]
    assert (draft.state, draft.sheet) == (DraftState.READ, "Skor")
    stored = committee.post(here(draft), data={}, follow_redirects=True)
    assert "2 skor disimpan." in stored.text


def test_a_sheet_without_headings_is_refused_and_another_may_be_chosen(committee, session, draft):
    wrong = committee.post(f"{here(draft)}/lembar", data={"sheet": "Catatan"})
    strange = committee.post(f"{here(draft)}/lembar", data={"sheet": "Lain"})
    session.expire_all()

    assert (wrong.status_code, strange.status_code) == (422, 422)
    assert 'href="#sheet"' in wrong.text
    assert draft.state is DraftState.CHOOSING
    assert committee.post(f"{here(draft)}/lembar", data={"sheet": "Skor"}).status_code == 302


def test_a_large_sheet_is_read_by_the_worker(committee, session, draft, monkeypatch):
    monkeypatch.setattr("plm.web.committee.kpi_drafts.LARGE_ROWS", 1)
    committee.post(f"{here(draft)}/lembar", data={"sheet": "Skor"})
    (job,) = session.scalars(select(Job))
    waiting = committee.get(here(draft)).text
    worker.read(session, **job.arguments)
    session.expire_all()

    assert "Berkas sedang dibaca" in waiting
    assert draft.state is DraftState.READ


def test_a_day_that_cannot_be_is_told_before_anything_is_kept(committee, session):
    make_period(session)
    data = workbook(A=[["a"]], B=[["b"]])

    answer = committee.post(PAGE, data={"file": (io.BytesIO(data), "skor.xlsx"), "as_of": "2999-01-01"})

    assert answer.status_code == 422
    assert session.scalars(select(KpiDraft)).all() == []


def test_a_named_sheet_is_not_asked_about(committee, session):
    make_period(session)
    make_libraries_of_barito_timur(session)
    data = workbook(Catatan=[["x"]], Skor=[HEADINGS, *GOOD])
    sheet = {"file": (io.BytesIO(data), "skor.xlsx"), "as_of": "2024-09-25", "sheet": "skor"}

    page = committee.post(PAGE, data=sheet, follow_redirects=True).text

    assert "2 skor disimpan." in page


def test_a_glance_at_what_is_no_workbook_is_refused():
    with pytest.raises(Unreadable):
        glance_at_sheets(b"PK\x03\x04kaput", "x.xlsx")


def test_the_storage_keeps_one_file(committee, session, draft):
    assert current_app.extensions["storage"].exists(draft.file_key)
