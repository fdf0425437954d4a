"""Two booths swapped in a real browser: dragged by mouse, chosen by keys; and the consequences come first."""

from typing import Any

import pytest

from plm.accounts.actions import create_account, grant_role
from plm.accounts.rules import Grant, Role, Scope
from plm.expo.actions import allocate_booths
from plm.expo.queries import get_plan
from plm.extensions import db
from tests.browsing import log_in
from tests.conftest import LiveServer
from tests.expo.makers import make_exhibitor, make_hall
from tests.factories import NOON, make_event


@pytest.fixture
def page(browser: Any, live_server: LiveServer) -> Any:
    with live_server.app.app_context():
        session = db.session()
        event = make_event(session)
        make_hall(session, event, columns=4)
        for code, wish in (("62.13.08.2008", "A01"), ("73.08", "A02")):
            make_exhibitor(session, event, region_code=code, wishes=(wish,))
        allocate_booths(session, event=event, actor="cli", now=NOON)
        one = create_account(
            session, email="panitia@contoh.id", name="Contoh Tiga", password="sandi rahasia", actor="cli", now=NOON
        )
        grant_role(session, account_id=one.id, grant=Grant(Role.COMMITTEE, Scope.NATIONAL), actor="cli", now=NOON)
        session.commit()
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        log_in(page, "panitia@contoh.id", "sandi rahasia", at=f"{live_server.url}/panitia/plm-2024/lapak/tukar/1")
        yield page
        page.close()
        assert complaints == []


def revision() -> int:
    session = db.session()
    session.expire_all()
    found = get_plan(session, 1, 1).revision
    # SQLite has one writer: what is only looked at here must not keep the server waiting.
    session.rollback()
    return found


def middle(page: Any, number: str) -> tuple[float, float]:
    place = page.locator(f"[data-booth={number}] .p-box")
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_booth_dragged_onto_another_asks_before_it_swaps(page):
    page.mouse.move(*middle(page, "A01"))
    page.mouse.down()
    x, y = middle(page, "A02")
    page.mouse.move(x - 20, y)
    page.mouse.move(x, y)
    words = page.inner_text(".plm-dragged")
    with page.expect_navigation(url="**/tukar/1?dari=A01&ke=A02#akibat"):
        page.mouse.up()
    asked, before = page.inner_text("#ak"), revision()
    with page.expect_navigation():
        page.get_by_role("button", name="Simpan perubahan").click()

    assert (words, asked, before, revision()) == ("A01", "Tukar A01 dengan A02", 0, 1)


def test_two_booths_chosen_with_the_keyboard_are_asked_about(page):
    for number in ("A01", "A04"):
        page.locator(f"[data-booth={number}]").focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")

    assert page.inner_text("#ak") == "Pindah dari A01 ke A04"
    assert revision() == 0
