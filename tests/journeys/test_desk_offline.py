"""Doors without a network: real browsers, the real ledger, and everything that goes wrong between them."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from plm.checkin.actions import add_device, make_pairing_code, revoke_device, revoke_ticket, set_ticket_kind
from plm.checkin.queries import conflicts_of, drawn_tickets_of
from plm.checkin.rules import TicketKind, written_code
from plm.checkin.tables import Annulment, Device, Presence, Scan, Ticket
from plm.clock import now
from plm.events.tables import Event
from plm.extensions import db
from tests.checkin.people import SECRET, make_checkpoint, make_holder
from tests.conftest import CHROMIUM, CHROMIUM_FLAGS, LiveServer
from tests.factories import make_event
from tests.web.desk.engine.driving import Phone, kill_browser, wait_for

# A page of this origin on which nothing else runs.
BLANK = "/static/tokens.css"
API = "**/api/v1/**"
PEOPLE = 6
TWO_HOURS = 2 * 3600 * 1000


@dataclass
class Meeting:
    """An event that runs today, with a door, two devices and six people."""

    server: LiveServer
    codes: list[str]
    tickets: list[int]

    def code(self, number: int) -> str:
        return f"{self.server.url}/T/{written_code(self.codes[number])}".upper()

    def pairing_code(self, name: str) -> str:
        with self.server.app.app_context():
            device = db.session.scalars(select(Device).where(Device.name == name)).one()
            code = make_pairing_code(db.session(), device=device, actor="cli", now=now())
            db.session.commit()
            return code

    def revoke(self, name: str) -> None:
        with self.server.app.app_context():
            device = db.session.scalars(select(Device).where(Device.name == name)).one()
            revoke_device(db.session(), device=device, actor="cli", now=now())
            db.session.commit()

    def revoke_ticket(self, number: int) -> None:
        with self.server.app.app_context():
            event = db.session.scalars(select(Event)).one()
            revoke_ticket(
                db.session(), event_id=event.id, ticket_id=self.tickets[number], reason="hilang", actor="cli", now=now()
            )
            db.session.commit()

    def sign(self) -> None:
        """From now on tickets are signed."""
        with self.server.app.app_context():
            event = db.session.scalars(select(Event)).one()
            set_ticket_kind(
                db.session(), event_id=event.id, kind=TicketKind.SIGNED, secret_key=SECRET, actor="cli", now=now()
            )
            db.session.commit()

    def register_late(self) -> None:
        with self.server.app.app_context():
            holder = make_holder(db.session(), db.session.scalars(select(Event)).one(), name="Contoh Terlambat")
            db.session.commit()
            self.codes.append(holder.code)
            self.tickets.append(holder.ticket_id)

    def drawn(self, number: int) -> str:
        """What the QR of somebody's ticket says now."""
        with self.server.app.app_context():
            session = db.session()
            person = session.get_one(Ticket, self.tickets[number]).participant_id
            event = session.scalars(select(Event)).one()
            return drawn_tickets_of(session, event, [person], secret_key=SECRET, public_url=self.server.url)[
                person
            ].says

    def scans(self) -> list[Scan]:
        with self.server.app.app_context():
            rows = db.session.scalars(select(Scan).order_by(Scan.scanned_at, Scan.id)).all()
            db.session.expunge_all()
            return list(rows)

    def inside(self) -> int:
        with self.server.app.app_context():
            return len(db.session.scalars(select(Presence).where(Presence.inside)).all())

    def annulled(self) -> list[str]:
        with self.server.app.app_context():
            return list(db.session.scalars(select(Annulment.scan_id)))

    def conflicts(self) -> list[Any]:
        with self.server.app.app_context():
            return conflicts_of(db.session(), db.session.scalars(select(Event)).one())


