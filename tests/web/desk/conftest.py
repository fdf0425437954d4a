"""The check-in app's page from plm, and behind it the engine's stub of the device's endpoints."""

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from werkzeug.serving import make_server

from plm.app import create_app
from plm.checkin.rules import written_code
from plm.codes import derive_code
from tests.conftest import CHROMIUM, CHROMIUM_FLAGS, settings_for
from tests.web.desk.engine.sealing import Sealed, opaque
from tests.web.desk.engine.stub import Quiet, Stub, serve
from tests.web.desk.film import write_film

PATIENCE = 20
PHONE = {"width": 360, "height": 640}
CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


def code_of(number: int) -> str:
    """The code of the n-th holder."""
    return derive_code("a secret of tests, thirty-two characters", "ticket", str(number))


def qr_of(number: int) -> str:
    """What the QR of the n-th holder says."""
    return f"HTTPS://PLM.EXAMPLE.ID/T/{written_code(code_of(number))}"


def holder(number: int, **changes: Any) -> Sealed:
    return opaque(code_of(number), **{"name": f"Contoh {number}", "institution": 1, **changes})


@dataclass
class Door(Stub):
    """The stub, with what its own tests do not need; `answers` by path go before it."""

    kiosk: bool = False
    hours_ahead: int = 0
    answers: dict[str, Any] = field(default_factory=dict)

    def post(self) -> dict[str, Any]:
        post = super().post()
        post["device"]["kiosk"] = self.kiosk
        post["now"] = (datetime.fromisoformat(post["now"]) + timedelta(hours=self.hours_ahead)).isoformat()
        return post


class Forwarding:
    """A WSGI layer over plm: what a device asks goes to the stub."""

    door: Door
    url: str

    def __init__(self, page: Callable[..., Any]) -> None:
        self.page = page

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        path = environ["PATH_INFO"]
        if not path.startswith("/api/v1/"):
            return self.page(environ, start)
        if path in self.door.answers:
            body, status = json.dumps(self.door.answers[path]).encode(), 200
        else:
            status, body = self.ask(environ, path)
        start(f"{status} x", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    def ask(self, environ: dict[str, Any], path: str) -> tuple[int, bytes]:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        headers = {"Content-Type": "application/json", "Authorization": environ.get("HTTP_AUTHORIZATION", "")}
        asked = urllib.request.Request(
            f"{self.door.url}{path}?{environ['QUERY_STRING']}",
            data=environ["wsgi.input"].read(length) if length else None,
            headers=headers,
            method=environ["REQUEST_METHOD"],
        )
        try:
            with urllib.request.urlopen(asked, timeout=10) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()


class Phone:
    """A browser at the door with the app open, driven as a person does."""

    def __init__(self, context: Any, door: Door) -> None:
        self.context, self.door = context, door
        self.complaints: list[str] = []
        self.page = context.new_page()
        self.page.set_default_timeout(PATIENCE * 1000)
        self.page.on("console", self.heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def heard(self, message: Any) -> None:
        """An answer of 4xx and a lost network are told to the console too, and are no mistakes."""
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    @property
    def screen(self) -> str:
        return str(self.page.evaluate("document.querySelector('[data-app]').dataset.screen"))

    def part(self, name: str) -> Any:
        return self.page.locator(f"[data-part='{name}']")

    def until(self, condition: Callable[[], Any], what: str) -> None:
        """Poll from outside: under our policy the page itself may not evaluate strings."""
        end = monotonic() + PATIENCE
        while not condition():
            assert monotonic() < end, f"waited in vain for {what}; now {self.screen}; {self.complaints}"
            self.page.wait_for_timeout(30)

    def on(self, screen: str) -> "Phone":
        self.until(lambda: self.screen == screen, f"the screen {screen}")
        return self

    def open(self, at: str = "") -> "Phone":
        self.page.goto(f"/pindai/{at}")
        return self

    def paired(self, first: str = "scan") -> "Phone":
        """Paired by the committee's link, with the roster on the phone."""
        self.open("#pasang=PASANG").on(first)
        self.until(lambda: "Tersambung terakhir" in self.part("link-more").text_content(), "the roster")
        return self

    def wedge(self, text: str) -> "Phone":
        """A hardware scanner."""
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")
        return self

    def scan(self, number: int) -> str:
        """The word of the verdict on the n-th holder's ticket."""
        before = self.part("verdict").get_attribute("data-scan")
        self.wedge(qr_of(number))
        self.until(lambda: self.part("verdict").get_attribute("data-scan") != before, f"the verdict on {number}")
        return self.word

    @property
    def word(self) -> str:
        found = self.page.locator(".v-word:visible")
        return str(found.first.inner_text()) if found.count() else ""

    def offline(self, off: bool = True) -> "Phone":
        self.context.set_offline(off)
        # Does not wait for the next beat of the engine.
        self.page.evaluate("dispatchEvent(new Event('online'))")
        kind = "plm-link-off" if off else "plm-link-on"
        self.until(lambda: kind in (self.part("link").get_attribute("class") or ""), kind)
        return self


@pytest.fixture
def door() -> Iterator[Door]:
    people = [holder(number) for number in range(1, 21)]
    with serve(Door(people=people, institutions={"1": "Perpustakaan Desa Contoh"})) as running:
        yield running  # type: ignore[misc]


@pytest.fixture(scope="session")
def shell(tmp_path_factory: pytest.TempPathFactory, development_p12: Path) -> Iterator[Forwarding]:
    """plm without a database: of it the app needs nothing but its page and files."""
    folder = tmp_path_factory.mktemp("shell")
    app = create_app(settings_for(folder, f"sqlite:///{folder / 'plm.db'}", development_p12))
    forwarding = Forwarding(app.wsgi_app)
    app.wsgi_app = forwarding  # type: ignore[method-assign]
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    forwarding.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield forwarding
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def launch(playwright: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Any]]:
    """A Chromium whose camera sees the given scenes over and over, one for all tests with the same scenes."""
    running: dict[Any, Any] = {}

    def browser(scenes: tuple[tuple[str, float], ...], *, camera: bool) -> Any:
        if (scenes, camera) not in running:
            film = write_film(tmp_path_factory.mktemp("film") / "door.y4m", list(scenes) or [("", 1)])
            seeing = [*CAMERA, f"--use-file-for-fake-video-capture={film}"] if camera else []
            running[scenes, camera] = playwright.chromium.launch(
                executable_path=CHROMIUM, args=[*CHROMIUM_FLAGS, *seeing], headless=True
            )
        return running[scenes, camera]

    yield browser
    for chromium in running.values():
        chromium.close()


@pytest.fixture
def phones(launch: Callable[..., Any], shell: Forwarding, door: Door) -> Iterator[Callable[..., Phone]]:
    """Opens phones at the door, each with a store of its own."""
    shell.door = door
    contexts = []

    def new(*scenes: tuple[str, float], camera: bool = True, **options: Any) -> Phone:
        context = launch(scenes, camera=camera).new_context(**{"base_url": shell.url, "viewport": PHONE, **options})
        contexts.append(context)
        return Phone(context, door)

    yield new
    for context in contexts:
        context.close()


@pytest.fixture
def phone(phones: Callable[..., Phone]) -> Phone:
    return phones()
