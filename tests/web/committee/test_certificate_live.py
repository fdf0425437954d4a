"""A run's page in a browser: it moves by itself, and fits a phone."""

import pytest

from plm.accounts.actions import create_account, grant_role
from plm.accounts.rules import Grant, Role, Scope
from plm.certificates.actions import finish_runs, issue_certificates, note_failure
from plm.certificates.rules import Failure
from plm.certificates.tables import CertificateRun
from plm.clock import now
from plm.extensions import db
from tests.browsing import log_in
from tests.certificates.scenes import make_person, set_wording, store_as
from tests.factories import NOON, make_event

TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
HOME = "/panitia/plm-2024/sertifikat/"


@pytest.fixture
def ids(live_server):
    """Four certificates of one run, just asked for; the first person has the longest name."""
    with live_server.app.app_context():
        session = db.session()
        one = create_account(
            session, email="panitia@contoh.id", name="Contoh Tiga", password="sandi rahasia", actor="cli", now=NOON
        )
        grant_role(session, account_id=one.id, grant=Grant(Role.COMMITTEE, Scope.NATIONAL), actor="cli", now=NOON)
        event = make_event(session)
        for name in ("A" * 80, "Contoh Dua", "Contoh Satu", "Contoh Tiga"):
            make_person(session, event, name=name, email="a@contoh.example")
        set_wording(session, event)
        found = issue_certificates(session, event=event, requested_by="account:1", now=now())
        session.commit()
        return found


@pytest.fixture(params=[360, 1280])
def page(browser, live_server, request):
    context = browser.new_context(base_url=live_server.url, viewport={"width": request.param, "height": 740})
    page = context.new_page()
    log_in(page, "panitia@contoh.id", "sandi rahasia")
    yield page
    context.close()


def test_the_bar_moves_by_itself_and_fits_the_screen(live_server, ids, page):
    page.goto(f"{HOME}penerbitan/1")
    page.get_by_text("0 dari 4 PDF siap.").wait_for()
    with live_server.app.app_context():
        session = db.session()
        for one in ids[1:3]:
            store_as(session, one, f"certificates/1/{one}.pack")
        session.commit()
    page.get_by_text("2 dari 4 PDF siap.").wait_for()
    wide = [page.evaluate(TOO_WIDE)]

    with live_server.app.app_context():
        session = db.session()
        store_as(session, ids[3], "certificates/1/last.pack")
        note_failure(session, certificate_id=ids[0], failure=Failure.TOO_LONG)
        finish_runs(session, [session.query(CertificateRun).one().id], now=now())
        session.commit()
    page.get_by_text("1 PDF gagal").wait_for()
    wide.append(page.evaluate(TOO_WIDE))
    for path in (HOME, f"{HOME}{ids[0]}", f"{HOME}terbitkan"):
        page.goto(path)
        wide.append(page.evaluate(TOO_WIDE))

    assert wide == [0] * 5
