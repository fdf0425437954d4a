"""What survives on the phone, and what deletes itself."""

from contextlib import suppress
from pathlib import Path
from time import time
from typing import Any

import pytest

from tests.conftest import CHROMIUM, CHROMIUM_FLAGS
from tests.web.desk.engine.conftest import code_of, shown_code
from tests.web.desk.engine.driving import ENGINE, Phone, kill_browser, wait_for
from tests.web.desk.engine.stub import Stub

HOUR = 3600


def kept_people(phone: Phone) -> int:
    return len(phone.page.evaluate("desk.store.roster()")["buckets"])


def test_a_killed_browser_keeps_the_outbox(playwright: Any, stub: Stub, tmp_path: Path) -> None:
    """As when the battery falls out: nobody tells the browser."""

    def launch() -> tuple[Any, Phone]:
        context = playwright.chromium.launch_persistent_context(
            str(tmp_path / "phone"), executable_path=CHROMIUM, args=CHROMIUM_FLAGS, headless=True
        )
        return context, Phone(context, stub.url)

    context, phone = launch()
    phone.pair("PASANG").offline()
    ids = [phone.scan(shown_code(number))["id"] for number in range(1, 8)]
    phone.page.goto("about:blank")
    context.close()
    context, phone = launch()
    phone.open(start=False)
    again = phone.scan(shown_code(1))
    kill_browser(tmp_path / "phone")
    with suppress(Exception):
        context.close()

    context, phone = launch()
    phone.open()
    phone.sent()
    context.close()

    assert again["outcome"] == "duplicate"
    assert list(stub.rows) == [*ids, again["id"]]


def test_a_page_that_finds_no_room_is_fetched_again(phone: Phone, stub: Stub) -> None:
    stub.pages = [{"institutions": {"1": "Satu"}}, {"institutions": {"2": "Dua"}}]
    phone.open()
    phone.page.evaluate(
        """() => {
          window.put = IDBObjectStore.prototype.put;
          IDBObjectStore.prototype.put = function (value, ...more) {
            if (this.name === "lists") throw new DOMException("no room", "QuotaExceededError");
            return put.call(this, value, ...more);
          };
        }"""
    )
    phone.page.evaluate("desk.pair('PASANG')")
    wait_for(lambda: phone.state["lastSync"], "the end of the roster")
    full, cursor = phone.state["storageFull"], phone.page.evaluate("desk.store.meta()").get("cursor")

    phone.reload()
    phone.open()
    wait_for(lambda: phone.page.evaluate("desk.store.meta()").get("cursor") == "2", "both pages to be kept")

    assert (full, cursor) == (True, None)
    assert sorted(phone.page.evaluate("desk.store.roster()")["institutions"]) == ["1", "2"]


@pytest.mark.parametrize(("hours", "people"), [(71, 20), (73, 0)])
def test_three_days_alone_wipe_the_roster(phone: Phone, stub: Stub, hours: int, people: int) -> None:
    phone.pair("PASANG").offline()
    phone.scan(shown_code(1))
    later = f"() => {{ const real = Date.now; Date.now = () => real() + {hours * HOUR * 1000}; }}"

    phone.page.evaluate(later)
    phone.beat()

    wait_for(lambda: phone.state["people"] == people, "the roster to be wiped or not")
    assert (kept_people(phone) > 0, phone.state["waiting"]) == (people > 0, 1)
    assert [detail["why"] for detail in phone.heard("wiped")] == ([] if people else ["lost"])


@pytest.mark.parametrize(("ago", "people"), [(23, 20), (25, 0)])
def test_a_day_after_the_event_the_roster_is_wiped(phone: Phone, stub: Stub, ago: int, people: int) -> None:
    """By the end of its last day in its own zone."""
    phone.pair("PASANG").offline()
    event = phone.state["event"]
    shift = f"""async (ends) => {{
      const {{ endOfDay }} = await import("{ENGINE}/days.js");
      const wanted = endOfDay(ends, "Asia/Makassar") + {ago * HOUR * 1000} - Date.now();
      const real = Date.now;
      Date.now = () => real() + wanted;
      desk.keeper.meta.lastSync = Date.now();
      await desk.pulse.beat();
    }}"""

    phone.page.evaluate(shift, event["ends_on"])

    wait_for(lambda: phone.state["people"] == people, "the roster to be wiped or not")
    assert (kept_people(phone) > 0) == (people > 0)


def test_unpairing_forgets_everything(phone: Phone, stub: Stub) -> None:
    phone.pair("PASANG").offline()
    phone.scan(shown_code(1))

    phone.page.evaluate("desk.unpair()")

    stores = phone.page.evaluate(
        "Promise.all([...desk.store.db.objectStoreNames].map((name) => desk.store.db.count(name)))"
    )
    assert set(stores) == {0}
    assert phone.state["paired"] is False


