"""The app's screens in a real browser: what a person at the door sees, hears of and can do."""

from collections.abc import Callable
from typing import Any

import pytest

from plm.checkin.rules import written_code
from tests.web.desk.conftest import Door, Phone, code_of, holder, qr_of

NO_ROOM = """
  const add = IDBObjectStore.prototype.add;
  IDBObjectStore.prototype.add = function (...what) {
    if (window.noRoom) throw new DOMException("no room", "QuotaExceededError");
    return add.apply(this, what);
  };
"""


def mistyped(number: int) -> str:
    """The written code with one wrong character."""
    code = written_code(code_of(number))
    return code[:4] + ("1" if code[4] == "0" else "0") + code[5:]


def test_an_accepted_ticket_is_greeted_with_what_to_hand_out(phone: Phone) -> None:
    phone.paired()

    assert phone.scan(1) == "Diterima"
    assert phone.part("verdict").inner_text().split("\n\n") == [
        "Diterima", "Contoh 1", "Peserta, Perpustakaan Desa Contoh", "Berikan\nTas",
    ]  # fmt: skip
    assert "Diterima. Contoh 1. Peserta" in phone.part("spoken").text_content()
    assert phone.page.evaluate("document.activeElement.dataset.part") == "next"
    assert phone.complaints == []


def test_a_second_scan_says_when_where_and_by_whom(phone: Phone) -> None:
    phone.paired().scan(1)

    assert phone.scan(1) == "Sudah masuk"
    assert "lewat Pintu Pleno, dicatat Meja 1." in phone.part("verdict").inner_text()
    assert phone.part("call").is_visible()


@pytest.mark.parametrize(
    ("text", "says"),
    [("BUKAN-TIKET-INI", "Kode tidak lengkap"), (f"HTTPS://X.ID/T/{mistyped(1)}", "Ada tanda yang salah")],
)
def test_what_is_wrong_with_a_code_is_named_without_a_network(phone: Phone, text: str, says: str) -> None:
    phone.paired().offline()

    phone.wedge(text).on("verdict")

    assert phone.word == "Ditolak"
    assert says in phone.part("verdict").inner_text()


def test_an_unknown_ticket_is_let_in_with_a_note_where_there_is_no_network(phone: Phone) -> None:
    phone.paired().offline()

    assert phone.scan(99) == "Diterima"
    assert "Dengan catatan" in phone.part("verdict").inner_text()
    assert phone.part("link-count").inner_text() == "1"
    assert "Menunggu dikirim sejak" in phone.part("link-more").inner_text()


def test_a_later_answer_of_the_server_amends_the_screen_and_the_list(phone: Phone) -> None:
    phone.paired().offline()
    phone.scan(99)

    phone.offline(False)
    phone.until(lambda: phone.word == "Ditolak", "the server's answer")

    assert "Server menjawab lain." in phone.part("verdict").inner_text()
    phone.page.click("[data-go=log]")
    phone.until(lambda: "Diubah server" in phone.part("log").inner_text(), "the mark in the list")


def test_a_scan_is_taken_back_and_its_line_says_so(phone: Phone, door: Door) -> None:
    phone.paired().scan(1)

    phone.page.click("[data-do=undo]")
    phone.until(lambda: phone.word == "Dibatalkan", "the annulment")
    phone.page.click("[data-go=log]")

    phone.until(lambda: "Dibatalkan" in phone.part("log").inner_text(), "the line")
    phone.until(lambda: len(door.annulled) == 1, "the server to hear of it")


def test_the_hardware_scanner_works_on_every_screen_but_in_a_field(phone: Phone) -> None:
    phone.paired()
    phone.page.click("[data-go=settings]")
    assert phone.scan(1) == "Diterima"

    phone.page.click("[data-screen-of=verdict] [data-go=type]")
    phone.wedge(qr_of(2)).on("verdict")

    assert "Contoh 2" in phone.part("verdict").inner_text()


