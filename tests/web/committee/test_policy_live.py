"""The effect of a policy follows what is typed, and nothing is saved by it."""

from decimal import Decimal
from typing import Any

import pytest

from plm.accounts.actions import create_account, grant_role
from plm.accounts.rules import Grant, Role, Scope
from plm.eligibility.queries import find_policy
from plm.eligibility.rules import Policy
from plm.extensions import db
from plm.libraries.rules import LibraryKind
from tests.browsing import log_in
from tests.conftest import LiveServer
from tests.eligibility.makers import make_scene
from tests.factories import NOON

PATH = "/panitia/plm-2024/kelayakan/aturan"


@pytest.fixture
def page(browser: Any, live_server: LiveServer) -> Any:
    """The policy page as a committee member sees it, at a phone's width."""
    with live_server.app.app_context():
        session = db.session()
        make_scene(session)
        one = create_account(
            session, email="panitia@contoh.id", name="Contoh Tiga", password="sandi rahasia", actor="cli", now=NOON
        )
        grant_role(session, account_id=one.id, grant=Grant(Role.COMMITTEE, Scope.NATIONAL), actor="cli", now=NOON)
        session.commit()
        page = browser.new_page(viewport={"width": 360, "height": 780})
        log_in(page, "panitia@contoh.id", "sandi rahasia", at=f"{live_server.url}{PATH}")
        yield page
        page.close()


def test_the_effect_follows_what_is_typed(page):
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.get_by_text("Diundang 3, cadangan 0").wait_for()

    page.locator("#village").fill("5,0")
    page.get_by_text("Diundang 4, cadangan 0").wait_for()
    page.locator("#village").fill("enam")
    page.get_by_text("Ada isian yang belum benar.").wait_for()
    page.locator("#village").fill("7,0")
    page.get_by_text("Diundang 2, cadangan 0").wait_for()

    assert "Ambang 7,0" in page.inner_text("#dampak")
    assert complaints == []
    kept = find_policy(db.session(), 1)
    assert kept is not None
    assert Policy.from_document(kept.terms).minimum == {LibraryKind.VILLAGE: Decimal(6)}


def test_a_lost_connection_says_so_and_loses_nothing(page):
    page.get_by_text("Diundang 3, cadangan 0").wait_for()

    page.context.set_offline(True)
    page.locator("#village").fill("5,0")
    page.get_by_text("Dampak tidak dapat dihitung sekarang.").wait_for()
    page.context.set_offline(False)
    page.locator("#best_per_regency").fill("1")
    page.get_by_text("Diundang 2, cadangan 2").wait_for()

    assert page.input_value("#village") == "5,0"
