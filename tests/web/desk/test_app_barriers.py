"""axe finds nothing on any screen of the app, nothing scrolls sideways, and no policy is breached."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from plm.checkin.rules import written_code
from tests.web.desk.conftest import Door, Phone, code_of

AXE = (Path(__file__).parents[2] / "journeys" / "vendor" / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CHECK = f"axe.run({{runOnly: {{type: 'tag', values: {TAGS}}}}})"
WIDTHS = [360, 1280]


class Walk:
    """Goes from screen to screen and gathers what is wrong on each."""

    def __init__(self, phone: Phone) -> None:
        self.phone, self.troubles = phone, {}
        self.seen: set[str] = set()

    def look(self, name: str) -> None:
        page = self.phone.page
        page.evaluate(AXE)
        violations = page.evaluate(CHECK)["violations"]
        said = [f"{one['id']}: {node['html'][:160]}" for one in violations for node in one["nodes"]]
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if said or overflow > 0:
            self.troubles[name] = (said, overflow)
        self.seen.add(self.phone.screen)

    def go(self, name: str, press: str) -> None:
        self.phone.page.click(f"[data-screen-of='{self.phone.screen}'] {press}")
        self.look(name)


@pytest.fixture(params=[(width, light) for width in WIDTHS for light in ("sun", "evening")])
def phone(request: Any, phones: Callable[..., Phone]) -> Phone:
    width, light = request.param
    phone = phones(viewport={"width": width, "height": 640}, reduced_motion="reduce")
    phone.page.add_init_script(f"localStorage.setItem('plm-desk-light', '{light}')")
    return phone


def test_no_screen_has_a_barrier(phone: Phone, door: Door) -> None:
    door.checkpoint["exits"] = True
    people = [
        {"ticket": f"P:{n:016x}", "name": f"Contoh {n}", "institution": "Perpusdes Contoh", "roles": ["participant"]}
        for n in (1, 2)
    ]
    people[1]["entered_at"] = "2024-11-06T01:00:00Z"
    door.answers["/api/v1/group"] = {"delegation": {"name": "Perpusdes Contoh"}, "people": people}
    door.answers["/api/v1/search"] = {"people": people}
    walk = Walk(phone)

    phone.open().on("pair")
    walk.look("pair")
    phone.page.fill("#kode-pasang", "SALAH")
    walk.go("wrong code", "[data-do=pair]")
    phone.paired()
    walk.look("scan")
    walk.go("type", "[data-go=type]")
    phone.page.keyboard.type("ABCU")
    walk.look("strange sign")
    walk.go("short code", "[data-do=check]")
    walk.go("find", "[data-go=find]")
    phone.page.fill("#cari", "contoh")
    phone.page.keyboard.press("Enter")
    phone.page.wait_for_selector("#isi li")
    walk.look("found")
    phone.page.click("[data-go=settings]")
    walk.look("settings")
    walk.go("leave", "[data-go=leave]")
    phone.page.click("[data-screen-of=leave] [data-go=settings]")
    phone.scan(1)
    walk.look("accepted")
    walk.go("undone", "[data-do=undo]")
    phone.scan(2)
    phone.scan(2)
    walk.look("duplicate")
    walk.go("call", "[data-do=call]")
    phone.page.click("[data-do=called]")
    phone.wedge(f"HTTPS://PLM.EXAMPLE.ID/D/{written_code(code_of(50))}").on("group")
    walk.look("group")
    walk.go("ticked", "[data-do=tick-all]")
    phone.offline()
    phone.scan(99)
    walk.look("with a note")
    phone.wedge("BUKAN-TIKET-INI")
    phone.until(lambda: phone.word == "Ditolak", "the refusal")
    walk.look("refused")
    phone.page.click("[data-go=log]")
    phone.page.wait_for_selector("#isi ol li")
    walk.look("log")
    walk.go("scan offline", "[data-do=next]")
    walk.go("find offline", "[data-go=find]")
    door.tokens.clear()
    phone.context.set_offline(False)
    phone.on("pair")
    walk.look("revoked")

    assert walk.troubles == {}
    assert phone.complaints == []


def test_no_screen_of_a_kiosk_has_a_barrier(phone: Phone, door: Door) -> None:
    door.kiosk = True
    walk = Walk(phone)

    phone.open("#pasang=PASANG").on("pin")
    walk.look("pin")
    walk.go("kiosk", "[data-do=kiosk]")
    phone.part("kiosk-event").focus()
    phone.page.keyboard.down("Enter")
    phone.on("unlock")
    phone.page.keyboard.up("Enter")
    walk.look("unlock")
    phone.page.click("[data-screen-of=unlock] [data-do=kiosk]")
    for name, text in (
        ("welcome", written_code(code_of(1))),
        ("already", written_code(code_of(1))),
        ("again", "X" * 9),
    ):
        phone.on("kiosk").wedge(text).on("welcome")
        walk.look(name)

    assert walk.troubles == {}
    assert walk.seen == {"pin", "kiosk", "unlock", "welcome"}
    assert phone.complaints == []


def test_axe_would_find_a_barrier(phone: Phone) -> None:
    """The negative control: a button without a name is reported."""
    walk = Walk(phone)
    phone.open().on("pair")
    phone.page.evaluate("document.querySelector('[data-do=pair]').textContent = ''")

    walk.look("pair")

    assert any(line.startswith("button-name") for line in walk.troubles["pair"][0])
