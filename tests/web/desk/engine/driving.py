"""A browser with the engine of the desk in it, driven from outside."""

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Any

PATIENCE = 20
ENGINE = "/static/desk/app/engine"
OPEN = f"""async (start) => {{
  const {{ openDesk }} = await import("{ENGINE}/desk.js");
  window.desk = await openDesk();
  window.heard = [];
  const hear = ({{ type, detail }}) => heard.push([type, detail]);
  for (const kind of ["amend", "revoked", "wiped"]) desk.addEventListener(kind, hear);
  if (start) desk.start();
}}"""


def wait_for(condition: Callable[[], Any], what: str, patience: float = PATIENCE) -> Any:
    """Poll from outside: under our policy the page itself may not evaluate strings."""
    end = monotonic() + patience
    while not (found := condition()):
        assert monotonic() < end, f"waited in vain for {what}"
        sleep(0.03)
    return found


def kill_browser(profile: Path) -> None:
    """The browser that has this profile, with its whole process group: no process of anybody else."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"--user-data-dir={profile}".encode() in (folder / "cmdline").read_bytes().split(b"\0"):
                os.kill(int(folder.name), signal.SIGKILL)


class Phone:
    """One browser at a door, driven from outside."""

    def __init__(self, context: Any, url: str) -> None:
        self.context, self.url = context, url
        self.page = self.tab()

    def tab(self) -> Any:
        page = self.context.new_page()
        page.complaints = []
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(self.url)
        return page

    def open(self, *, start: bool = True, page: Any = None) -> "Phone":
        (page or self.page).evaluate(OPEN, start)
        return self

    def pair(self, code: str, *, start: bool = True) -> "Phone":
        """Paired and, where it was started, with the roster on the phone."""
        self.open(start=start)
        assert self.page.evaluate("(code) => desk.pair(code)", code) == {}
        if start:
            wait_for(lambda: self.state["lastSync"] and self.state["people"], "the roster")
        return self

    @property
    def state(self) -> dict[str, Any]:
        return dict(self.page.evaluate("desk.state"))

    def scan(self, text: str, page: Any = None, **more: Any) -> dict[str, Any]:
        verdict = (page or self.page).evaluate("([text, more]) => desk.scan(text, more)", [text, more])
        return dict(verdict)

    def patient(self) -> "Phone":
        """Waits for the server longer than a door may: for tests on a busy machine that are about its answer."""
        self.page.evaluate("() => { desk.ledger.patience = 10_000; }")
        return self

    def beat(self) -> None:
        """An exchange with the server now, to its end."""
        self.page.evaluate("desk.pulse.beat()")

    def offline(self, off: bool = True) -> None:
        """The server is out of reach, and the device has noticed."""
        self.context.set_offline(off)
        self.beat()
        link = "off" if off else "on"
        wait_for(lambda: self.state["link"] == link, f"the link to be {link}")

    def reload(self) -> None:
        self.page.reload()

    def sent(self) -> None:
        wait_for(lambda: self.state["waiting"] == 0, "the outbox to be empty")

    def heard(self, kind: str) -> list[Any]:
        return [detail for one, detail in self.page.evaluate("heard") if one == kind]
