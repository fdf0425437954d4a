"""The engine of the offline desk in a real browser, against a stub of the server."""

from collections.abc import Callable
from typing import Any

from tests.web.desk.engine.conftest import code_of, shown_code
from tests.web.desk.engine.driving import Phone, wait_for
from tests.web.desk.engine.stub import Stub

PERSON = {"name": "Contoh 1", "institution": "Perpustakaan Desa Contoh", "roles": ["participant"]}


def without(verdict: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in verdict.items() if name not in ("id", "ms", *names)}


def test_the_server_answers_while_it_is_there(phone: Phone, stub: Stub) -> None:
    phone.pair("PASANG").patient()

    first, second = phone.scan(shown_code(1)), phone.scan(shown_code(1))
    phone.sent()

    assert without(first) == {
        "outcome": "accepted", "handOut": "Tas", "person": PERSON, "kept": True, "source": "server",
    }  # fmt: skip
    assert without(second, "first") == {"outcome": "duplicate", "person": PERSON, "kept": True, "source": "server"}
    assert second["first"]["by"] == "Meja 1"
    assert phone.heard("amend") == []
    assert phone.page.complaints == []


def test_the_device_decides_alone_without_a_network(phone: Phone, stub: Stub) -> None:
    phone.pair("PASANG").offline()

    first, second = phone.scan(shown_code(1)), phone.scan(code_of(1).lower())

    assert without(first) == {
        "outcome": "accepted", "handOut": "Tas", "person": PERSON, "kept": True, "source": "device",
    }  # fmt: skip
    assert without(second, "first") == {"outcome": "duplicate", "person": PERSON, "kept": True, "source": "device"}
    assert (second["first"]["by"], second["first"]["checkpoint"]) == ("Meja 1", "Pintu Pleno")
    # The verdict is shown first; how many wait is counted on the disk after it.
    wait_for(lambda: phone.state["waiting"] == 2, "both scans to be counted")
    assert stub.received == []


def test_scans_survive_a_reload_and_arrive_exactly_once(phone: Phone, stub: Stub) -> None:
    phone.pair("PASANG").offline()
    for number in range(1, 4):
        phone.scan(shown_code(number))
    phone.page.evaluate("desk.stop()")
    phone.context.set_offline(False)
    phone.reload()
    phone.open(start=False)
    again = phone.scan(shown_code(1))
    for number in range(4, 6):
        phone.scan(shown_code(number))

    phone.page.evaluate("desk.start()")
    phone.sent()

    sent = [scan for batch in stub.received for scan in batch]
    assert again["outcome"] == "duplicate"
    assert [scan["ticket"] for scan in sent] == [shown_code(number) for number in (1, 2, 3, 1, 4, 5)]
    assert {scan["offline"] for scan in sent} == {True}
    assert len(stub.rows) == 6
    assert len(stub.inside) == 5


def test_a_lost_answer_is_asked_for_again_and_stays_one_row(phone: Phone, stub: Stub) -> None:
    phone.pair("PASANG")
    lost: list[str] = []

    def lose_the_first_answer(route: Any) -> None:
        lost.append(route.request.post_data_json["scans"][0]["id"])
        if len(lost) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    phone.page.route("**/api/v1/scans", lose_the_first_answer)
    verdict = phone.scan(shown_code(1))
    phone.beat()
    phone.sent()

    assert verdict["source"] == "device"
    assert lost == [verdict["id"]] * 2
    assert list(stub.rows) == [verdict["id"]]
    assert phone.heard("amend") == []


def test_two_tabs_do_not_double(phone: Phone, stub: Stub) -> None:
    phone.pair("PASANG").offline()
    for number in range(1, 10):
        phone.scan(shown_code(number))
    phone.context.set_offline(False)
    second = phone.tab()
    phone.open(page=second)
    phone.beat()
    phone.sent()

    again = phone.scan(shown_code(3), page=second)

    sent = [scan["id"] for batch in stub.received for scan in batch]
    assert len(sent) == len(set(sent))
    assert again["outcome"] == "duplicate"


