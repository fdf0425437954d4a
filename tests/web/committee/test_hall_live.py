"""Booths moved on the plan in a real browser: by mouse, by keys, as a group; and nothing needs a script."""

from typing import Any

import pytest

from plm.accounts.actions import create_account, grant_role
from plm.accounts.rules import Grant, Role, Scope
from plm.expo.queries import booths_of
from plm.extensions import db
from tests.browsing import log_in, submit
from tests.conftest import LiveServer
from tests.expo.makers import make_hall
from tests.factories import NOON, make_event


@pytest.fixture
def page(browser: Any, live_server: LiveServer) -> Any:
    """A hall of two rows of three as a committee member sees it; complaints of its script end the test."""
    with live_server.app.app_context():
        session = db.session()
        hall_id = make_hall(session, make_event(session), rows=2, aisle=150).id
        one = create_account(
            session, email="panitia@contoh.id", name="Contoh Tiga", password="sandi rahasia", actor="cli", now=NOON
        )
        grant_role(session, account_id=one.id, grant=Grant(Role.COMMITTEE, Scope.NATIONAL), actor="cli", now=NOON)
        session.commit()
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        log_in(
            page, "panitia@contoh.id", "sandi rahasia", at=f"{live_server.url}/panitia/plm-2024/lapak/ruang/{hall_id}"
        )
        yield page
        page.close()
        assert complaints == []


def places() -> dict[str, tuple[int, int]]:
    """Where the booths stand by now; nothing of it stays open, or the page could not write."""
    session = db.session()
    session.rollback()
    found = {one.number: (one.x, one.y) for one in booths_of(session, 1)}
    session.rollback()
    return found


def dragged(page: Any, number: str, right: float, down: float) -> None:
    page.wait_for_timeout(500)  # the page scrolls to its anchor first
    box = page.locator(f"[data-booth={number}] .p-box").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right / 2, y + down / 2)
    page.mouse.move(x + right, y + down)
    page.mouse.up()


def test_a_booth_is_dragged_to_the_half_metre_and_kept_when_confirmed(page):
    assert page.locator("#geser").is_hidden()

    dragged(page, "A03", -40, 100)
    text = page.inner_text("#geser [role=status]")
    before = places()
    submit(page, page.get_by_role("button", name="Simpan letak"))

    assert text.strip() == "A03 ke 5 m; 4,5 m."
    assert before["A03"] == (178, 26)
    assert places()["A03"] == (14 + 127, 14 + 114)
    assert page.get_by_role("heading", name="A03").is_visible()


def test_booths_never_stop_over_each_other(page):
    dragged(page, "A01", 30, 0)

    assert "Bertumpuk dengan A02" in page.inner_text("#geser [role=status]")
    assert page.get_by_role("button", name="Simpan letak").is_disabled()
    page.get_by_role("button", name="Kembalikan").click()
    assert page.locator("#geser").is_hidden()


def test_arrow_keys_move_step_by_step(page):
    page.locator("[data-booth=B01]").focus()

    for _step in range(2):
        page.keyboard.press("ArrowDown")
    submit(page, page.get_by_role("button", name="Simpan letak"))

    assert places()["B01"] == (26, 14 + round(19 * 76 / 6))


def test_a_click_chooses_one_and_a_frame_chooses_many_that_move_together(page):
    with page.expect_navigation():
        page.locator("[data-booth=B02] .p-no").click()
    one = page.locator("#lapak h2").first.inner_text()
    page.wait_for_timeout(500)
    floor = page.locator(".plm-floor").bounding_box()
    scale = floor["width"] / float(page.locator(".plm-floor").get_attribute("width"))
    page.mouse.move(floor["x"] + 20 * scale, floor["y"] + 200 * scale)
    page.mouse.down()
    page.mouse.move(floor["x"] + 60 * scale, floor["y"] + 230 * scale)
    with page.expect_navigation():
        page.mouse.move(floor["x"] + 130 * scale, floor["y"] + 260 * scale)
        page.mouse.up()

    assert (one, page.input_value("#pilih")) == ("B02", "B01,B02")
    dragged(page, "B01", 0, 25)
    submit(page, page.get_by_role("button", name="Simpan letak"))
    found = places()
    assert found["B01"][1] == found["B02"][1] > found["B03"][1]


def test_enter_on_a_booth_chooses_it(page):
    page.locator("[data-booth=B03]").focus()

    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert page.input_value("#pilih") == "B03"


def test_a_finger_scrolls_the_plan_and_moves_only_what_is_chosen(browser, page):
    context = browser.new_context(
        viewport={"width": 360, "height": 780}, has_touch=True, storage_state=page.context.storage_state()
    )
    phone = context.new_page()
    phone.goto(page.url)

    with phone.expect_navigation():
        phone.locator("[data-booth=A02] .p-no").tap()

    assert phone.input_value("#pilih") == "A02"
    assert phone.locator("[data-booth=A02]").evaluate("node => getComputedStyle(node).touchAction") == "none"
    assert phone.locator("[data-booth=A01]").evaluate("node => getComputedStyle(node).touchAction") == "auto"
    context.close()