def test_a_page_that_comes_after_unpairing_is_not_kept(phone: Phone, stub: Stub) -> None:
    phone.pair("PASANG")
    second = phone.tab()
    phone.open(page=second, start=False)
    stub.pages = [stub.full(), {**stub.full(), "reset": True}]
    held: list[Any] = []
    phone.page.route("**/api/v1/roster*", lambda route: held.append(route))
    phone.page.evaluate("() => { desk.pulse.beat(); }")
    [route] = wait_for(lambda: phone.state and held, "the question")

    second.evaluate("desk.unpair()")
    route.continue_()
    phone.page.wait_for_timeout(500)

    assert kept_people(phone) == 0
    assert (phone.state["paired"], phone.state["people"]) == (False, 0)


def test_entries_of_other_doors_make_duplicates(phone: Phone, stub: Stub) -> None:
    now = int(time() * 1000)
    today = phone.page.evaluate(
        f"""async (now) => (await import("{ENGINE}/days.js")).dayAt(now, "Asia/Makassar")""", now
    )
    entries = [
        [stub.people[0].key_text, today, now - 60_000, "Meja 2", 1, 1],
        [stub.people[1].key_text, "2024-11-06", now - 60_000, "Meja 2", 1, 1],
        [stub.people[2].key_text, today, now - 60_000, "Meja 2", 0, 0],
        [stub.people[3].key_text, today, now - 60_000, "Meja 2", 0, 1],
    ]
    stub.pages = [stub.full(), {"entries": entries}]
    phone.pair("PASANG")
    phone.reload()
    phone.open(start=False)

    verdicts = [phone.scan(shown_code(number)) for number in range(1, 5)]

    found = [(one["outcome"], one.get("reason"), one.get("first", {}).get("by")) for one in verdicts]
    assert found == [
        ("duplicate", None, "Meja 2"),
        ("accepted", None, None),
        ("accepted", None, None),
        ("refused", "no_re_entry", None),
    ]


def test_exits_and_re_entry_are_counted_without_a_network(phone: Phone, stub: Stub) -> None:
    stub.checkpoint = {**stub.checkpoint, "exits": True, "re_entry": True}
    phone.pair("PASANG").offline()

    verdicts = [phone.scan(shown_code(1), direction=direction) for direction in ("out", "in", "in", "out", "out", "in")]

    assert [(verdict["outcome"], verdict.get("reason")) for verdict in verdicts] == [
        ("refused", "not_inside"),
        ("accepted", None),
        ("duplicate", None),
        ("accepted", None),
        ("duplicate", None),
        ("accepted", None),
    ]


def test_a_full_place_lets_nobody_in_without_a_network(phone: Phone, stub: Stub) -> None:
    stub.checkpoint = {**stub.checkpoint, "capacity": 2}
    phone.pair("PASANG").offline()

    verdicts = [phone.scan(shown_code(number)) for number in (1, 2, 3)]

    assert [(verdict["outcome"], verdict.get("reason")) for verdict in verdicts] == [
        ("accepted", None),
        ("accepted", None),
        ("refused", "full"),
    ]


def test_a_list_and_roles_hold_without_a_network(phone: Phone, stub: Stub) -> None:
    stub.people[1] = stub.people[1].__class__(code_of(2), code_of(2), "Contoh 2", 1, ("speaker",))
    stub.checkpoint = {**stub.checkpoint, "roles": ["speaker"]}
    phone.pair("PASANG").offline()

    verdicts = [phone.scan(shown_code(number)) for number in (1, 2)]

    assert [(verdict["outcome"], verdict.get("reason")) for verdict in verdicts] == [
        ("refused", "wrong_role"),
        ("accepted", None),
    ]


def test_a_login_page_of_the_network_is_no_server(phone: Phone, stub: Stub) -> None:
    phone.pair("PASANG")
    phone.context.route("**/api/v1/**", lambda route: route.fulfill(status=401, body="<h1>Wi-Fi</h1>"))

    phone.beat()
    verdict = phone.scan(shown_code(1))

    assert phone.state["link"] == "off"
    assert (phone.state["paired"], phone.state["people"]) == (True, 20)
    assert (verdict["outcome"], verdict["source"]) == ("accepted", "device")


def test_what_waits_is_sent_without_a_page(phone: Phone, stub: Stub) -> None:
    """What a service worker does when it is told that the network is back."""
    phone.pair("PASANG").offline()
    phone.scan(shown_code(1))
    phone.page.evaluate("desk.stop()")
    phone.context.set_offline(False)
    phone.reload()

    phone.page.evaluate(f"""async () => (await import("{ENGINE}/background.js")).sendWaiting()""")

    assert len(stub.rows) == 1
    phone.open(start=False)
    assert phone.state["waiting"] == 0
