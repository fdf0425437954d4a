"""The whole check-in app before a camera, from pairing to the ledger, while the network goes and the phone dies."""

import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import CHROMIUM, CHROMIUM_FLAGS
from tests.journeys.test_desk_offline import Meeting, meeting
from tests.web.desk.engine.driving import kill_browser, wait_for
from tests.web.desk.film import write_film

__all__ = ["meeting"]

PHONE = {"width": 360, "height": 640}
CAMERA = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
PATIENCE = 60


class Cable:
    """What leads to the server; cut, nobody gets an answer: no page and no service worker either."""

    def __init__(self, app: Any) -> None:
        self.app, self.whole = app, True

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        if self.whole:
            return self.app(environ, start)
        with suppress(OSError):
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        start("503 Service Unavailable", [])
        return []


class Door:
    """The app before a film of people who hold up their tickets, one after another, over and over."""

    def __init__(self, context: Any, url: str) -> None:
        self.context, self.url = context, url
        self.page = context.pages[0]
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.seen: set[str] = set()

    def open(self, at: str = "") -> None:
        self.page.goto(f"{self.url}/pindai/{at}")

    def part(self, name: str) -> Any:
        return self.page.locator(f"[data-part={name}]")

    def link(self, state: str) -> None:
        wait_for(lambda: f"plm-link-{state}" in (self.part("link").get_attribute("class") or ""), f"link {state}")

    def verdict(self) -> tuple[str, str]:
        """The next one: its word and all that is said with it."""
        shown = self.part("verdict")

        def fresh() -> Any:
            scan = shown.get_attribute("data-scan")
            return shown.is_visible() and scan and scan not in self.seen and scan

        self.seen.add(wait_for(fresh, f"a verdict {self.complaints}", PATIENCE))
        return self.page.locator(".v-word:visible").first.inner_text(), shown.inner_text()

    def until_accepted(self, people: set[str]) -> set[str]:
        """Looks on until somebody is let in who was not before; -> everybody who is in."""
        for _ in range(12):
            word, text = self.verdict()
            who = next(f"Contoh {number}" for number in range(3) if f"Contoh {number}," in text)
            assert word == ("Sudah masuk" if who in people else "Diterima")
            if who not in people:
                return people | {who}
            self.part("next").click()
        pytest.fail("nobody else came")


@pytest.fixture
def cable(meeting: Meeting) -> Cable:
    app = meeting.server.app
    laid = Cable(app.wsgi_app)
    app.wsgi_app = laid  # type: ignore[assignment, method-assign]  # as Flask itself advises
    return laid


@pytest.fixture
def at_the_door(playwright: Any, meeting: Meeting, tmp_path: Path) -> Iterator[Callable[[], Door]]:
    scenes = [scene for number in range(3) for scene in ((meeting.code(number), 1.5), ("", 1))]
    film = write_film(tmp_path / "door.y4m", scenes)
    flags = [*CHROMIUM_FLAGS, *CAMERA, f"--use-file-for-fake-video-capture={film}"]
    contexts = []

    def launch() -> Door:
        context = playwright.chromium.launch_persistent_context(
            str(tmp_path / "phone"),
            executable_path=CHROMIUM,
            args=flags,
            headless=True,
            viewport=PHONE,
        )
        contexts.append(context)
        return Door(context, meeting.server.url)

    yield launch
    contexts[-1].close()


def test_a_door_loses_its_network_and_its_battery(
    at_the_door: Callable[[], Door], meeting: Meeting, cable: Cable, tmp_path: Path
) -> None:
    door = at_the_door()
    door.open(f"#pasang={meeting.pairing_code('Meja 1')}")
    door.link("on")
    people = door.until_accepted(set())
    wait_for(lambda: door.page.evaluate("navigator.serviceWorker.ready.then(() => true)"), "the app to be kept")
    wait_for(lambda: len(meeting.scans()) == 1, "the first scan to be told")

    cable.whole = False
    door.link("off")
    door.part("next").click()
    people = door.until_accepted(people)
    kill_browser(tmp_path / "phone")
    door = at_the_door()
    door.open()
    people = door.until_accepted(people)
    told_so_far = len(meeting.scans())

    cable.whole = True
    door.link("on")
    wait_for(lambda: meeting.inside() == 3, "everybody to be in the ledger")

    scans = meeting.scans()
    assert told_so_far == 1
    assert sum(scan.outcome == "accepted" for scan in scans) == 3
    assert sum(scan.offline for scan in scans) == len(scans) - 1
    assert meeting.conflicts() == []
    assert door.complaints == []