def test_typing_names_the_wrong_sign_and_sends_nothing_wrong(phone: Phone, door: Door) -> None:
    phone.paired().page.click("[data-screen-of=scan] [data-go=type]")
    field = phone.page.locator("#kode")
    tally = phone.part("type-tally")

    phone.page.keyboard.type(written_code(code_of(1))[:9].lower())
    assert (field.input_value(), tally.inner_text()) == (
        "-".join(written_code(code_of(1))[at : at + 4] for at in (0, 4)) + "-" + written_code(code_of(1))[8],
        "9 dari 27",
    )
    phone.page.keyboard.type("u")
    assert tally.inner_text() == "Tanda ke-10 (U) tidak ada dalam kode tiket."

    field.fill("")
    phone.page.keyboard.type(mistyped(1))
    assert tally.inner_text() == "Ada tanda yang salah. Bandingkan kelompok demi kelompok."
    phone.page.keyboard.press("Enter")
    assert phone.screen == "type"

    field.fill(written_code(code_of(1)))
    phone.page.keyboard.press("Enter")
    phone.on("verdict")
    assert [scan["ticket"] for batch in door.received for scan in batch] == [written_code(code_of(1))]


def test_names_are_searched_only_with_a_network_and_it_says_so(phone: Phone) -> None:
    phone.paired().offline().page.click("[data-screen-of=scan] [data-go=find]")
    assert "Pencarian nama memerlukan jaringan." in phone.part("find-offline").inner_text()
    assert not phone.page.locator("#cari").is_visible()

    phone.offline(False).page.fill("#cari", "co")
    phone.page.keyboard.press("Enter")
    assert "Terlalu pendek." in phone.part("find-error").inner_text()

    phone.page.fill("#cari", "contoh")
    phone.page.keyboard.press("Enter")
    phone.page.click("text=Masukkan >> nth=0")
    phone.on("verdict")
    assert phone.word == "Diterima"


def test_a_delegation_is_ticked_from_one_code(phone: Phone, door: Door) -> None:
    people = [
        {"ticket": f"P:{number:016x}", "name": f"Contoh {number}", "institution": "Perpusdes Contoh", "roles": []}
        for number in (1, 2)
    ]
    door.answers["/api/v1/group"] = {"delegation": {"name": "Perpusdes Contoh"}, "people": people}
    phone.paired().wedge(f"HTTPS://PLM.EXAMPLE.ID/D/{written_code(code_of(50))}").on("group")
    assert phone.part("group-do").inner_text() == "Pilih orangnya"

    phone.page.click("text=Contoh 1")
    assert phone.part("group-do").inner_text() == "Masukkan 1 orang"
    phone.page.click("[data-do=tick]")

    phone.until(lambda: "1 orang dicatat." in phone.part("group-said").inner_text(), "the tick")
    assert phone.page.locator("#isi input:disabled").count() == 1


def test_the_way_out_is_chosen_where_the_checkpoint_takes_exits(phone: Phone, door: Door) -> None:
    door.checkpoint["exits"] = True
    phone.paired()

    phone.page.check("input[value=out]")
    phone.until(lambda: "Keluar:" in phone.part("aim").inner_text(), "the prompt")

    assert phone.scan(1) == "Keluar"
    assert "Berikan" not in phone.part("verdict").inner_text()


def test_the_language_changes_without_a_network_and_is_remembered(phone: Phone) -> None:
    phone.paired()
    phone.until(lambda: phone.page.evaluate("navigator.serviceWorker.controller !== null"), "the service worker")
    phone.offline().page.click("[data-go=settings]")

    phone.page.check("input[value=en]")
    phone.until(lambda: phone.page.inner_text("[data-screen-of=settings] h1") == "Settings", "English")
    phone.page.reload()
    phone.on("scan")

    assert phone.page.evaluate("document.documentElement.lang") == "en"
    assert phone.part("link-word").inner_text() == "Offline, still able to scan"
    assert phone.scan(1) == "Accepted"
    assert phone.complaints == []


def test_evening_is_remembered(phone: Phone) -> None:
    phone.paired().page.click("[data-go=settings]")
    phone.page.check("input[value=evening]")

    phone.page.reload()
    phone.on("scan")

    assert phone.page.get_attribute("[data-app]", "data-light") == "evening"


def test_a_wrong_clock_is_told(phone: Phone, door: Door) -> None:
    door.hours_ahead = 2

    phone.paired()

    phone.until(lambda: "Jam alat ini salah 2 jam." in phone.part("alert").inner_text(), "the warning")