def test_a_scan_in_one_tab_is_known_in_the_other(phone: Phone, stub: Stub) -> None:
    phone.pair("PASANG")
    second = phone.tab()
    phone.open(page=second, start=False)
    phone.offline()

    first = phone.scan(shown_code(1))
    again = phone.scan(shown_code(1), page=second)

    assert (first["outcome"], again["outcome"]) == ("accepted", "duplicate")


def test_later_answers_amend_what_was_shown(phone: Phone, stub: Stub) -> None:
    phone.pair("PASANG").offline()
    verdict = phone.scan(shown_code(1))
    stub.revoked = {"revoked": [stub.people[0].key_text]}

    phone.offline(False)
    phone.sent()
    [amended] = wait_for(lambda: phone.heard("amend"), "the amendment")

    assert verdict["outcome"] == "accepted"
    assert (amended["id"], amended["before"]["outcome"]) == (verdict["id"], "accepted")
    assert (amended["after"]["outcome"], amended["after"]["reason"]) == ("refused", "revoked")
    assert phone.page.evaluate("desk.log()")[0]["amended"] is True


def test_revoked_tickets_are_refused_by_name_without_a_network(phone: Phone, stub: Stub) -> None:
    stub.revoked = {
        reason: [stub.people[number].key_text]
        for number, reason in enumerate(("revoked", "replaced", "participant_cancelled"))
    }
    phone.pair("PASANG").offline()

    verdicts = [phone.scan(shown_code(number)) for number in (1, 2, 3)]

    assert [verdict["reason"] for verdict in verdicts] == ["revoked", "replaced", "participant_cancelled"]


def test_unknown_tickets_are_let_in_with_a_note_or_refused(phones: Callable[[], Phone], stub: Stub) -> None:
    lenient, strict = phones(), phones()
    lenient.pair("PASANG").offline()
    stub.checkpoint = {**stub.checkpoint, "unknown_offline": "refuse"}
    strict.pair("PASANG").offline()

    let_in, again, refused = lenient.scan(shown_code(99)), lenient.scan(shown_code(99)), strict.scan(shown_code(99))

    assert (let_in["outcome"], let_in["note"]) == ("accepted", "unknown_offline")
    assert (again["outcome"], again["note"]) == ("duplicate", "unknown_offline")
    assert (refused["outcome"], refused["reason"]) == ("refused", "unknown_ticket")


def test_an_unknown_ticket_waits_for_a_slow_server(phone: Phone, stub: Stub) -> None:
    phone.pair("PASANG")
    phone.page.route("**/api/v1/scans", lambda route: (phone.page.wait_for_timeout(300), route.continue_()))

    verdict = phone.scan(shown_code(99))

    assert (verdict["outcome"], verdict["reason"], verdict["source"]) == ("refused", "unknown_ticket", "server")


def test_annulments_follow_their_scans(phone: Phone, stub: Stub) -> None:
    phone.pair("PASANG").offline()
    verdict = phone.scan(shown_code(1))
    done = phone.page.evaluate("(id) => desk.annul(id, 'salah orang')", verdict["id"])
    again = phone.scan(shown_code(1))

    phone.offline(False)
    phone.sent()

    assert done == {"id": verdict["id"], "annulled": True, "sent": False}
    assert again["outcome"] == "accepted"
    assert [[scan["id"] for scan in batch] for batch in stub.received] == [[verdict["id"]], [again["id"]]]
    assert stub.annulled == [verdict["id"]]