@pytest.fixture
def meeting(live_server: LiveServer) -> Meeting:
    with live_server.app.app_context():
        session, today = db.session(), now().date()
        event = make_event(session, starts_on=today - timedelta(days=1), ends_on=today + timedelta(days=1))
        checkpoint = make_checkpoint(session, event)
        holders = [make_holder(session, event, name=f"Contoh {number}") for number in range(PEOPLE)]
        for name in ("Meja 1", "Meja 2"):
            add_device(session, event_id=event.id, checkpoint=checkpoint, name=name, actor="cli", now=now())
        session.commit()
        return Meeting(live_server, [one.code for one in holders], [one.ticket_id for one in holders])


@pytest.fixture
def at_the_door(browser: Any, meeting: Meeting) -> Iterator[Callable[..., Phone]]:
    """A phone paired as the device of that name, with the roster on it."""
    contexts = []

    def pair(name: str, *, clock_behind: int = 0) -> Phone:
        context = browser.new_context()
        contexts.append(context)
        if clock_behind:
            context.add_init_script(f"{{ const real = Date.now; Date.now = () => real() - {clock_behind}; }}")
        phone = Phone(context, meeting.server.url + BLANK)
        return phone.pair(meeting.pairing_code(name))

    yield pair
    for context in contexts:
        context.close()


def cut(phone: Phone) -> None:
    """The server is gone, and the phone has noticed."""
    phone.context.route(API, lambda route: route.abort())
    phone.beat()
    wait_for(lambda: phone.state["link"] == "off", "the phone to notice")


def mend(phone: Phone) -> None:
    phone.context.unroute(API)
    phone.beat()
    wait_for(lambda: phone.state["link"] == "on", "the phone to notice")


def test_a_day_at_a_door_with_a_bad_network(at_the_door: Callable[..., Phone], meeting: Meeting) -> None:
    phone = at_the_door("Meja 1").patient()
    online = phone.scan(meeting.code(0))
    cut(phone)
    alone = [phone.scan(meeting.code(number)) for number in (1, 2, 0)]
    phone.reload()
    phone.open()
    after = [phone.scan(meeting.code(number)) for number in (3, 1)]

    mend(phone)
    phone.sent()

    assert (online["outcome"], online["source"]) == ("accepted", "server")
    assert online["person"]["name"] == "Contoh 0, S.Pd."
    assert [(one["outcome"], one["source"]) for one in alone] == [
        ("accepted", "device"),
        ("accepted", "device"),
        ("duplicate", "device"),
    ]
    assert alone[0]["person"] == {
        "name": "Contoh 1, S.Pd.",
        "institution": "Perpustakaan Desa Mappalo Ulaweng",
        "roles": ["participant"],
    }
    assert [one["outcome"] for one in after] == ["accepted", "duplicate"]
    told = {scan.id: (scan.offline, scan.outcome) for scan in meeting.scans()}
    assert told == {one["id"]: (one is not online, one["outcome"]) for one in (online, *alone, *after)}
    assert meeting.inside() == 4
    assert phone.heard("amend") == []


def test_a_lost_answer_is_asked_for_again(at_the_door: Callable[..., Phone], meeting: Meeting) -> None:
    phone = at_the_door("Meja 1")
    asked = []

    def lose_the_first_answer(route: Any) -> None:
        asked.append(route.request.post_data_json["scans"][0]["id"])
        if len(asked) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    phone.page.route("**/api/v1/scans", lose_the_first_answer)
    verdict = phone.scan(meeting.code(0))
    phone.beat()
    phone.sent()

    assert asked == [verdict["id"]] * 2
    assert [scan.id for scan in meeting.scans()] == [verdict["id"]]


def test_two_doors_without_a_network_let_the_same_ticket_in(
    at_the_door: Callable[..., Phone], meeting: Meeting
) -> None:
    """Neither can know; the earlier one counts although it is told later, and the committee gets both facts."""
    early, late = at_the_door("Meja 1"), at_the_door("Meja 2")
    cut(early)
    cut(late)
    first = early.scan(meeting.code(0))
    # By more than the two clocks may differ.
    time.sleep(1)
    second = late.scan(meeting.code(0))

    mend(late)
    late.sent()
    mend(early)
    early.sent()
    late.beat()
    [amended] = wait_for(lambda: late.heard("amend"), "the later door to hear of it")
    again = late.scan(meeting.code(0))

    assert (first["outcome"], second["outcome"]) == ("accepted", "accepted")
    assert (amended["id"], amended["after"]["outcome"]) == (second["id"], "duplicate")
    assert early.heard("amend") == []
    assert (again["outcome"], again["first"]["by"]) == ("duplicate", "Meja 1")
    [conflict] = meeting.conflicts()
    assert (conflict.line.scan.id, conflict.first.scan.id) == (second["id"], first["id"])
    assert meeting.inside() == 1