def test_a_revoked_device_keeps_what_waits_and_sends_it_once_paired_anew(phone: Phone, door: Door) -> None:
    phone.paired().offline()
    phone.scan(1)
    door.tokens.clear()

    phone.context.set_offline(False)
    phone.on("pair")
    assert "1 pindaian belum terkirim dan tetap disimpan." in phone.part("revoked").inner_text()
    assert door.received == []

    phone.page.fill("#kode-pasang", "PASANG")
    phone.page.click("[data-do=pair]")
    phone.on("scan")
    phone.until(lambda: len(door.rows) == 1, "the scan to arrive")


def test_a_full_phone_says_that_nothing_is_kept(phones: Callable[..., Phone]) -> None:
    phone = phones()
    phone.page.add_init_script(NO_ROOM)
    phone.paired().offline()
    phone.page.evaluate("window.noRoom = true")

    assert phone.scan(1) == "Diterima"

    assert "Tidak tersimpan: penyimpanan penuh." in phone.part("verdict").inner_text()
    assert "Penyimpanan ponsel penuh." in phone.part("alert").inner_text()


@pytest.mark.parametrize(("code", "says"), [("SALAH", "Kode ini tidak dikenal."), ("", "Ketik kode pemasangan")])
def test_a_wrong_pairing_code_is_named(phone: Phone, code: str, says: str) -> None:
    phone.open().on("pair").page.fill("#kode-pasang", code)

    phone.page.click("[data-do=pair]")

    phone.until(lambda: says in phone.part("pair-error").inner_text(), "what is wrong")
    assert phone.page.get_attribute("#kode-pasang", "aria-invalid") == "true"


def test_pairing_without_a_network_says_what_it_needs(phone: Phone) -> None:
    phone.open().on("pair")
    phone.context.set_offline(True)
    phone.page.fill("#kode-pasang", "PASANG")

    phone.page.click("[data-do=pair]")

    phone.until(lambda: "Tidak ada sambungan." in phone.part("pair-error").inner_text(), "what it needs")


def test_a_paired_device_is_not_paired_over(phone: Phone) -> None:
    phone.paired().wedge("https://plm.example.id/pindai/#pasang=LAIN")

    assert "Alat ini sudah dipasangkan." in phone.part("alert").inner_text()
    assert phone.screen == "scan"


def test_leaving_asks_first_and_says_what_is_lost(phone: Phone) -> None:
    phone.paired().offline()
    phone.scan(1)
    phone.page.click("[data-go=settings]")
    phone.page.click("[data-go=leave]")
    assert "1 pindaian belum terkirim dan akan hilang." in phone.part("leave-waiting").inner_text()

    phone.page.click("[data-do=leave]")

    phone.on("pair")
    assert phone.part("deeds").is_hidden()


def test_a_phone_without_a_camera_types(phones: Callable[..., Phone]) -> None:
    phone = phones(camera=False).open("#pasang=PASANG").on("type")

    assert phone.part("no-camera").is_visible()
    assert not phone.part("use-camera").is_visible()


def test_a_supervisor_is_called_by_the_screen(phone: Phone) -> None:
    phone.paired().scan(1)
    phone.scan(1)

    phone.page.click("[data-do=call]")

    assert "Mohon ke Pintu Pleno." in phone.page.inner_text("[data-screen-of=call]")
    phone.page.click("[data-do=called]")
    assert phone.word == "Sudah masuk"


@pytest.mark.parametrize("number", [1, 2])
def test_a_verdict_needs_no_scrolling_on_the_smallest_phone(phone: Phone, door: Door, number: int) -> None:
    door.people[0] = holder(1, name="Contoh Dua Puluh Lima Nusantara Khatulistiwa Merdeka, S.Sos., M.I.P.")
    door.institutions["1"] = "Dinas Perpustakaan dan Kearsipan Kabupaten Kepulauan Siau Tagulandang Biaro"
    phone.paired().offline().scan(number)

    size: Any = phone.page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    verdict: Any = phone.page.evaluate(
        "(e => [e.scrollHeight, e.clientHeight])(document.querySelector('[data-part=verdict]'))"
    )

    assert size == [360, 640]
    assert verdict[0] <= verdict[1]
