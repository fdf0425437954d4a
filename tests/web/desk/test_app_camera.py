"""The app's camera: films of tickets before a real browser's fake camera, and no breach of the policy."""

from collections.abc import Callable

from tests.web.desk.conftest import Door, Phone, qr_of

Phones = Callable[..., Phone]


def test_a_ticket_before_the_camera_is_accepted_once(phones: Phones, door: Door) -> None:
    phone = phones(("", 1), (qr_of(1), 2), ("", 4)).paired()

    phone.until(lambda: phone.word == "Diterima", "the first verdict")
    first = phone.part("verdict").inner_text()
    phone.page.click("[data-part=next]")
    phone.until(lambda: phone.word == "Sudah masuk", "the second verdict")

    assert "Contoh 1" in first
    assert "Tas" in first
    assert "Sudah masuk" in phone.part("spoken").text_content()
    assert phone.complaints == []


def test_a_ticket_held_up_for_long_is_one_scan(phones: Phones, door: Door) -> None:
    phone = phones((qr_of(1), 10)).paired()
    phone.until(lambda: phone.word == "Diterima", "the verdict")

    phone.page.click("[data-part=next]")
    phone.page.wait_for_timeout(4000)

    assert phone.screen == "scan"
    assert len(door.rows) == 1


def test_the_committees_qr_pairs_the_phone(phones: Phones) -> None:
    phone = phones(("https://plm.example.id/pindai/#pasang=PASANG", 3), ("", 20))

    phone.open().on("scan")

    assert phone.part("place").inner_text() == "Pintu Pleno"


def test_a_kiosk_greets_by_itself_and_goes_back(phones: Phones, door: Door) -> None:
    door.kiosk = True
    phone = phones(("", 4), (qr_of(1), 2), ("", 30)).open("#pasang=PASANG").on("pin")
    pin = phone.part("pin").inner_text()
    phone.page.click("[data-screen-of=pin] [data-do=kiosk]")

    phone.on("welcome")
    assert phone.part("welcome").inner_text().split("\n")[0] == "Selamat datang"
    assert "Contoh 1" in phone.part("welcome").inner_text()
    phone.on("kiosk")

    assert phone.part("deeds").is_hidden()
    assert phone.page.locator("[data-go]:visible").count() == 0
    handle = phone.part("kiosk-event")
    handle.hover()
    phone.page.mouse.down()
    phone.on("unlock")
    phone.page.mouse.up()
    phone.page.fill("#kode-keluar", "0000")
    phone.page.keyboard.press("Enter")
    assert "Bukan kode keluarnya." in phone.page.inner_text("#kode-keluar-e")
    phone.page.fill("#kode-keluar", pin)
    phone.page.keyboard.press("Enter")
    phone.on("settings")
    assert phone.complaints == []