def test_a_door_hears_of_the_other_door(at_the_door: Callable[..., Phone], meeting: Meeting) -> None:
    one, other = at_the_door("Meja 1"), at_the_door("Meja 2")
    one.scan(meeting.code(0))
    one.sent()
    other.beat()
    cut(other)

    verdict = other.scan(meeting.code(0))

    assert (verdict["outcome"], verdict["source"], verdict["first"]["by"]) == ("duplicate", "device", "Meja 1")


def test_a_ticket_is_revoked_while_the_door_has_no_network(at_the_door: Callable[..., Phone], meeting: Meeting) -> None:
    phone = at_the_door("Meja 1")
    cut(phone)
    before = phone.scan(meeting.code(0))
    meeting.revoke_ticket(0)
    meeting.revoke_ticket(1)
    # By more than the two clocks may differ.
    time.sleep(1)
    after = phone.scan(meeting.code(1))

    mend(phone)
    phone.sent()
    [amended] = wait_for(lambda: phone.heard("amend"), "the refusal")
    cut(phone)
    known = phone.scan(meeting.code(1))

    assert (before["outcome"], after["outcome"]) == ("accepted", "accepted")
    assert (amended["id"], amended["after"]["outcome"], amended["after"]["reason"]) == (
        after["id"],
        "refused",
        "revoked",
    )
    assert (known["outcome"], known["reason"], known["source"]) == ("refused", "revoked", "device")
    assert [conflict.line.scan.id for conflict in meeting.conflicts()] == [after["id"]]


def test_the_clock_of_the_phone_is_two_hours_wrong(at_the_door: Callable[..., Phone], meeting: Meeting) -> None:
    phone = at_the_door("Meja 1", clock_behind=TWO_HOURS)
    cut(phone)
    verdict = phone.scan(meeting.code(0))
    scanned_at = now()

    mend(phone)
    phone.sent()

    [scan] = meeting.scans()
    assert verdict["outcome"] == "accepted"
    assert abs(phone.state["clockOff"] - TWO_HOURS) < 1000
    assert abs(scan.clock_offset_ms - TWO_HOURS) < 1000
    assert abs(scan.scanned_at - scanned_at) < timedelta(seconds=5)
    assert "clock" not in scan.facts


def test_a_lost_phone_is_revoked_and_forgets_people(at_the_door: Callable[..., Phone], meeting: Meeting) -> None:
    phone = at_the_door("Meja 1")
    cut(phone)
    verdict = phone.scan(meeting.code(0))
    meeting.revoke("Meja 1")

    phone.context.unroute(API)
    phone.beat()
    wait_for(lambda: phone.heard("revoked"), "the phone to notice")
    revoked, kept = phone.state, phone.page.evaluate("desk.store.roster()")
    told_so_far = meeting.scans()
    assert phone.page.evaluate("(code) => desk.pair(code)", meeting.pairing_code("Meja 1")) == {}
    phone.sent()

    assert (revoked["paired"], revoked["people"], revoked["waiting"]) == (False, 0, 1)
    assert (kept["buckets"], kept["entries"]) == ([], [])
    assert told_so_far == []
    assert [scan.id for scan in meeting.scans()] == [verdict["id"]]


