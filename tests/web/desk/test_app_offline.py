"""The installed app without a network: it opens, scans, survives a reload, and sends everything once."""

from collections.abc import Callable

from tests.web.desk.conftest import Door, Phone, qr_of

KEPT = "caches.keys().then((names) => names.filter((name) => name.startsWith('plm-desk-')))"


def installed(phone: Phone) -> Phone:
    phone.paired()
    phone.until(lambda: phone.page.evaluate("navigator.serviceWorker.controller !== null"), "the service worker")
    return phone


def test_scans_survive_reloads_without_a_network_and_arrive_once(phone: Phone, door: Door) -> None:
    installed(phone).offline()
    assert [phone.scan(1), phone.scan(2)] == ["Diterima", "Diterima"]

    phone.page.reload()
    phone.on("scan")
    assert [phone.scan(1), phone.scan(3)] == ["Sudah masuk", "Diterima"]
    assert phone.part("link-count").inner_text() == "4"
    assert door.received == []

    phone.offline(False)
    phone.until(lambda: phone.part("link-word").inner_text() == "Daring, semua terkirim", "everything to be sent")
    sent = [scan["ticket"] for batch in door.received for scan in batch]
    assert sorted(sent) == sorted(qr_of(number) for number in (1, 2, 1, 3))
    assert len(door.rows) == 4
    assert phone.complaints == []


def test_the_worker_reads_codes_without_a_network(phones: Callable[..., Phone]) -> None:
    phone = installed(phones(("", 2), (qr_of(1), 2), ("", 3)))
    phone.page.reload()
    phone.offline()

    phone.until(lambda: phone.word in ("Diterima", "Sudah masuk"), "the verdict of the camera")

    assert phone.complaints == []


def test_nothing_of_the_server_but_the_app_is_kept(phone: Phone) -> None:
    installed(phone).scan(1)

    (name,) = phone.page.evaluate(KEPT)
    kept = phone.page.evaluate(
        f"caches.open('{name}').then((c) => c.keys()).then((all) => all.map((r) => new URL(r.url).pathname))"
    )

    assert [path for path in kept if not path.startswith("/pindai/")] == []
    assert len(kept) > 40


def test_another_version_replaces_what_is_kept(phone: Phone) -> None:
    installed(phone)
    phone.page.evaluate("caches.open('plm-desk-old').then((c) => c.put('/pindai/x', new Response('old')))")

    phone.page.evaluate("navigator.serviceWorker.getRegistration().then((r) => r.unregister())")
    phone.page.reload()

    phone.until(lambda: "plm-desk-old" not in phone.page.evaluate(KEPT), "the old files to go")
