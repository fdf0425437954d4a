"""A library registers on a small phone: no script, little data, nothing wider than the screen."""

import pytest

from plm.events.queries import find_event
from plm.extensions import db
from plm.invitations.queries import token_of
from plm.registration.queries import find_delegation, participant_token, roster_of
from tests.browsing import submit
from tests.factories import make_event, make_library
from tests.registration.makers import PDF, make_invitation, picture, secret

PHONE = {"width": 360, "height": 740}
FIRST_PAGE, LATER_PAGE = 100_000, 30_000


@pytest.fixture
def link(live_server):
    """A fresh invitation for two."""
    with live_server.app.app_context():
        session = db.session()
        invitation = make_invitation(session, make_event(session), make_library(session))
        session.commit()
        return f"{live_server.url}/u/{token_of(invitation, secret())}/"


def _phone(browser, **options):
    context = browser.new_context(viewport=PHONE, **options)
    context.complaints = []
    # A refused form answers 422, which Chromium reports too; what matters is the policy and broken pages.
    context.on("console", lambda said: context.complaints.append(said.text) if "Policy" in said.text else None)
    context.on("weberror", lambda error: context.complaints.append(str(error.error)))
    return context


def _name(page, name, position):
    page.get_by_label("Nama", exact=True).fill(name)
    page.get_by_label("Nomor WhatsApp").fill("0812 3456 7890")
    page.get_by_label(position, exact=True).check()


def _walk(page, link, *, letter, look=lambda page: None):
    """From the link to the tickets, by labels and buttons alone; `look` sees every page."""

    def press(words):
        look(page)
        submit(page, page.get_by_role("button", name=words, exact=True))

    page.goto(link)
    look(page)
    submit(page, page.get_by_role("link", name="Jawab undangan"))
    press("Simpan dan lanjut")
    assert "Pilih salah satu." in page.content()
    page.get_by_label("Ya, 2 orang").check()
    press("Simpan dan lanjut")
    _name(page, "Contoh Satu", "Pengelola perpustakaan")
    page.get_by_label("Nomor WhatsApp").fill("0812")
    press("Simpan dan lanjut")
    assert page.title().startswith("Kesalahan:")
    assert page.get_by_label("Nama", exact=True).input_value() == "Contoh Satu"
    page.get_by_label("Nomor WhatsApp").fill("0812 3456 7890")
    press("Simpan dan lanjut")
    _name(page, "<b>Trisno</b>", "Pendamping")
    press("Simpan dan lanjut")
    page.get_by_label("Berkas surat tugas").set_input_files(letter)
    press("Unggah dan lanjut")
    assert page.get_by_text("<b>Trisno</b>").count() == 1
    press("Kirim pendaftaran")
    assert page.get_by_role("heading", level=1).inner_text() == "Pendaftaran diterima"
    look(page)


def test_everything_works_without_javascript(browser, link, live_server):
    context = _phone(browser, java_script_enabled=False)
    page = context.new_page()

    _walk(page, link, letter={"name": "surat.pdf", "mimeType": "application/pdf", "buffer": PDF})
    page.go_back()
    page.reload()
    submit(page, page.get_by_role("link", name="Buka tiket").first)

    assert page.locator("svg.plm-qr").count() == 1
    assert context.complaints == []
    with live_server.app.app_context():
        assert find_event(db.session(), "plm-2024").seats_taken == 2
    context.close()


def test_no_page_is_wider_than_the_phone_or_breaks_the_policy(browser, link, live_server):
    context = _phone(browser)
    page = context.new_page()
    wide = []

    def measure(page):
        if page.evaluate("document.documentElement.scrollWidth") > PHONE["width"]:
            wide.append(page.url)

    _walk(page, link, letter={"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": picture()}, look=measure)
    for path in _own_pages(live_server):
        page.goto(f"{live_server.url}{path}")
        measure(page)

    assert wide == []
    assert context.complaints == []
    context.close()


def test_first_page_is_light_and_later_ones_lighter(browser, link):
    context = _phone(browser)
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    sizes = []
    wire.on("Network.loadingFinished", lambda answer: sizes.append(answer["encodedDataLength"]))

    page.goto(link, wait_until="networkidle")
    first = sum(sizes)
    later = {}
    page.goto(f"{link}jawaban")
    page.get_by_label("Ya, 1 orang").check()
    sizes.clear()
    submit(page, page.get_by_role("button", name="Simpan dan lanjut"))
    for path in ("jawaban", "peserta/1", "surat-tugas", "periksa", "tidak-hadir"):
        page.goto(f"{link}{path}", wait_until="networkidle")
        later[path] = sum(sizes)
        sizes.clear()

    assert 0 < first <= FIRST_PAGE
    assert all(0 < size <= LATER_PAGE for size in later.values()), later
    context.close()


def test_file_past_the_limit_still_gets_a_page_and_keeps_the_people(browser, link):
    context = _phone(browser)
    page = context.new_page()
    _walk_to_letter(page, link)

    huge = {"name": "surat.pdf", "mimeType": "application/pdf", "buffer": PDF + b"0" * 40_000_000}
    page.get_by_label("Berkas surat tugas").set_input_files(huge)
    page.get_by_role("button", name="Unggah dan lanjut").click()
    page.get_by_role("alert").wait_for()
    complaint = page.get_by_role("alert").inner_text()
    page.goto(link)

    assert "Berkas terlalu besar." in complaint
    assert "Peserta 1: Trisno" in page.content()
    context.close()


def _walk_to_letter(page, link):
    page.goto(f"{link}jawaban")
    page.get_by_label("Ya, 1 orang").check()
    submit(page, page.get_by_role("button", name="Simpan dan lanjut"))
    _name(page, "Trisno", "Kepala desa")
    submit(page, page.get_by_role("button", name="Simpan dan lanjut"))


def _own_pages(live_server):
    with live_server.app.app_context():
        session = db.session()
        delegation = find_delegation(session, 1, 1)
        tokens = [participant_token(person, secret()) for person in roster_of(session, delegation.id)]
    return [*(f"/p/{token}/" for token in tokens), "/", "/data-pribadi", "/T/7HQ3MZ2K"]