def test_a_revoked_token_wipes_people_and_keeps_what_waits(phone: Phone, stub: Stub) -> None:
    phone.pair("PASANG").offline()
    phone.scan(shown_code(1))
    stub.tokens.clear()

    phone.context.set_offline(False)
    phone.beat()
    wait_for(lambda: phone.heard("revoked"), "the device to notice")
    after = phone.state
    refused = phone.scan(shown_code(2))
    kept = phone.page.evaluate("desk.store.roster()")
    phone.page.evaluate("desk.pair('PASANG')")
    phone.sent()

    assert (after["paired"], after["revoked"], after["people"], after["waiting"]) == (False, True, 0, 1)
    assert (refused["outcome"], refused["reason"]) == ("refused", "not_paired")
    assert (kept["buckets"], kept["entries"], kept.get("institutions")) == ([], [], None)
    assert len(stub.rows) == 1


def test_another_device_does_not_send_what_waits_for_the_first(phone: Phone, stub: Stub) -> None:
    phone.pair("PASANG").offline()
    phone.scan(shown_code(1))
    stub.tokens.clear()
    phone.context.set_offline(False)
    phone.beat()
    wait_for(lambda: phone.heard("revoked"), "the device to notice")

    stub.name = "Meja 2"
    phone.page.evaluate("desk.pair('PASANG')")
    phone.beat()

    assert (phone.state["waiting"], phone.state["foreign"]) == (0, 1)
    assert stub.received == []


def test_a_full_store_says_so_and_still_sends(phone: Phone, stub: Stub) -> None:
    phone.pair("PASANG").offline()
    phone.page.evaluate(
        """() => {
          const full = new DOMException("no room", "QuotaExceededError");
          window.put = IDBObjectStore.prototype.add;
          IDBObjectStore.prototype.add = () => { throw full; };
        }"""
    )

    verdict, again = phone.scan(shown_code(1)), phone.scan(shown_code(1))
    full = phone.state
    phone.offline(False)
    phone.sent()

    assert (verdict["outcome"], verdict["kept"], again["outcome"]) == ("accepted", False, "duplicate")
    assert (full["storageFull"], full["waiting"]) == (True, 2)
    assert sorted(stub.rows) == sorted([verdict["id"], again["id"]])
    assert phone.state["storageFull"] is False
    assert phone.page.complaints == []


def test_a_clock_two_hours_wrong_is_corrected(browser: Any, stub: Stub, phone: Phone) -> None:
    phone.page.evaluate(
        "() => { const real = Date.now; Date.now = () => real() - 7_200_000; }",
    )
    phone.pair("PASANG").offline()

    verdict = phone.scan(shown_code(1))
    log = phone.page.evaluate("desk.log()")
    phone.offline(False)
    phone.sent()

    [[sent]] = stub.received
    true_now = phone.page.evaluate("performance.timeOrigin + performance.now()")
    assert verdict["outcome"] == "accepted"
    assert abs(phone.state["clockOff"] - 7_200_000) < 1000
    assert abs(sent["clock_offset_ms"] - 7_200_000) < 1000
    assert abs(phone.page.evaluate("(text) => Date.parse(text)", log[0]["at"]) - true_now) < 5000


def test_what_a_door_did_later_is_told_as_later(phone: Phone, stub: Stub) -> None:
    """Also when it learns between two scans that its clock is not quite what it thought."""
    phone.pair("PASANG").offline()
    first = phone.scan(shown_code(1))
    phone.page.evaluate("() => { desk.server.clock = { ...desk.server.clock, offset: desk.server.offset - 956 }; }")
    second = phone.scan(shown_code(1))
    phone.offline(False)
    phone.sent()

    [sent] = stub.received
    moments = phone.page.evaluate(
        "(scans) => scans.map((scan) => Date.parse(scan.scanned_at) + scan.clock_offset_ms)", sent
    )
    assert [first["outcome"], second["outcome"]] == ["accepted", "duplicate"]
    assert moments[1] > moments[0]


def test_the_best_idea_of_the_clock_survives_a_reload(phone: Phone, stub: Stub) -> None:
    phone.pair("PASANG")
    phone.page.evaluate("() => desk.server.compareClocks(Date.now() + 5000, Date.now(), Date.now())")
    wait_for(lambda: phone.page.evaluate("desk.store.meta()")["clock"]["doubt"] == 0, "the sample to be kept")
    phone.page.evaluate("desk.stop()")
    phone.reload()
    phone.open(start=False)

    assert 4900 <= phone.page.evaluate("desk.server.offset") <= 5000


