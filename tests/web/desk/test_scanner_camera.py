"""The scanner in a real browser: a film of the ticket before the camera, and no breach of the policy."""

from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from plm.accounts.actions import create_account, grant_role
from plm.accounts.rules import Grant, Role, Scope
from plm.checkin.rules import ticket_url
from plm.extensions import db
from tests.browsing import log_in
from tests.checkin.people import Holder, make_checkpoint, make_holder
from tests.conftest import CHROMIUM, CHROMIUM_FLAGS, LiveServer
from tests.factories import NOON, make_event
from tests.web.desk.film import write_film

PATIENCE = 30
DOOR = "/meja/plm-2024/pleno/"
PHONE = {"width": 360, "height": 640}


@pytest.fixture
def holder(live_server: LiveServer) -> Holder:
    """A ticket, a door and somebody at the desk."""
    with live_server.app.app_context():
        session = db.session()
        event = make_event(session)
        make_checkpoint(session, event)
        holder = make_holder(session, event)
        desk = create_account(
            session, email="meja@contoh.id", name="Meja Satu", password="sandi rahasia", actor="cli", now=NOON
        )
        grant_role(
            session, account_id=desk.id, grant=Grant(Role.DESK, Scope.EVENT, event_id=event.id), actor="cli", now=NOON
        )
        db.session.commit()
        return holder


@pytest.fixture
def open_door(playwright: Any, live_server: LiveServer, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """A phone at the door, logged in, its camera seeing the given scenes over and over."""
    running = []

    def open_(*scenes: tuple[str, float]) -> Any:
        film = write_film(tmp_path / "door.y4m", list(scenes))
        camera = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[*CHROMIUM_FLAGS, *camera, f"--use-file-for-fake-video-capture={film}"],
            headless=True,
        )
        running.append(chromium)
        page = chromium.new_page(viewport=PHONE)
        page.complaints = []
        page.on("console", lambda message: message.type == "error" and page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        log_in(page, "meja@contoh.id", "sandi rahasia", at=live_server.url + DOOR)
        return page

    yield open_
    for chromium in running:
        chromium.close()


def passing(live_server: LiveServer, holder: Holder) -> tuple[tuple[str, float], ...]:
    """Somebody holds the ticket up for two seconds and goes away."""
    return ("", 1), (ticket_url(live_server.url, holder.code), 2), ("", 4)


def wait_for(condition: Callable[[], Any], what: str) -> None:
    """Poll from outside: under our policy the page itself may not evaluate strings."""
    end = monotonic() + PATIENCE
    while not condition():
        assert monotonic() < end, f"waited in vain for {what}"
        sleep(0.05)


def word(page: Any) -> str:
    found = page.query_selector(".v-word:visible")
    return str(found.inner_text()) if found else ""


def test_a_ticket_before_the_camera_is_accepted_once(open_door: Any, live_server: LiveServer, holder: Holder) -> None:
    door = open_door(*passing(live_server, holder))

    wait_for(lambda: word(door) == "Diterima", "the first verdict")
    first = door.inner_text("main")
    count = door.inner_text("[data-part=count]")

    door.click("text=Pindai berikutnya")
    wait_for(lambda: word(door) == "Sudah masuk", "the second verdict")

    assert "Contoh Satu, S.Pd." in first
    assert "Kartu nama dan tas peserta" in first
    assert "Sudah masuk" in door.text_content("[aria-live=assertive]")
    assert count == "1 masuk dari 1"
    assert "dicatat Meja Satu" in door.inner_text("main")
    assert door.complaints == []


def test_a_ticket_held_up_for_long_is_one_scan(open_door: Any, live_server: LiveServer, holder: Holder) -> None:
    door = open_door((ticket_url(live_server.url, holder.code), 10))
    wait_for(lambda: word(door) == "Diterima", "the verdict")

    door.click("text=Pindai berikutnya")
    sleep(4)

    assert word(door) == ""


def test_typed_and_wedge_codes_are_judged_without_the_camera(open_door: Any, holder: Holder) -> None:
    door = open_door(("", 1))
    door.click("[data-do=type]")
    door.fill("[data-part=code]", holder.code.lower())
    door.keyboard.press("Enter")
    wait_for(lambda: word(door) == "Diterima", "the verdict of the typed code")

    door.keyboard.type("BUKAN-TIKET-INI", delay=2)
    door.keyboard.press("Enter")
    wait_for(lambda: word(door) == "Ditolak", "the verdict of the hardware scanner's code")

    assert "Kode tidak lengkap" in door.inner_text("main")
    assert door.complaints == []


def test_a_lost_answer_is_asked_for_again_with_the_same_id(
    open_door: Any, live_server: LiveServer, holder: Holder
) -> None:
    door = open_door(*passing(live_server, holder))
    asked: list[str] = []

    def lose_the_first_answer(route: Any) -> None:
        asked.append(route.request.post_data_json["id"])
        if len(asked) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    door.route("**/pindai", lose_the_first_answer)
    wait_for(lambda: word(door) == "Diterima", "the verdict after the lost answer")

    assert len(asked) == 2
    assert len(set(asked)) == 1


def test_nothing_scrolls_on_the_smallest_phone(open_door: Any, live_server: LiveServer, holder: Holder) -> None:
    door = open_door(*passing(live_server, holder))
    wait_for(lambda: word(door) == "Diterima", "the verdict")

    size = door.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")

    assert size == [360, 640]