def test_a_full_phone_claims_nothing_and_still_sends(at_the_door: Callable[..., Phone], meeting: Meeting) -> None:
    phone = at_the_door("Meja 1").patient()
    phone.page.evaluate(
        """() => {
          IDBObjectStore.prototype.add = () => { throw new DOMException("no room", "QuotaExceededError"); };
        }"""
    )
    online = phone.scan(meeting.code(0))
    cut(phone)
    alone = phone.scan(meeting.code(1))
    full = phone.state
    mend(phone)
    phone.sent()

    assert (online["outcome"], online["source"], online["kept"]) == ("accepted", "server", True)
    assert (alone["outcome"], alone["source"], alone["kept"]) == ("accepted", "device", False)
    assert (full["storageFull"], full["waiting"]) == (True, 1)
    assert sorted(scan.id for scan in meeting.scans()) == sorted([online["id"], alone["id"]])


def test_two_tabs_tell_everything_once(at_the_door: Callable[..., Phone], meeting: Meeting) -> None:
    phone = at_the_door("Meja 1")
    sent: list[str] = []
    cut(phone)
    second = phone.tab()
    phone.open(page=second)
    first = [phone.scan(meeting.code(number)) for number in (0, 1, 2)]
    other = [phone.scan(meeting.code(number), page=second) for number in (2, 3, 4)]

    def note(route: Any) -> None:
        sent.extend(scan["id"] for scan in route.request.post_data_json["scans"])
        route.continue_()

    phone.context.unroute(API)
    phone.context.route("**/api/v1/scans", note)
    for page in (phone.page, second):
        page.evaluate("() => { desk.pulse.beat(); }")
    phone.sent()

    assert [one["outcome"] for one in first + other] == ["accepted"] * 3 + ["duplicate"] + ["accepted"] * 2
    assert sorted(sent) == sorted(one["id"] for one in first + other)
    assert len(meeting.scans()) == 6
    assert meeting.inside() == 5


def test_a_killed_browser_loses_nothing(playwright: Any, meeting: Meeting, tmp_path: Path) -> None:
    def launch() -> Phone:
        context = playwright.chromium.launch_persistent_context(
            str(tmp_path / "phone"), executable_path=CHROMIUM, args=CHROMIUM_FLAGS, headless=True
        )
        return Phone(context, meeting.server.url + BLANK)

    phone = launch().pair(meeting.pairing_code("Meja 1"))
    cut(phone)
    verdicts = [phone.scan(meeting.code(number)) for number in range(4)]
    kill_browser(tmp_path / "phone")
    phone = launch().open()
    phone.sent()
    phone.context.close()

    assert {scan.id for scan in meeting.scans()} == {verdict["id"] for verdict in verdicts}
    assert meeting.inside() == 4


def test_a_scan_taken_back_without_a_network_stays_in_the_ledger(
    at_the_door: Callable[..., Phone], meeting: Meeting
) -> None:
    phone = at_the_door("Meja 1")
    cut(phone)
    verdict = phone.scan(meeting.code(0))
    phone.page.evaluate("(id) => desk.annul(id, 'salah orang')", verdict["id"])

    mend(phone)
    phone.sent()

    assert [scan.id for scan in meeting.scans()] == [verdict["id"]]
    assert meeting.annulled() == [verdict["id"]]
    assert meeting.inside() == 0


def test_signed_tickets_prove_themselves_where_nobody_can_ask(
    at_the_door: Callable[..., Phone], meeting: Meeting
) -> None:
    """Also those of people who registered after the door had lost its network."""
    meeting.sign()
    phone = at_the_door("Meja 1")
    cut(phone)
    meeting.register_late()
    known, late = meeting.drawn(0), meeting.drawn(PEOPLE)
    forged = late[:60] + ("A" if late[60] != "A" else "B") + late[61:]

    verdicts = [phone.scan(text) for text in (known, late, forged, late, meeting.code(1))]
    mend(phone)
    phone.sent()

    assert [(one["outcome"], one.get("reason"), one.get("note")) for one in verdicts] == [
        ("accepted", None, None),
        ("accepted", None, None),
        ("refused", "wrong_signature", None),
        ("duplicate", None, None),
        ("accepted", None, None),
    ]
    assert [one.get("person", {}).get("name") for one in verdicts[:2]] == ["Contoh 0, S.Pd.", None]
    assert {scan.id: scan.outcome for scan in meeting.scans()} == {one["id"]: one["outcome"] for one in verdicts}
    assert meeting.inside() == 3