def test_a_clock_that_starts_in_1980_is_corrected_on_the_phone(stub: Stub, phone: Phone) -> None:
    true_now = phone.page.evaluate("Date.now()")
    phone.page.evaluate(
        "() => { const begun = Date.now(), real = Date.now; Date.now = () => real() - begun + 3.2e11; }"
    )
    phone.pair("PASANG").offline()

    phone.scan(shown_code(1))
    phone.offline(False)
    phone.sent()

    [[sent]] = stub.received
    assert sent["clock_offset_ms"] == 0
    assert abs(phone.page.evaluate("(text) => Date.parse(text)", sent["scanned_at"]) - true_now) < 10_000


def test_names_ask_the_server(phone: Phone, stub: Stub) -> None:
    phone.pair("PASANG")

    found = phone.page.evaluate("desk.search('contoh')")
    ticked = phone.page.evaluate("desk.tick(['P:0123456789abcdef'])")
    phone.offline()
    lost = phone.page.evaluate("desk.search('contoh')")
    picked = phone.scan("P:0123456789abcdef")

    assert len(found["people"]) == 3
    assert [(verdict["outcome"], verdict["source"]) for verdict in ticked] == [("accepted", "server")]
    assert lost == {"error": "needs_server"}
    assert (picked["outcome"], picked["reason"]) == ("refused", "needs_server")


def test_sync_never_skips_a_page(phone: Phone, stub: Stub) -> None:
    stub.pages = [{"institutions": {str(number): f"Perpustakaan {number}"}} for number in range(1, 6)]
    lost: list[str] = []

    def lose_the_third_page(route: Any) -> None:
        if "cursor=2" in route.request.url and not lost:
            lost.append(route.request.url)
            route.fetch()
            route.abort()
        else:
            route.continue_()

    phone.page.route("**/api/v1/roster*", lose_the_third_page)
    phone.open()
    phone.page.evaluate("desk.pair('PASANG')")
    wait_for(lambda: phone.state and lost, "the loss of a page")
    phone.beat()
    wait_for(lambda: phone.state["lastSync"], "the end of the roster")

    kept = phone.page.evaluate("desk.store.roster()")["institutions"]
    assert sorted(kept) == ["1", "2", "3", "4", "5"]
    assert stub.asked[:6] == [None, "1", "2", "2", "3", "4"]


def test_the_servers_later_rulings_amend(phone: Phone, stub: Stub) -> None:
    phone.pair("PASANG").patient()
    verdict = phone.scan(shown_code(1))
    phone.sent()
    stub.rulings = [{"id": verdict["id"], "outcome": "duplicate", "reason": None}]

    phone.beat()
    [amended] = wait_for(lambda: phone.heard("amend"), "the ruling")

    assert (amended["before"]["outcome"], amended["after"]["outcome"]) == ("accepted", "duplicate")


def test_no_name_is_kept_in_the_store(phone: Phone, stub: Stub) -> None:
    phone.pair("PASANG")
    phone.scan(shown_code(1))
    phone.sent()
    phone.offline()
    phone.scan(shown_code(2))

    dump = phone.page.evaluate(
        """async () => {
          const names = [...desk.store.db.objectStoreNames];
          const all = await Promise.all(names.map((name) => desk.store.db.getAll(name)));
          const blobs = all.flat(Infinity).filter((one) => one instanceof Uint8Array);
          const latin = blobs.map((bytes) => String.fromCharCode(...bytes)).join(" ");
          return JSON.stringify(all) + latin;
        }"""
    )

    assert "Perpustakaan Desa Contoh" in dump
    assert "Contoh 1" not in dump
    assert "Contoh 2" not in dump
    assert phone.page.evaluate("desk.log()")[0]["person"]["name"] == "Contoh 2"
