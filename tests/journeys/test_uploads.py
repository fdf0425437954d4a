"""Handing in a photograph from a telephone: made small on the way, kept while there is no signal."""

from io import BytesIO

import pytest
from PIL import Image

from plm.extensions import db
from plm.invitations.queries import token_of
from plm.registration.queries import find_delegation, find_letter
from tests.factories import make_event, make_library
from tests.registration.makers import make_draft, make_invitation, secret

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def page(browser, live_server):
    """The step of the assignment letter on a telephone."""
    with live_server.app.app_context():
        session = db.session()
        invitation = make_invitation(session, make_event(session), make_library(session))
        make_draft(session, invitation, letter=False)
        session.commit()
        link = f"{live_server.url}/u/{token_of(invitation, secret())}/"
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    page.goto(f"{link}surat-tugas")
    yield page
    context.close()


def _photo(side):
    output = BytesIO()
    Image.effect_noise((side, side), 90).convert("RGB").save(output, "JPEG", quality=95)
    return output.getvalue()


def _choose(page, content, name="foto.jpg", kind="image/jpeg"):
    page.get_by_label("Berkas surat tugas").set_input_files({"name": name, "mimeType": kind, "buffer": content})


def _letter(live_server):
    with live_server.app.app_context():
        session = db.session()
        return find_letter(session, find_delegation(session, 1, 1).id)


def test_forty_megabytes_of_photograph_arrive_as_a_small_one(page, live_server):
    photo = _photo(7_000)
    _choose(page, photo)
    page.get_by_role("button", name="Unggah dan lanjut").click()
    page.get_by_role("heading", name="Periksa, lalu kirim").wait_for(timeout=60_000)

    letter = _letter(live_server)
    assert len(photo) > 30_000_000
    assert letter.size < len(photo) / 5
    assert letter.filename == "foto.jpg"


def test_lost_signal_keeps_the_chosen_file_and_the_next_press_sends_it(page, live_server):
    _choose(page, _photo(300))
    page.context.set_offline(True)
    page.get_by_role("button", name="Unggah dan lanjut").click()
    page.get_by_text("Belum terkirim: tidak ada sambungan.").wait_for()
    page.context.set_offline(False)
    page.get_by_role("button", name="Unggah dan lanjut").click()
    page.get_by_role("heading", name="Periksa, lalu kirim").wait_for()

    assert _letter(live_server).filename == "foto.jpg"


def test_refused_file_shows_its_complaint_on_the_same_page(page, live_server):
    _choose(page, b"MZ" + bytes(500), "surat.pdf", "application/pdf")
    page.get_by_role("button", name="Unggah dan lanjut").click()
    page.get_by_role("alert").wait_for()

    assert "surat.pdf bukan PDF" in page.get_by_role("alert").inner_text()
    assert page.title().startswith("Kesalahan:")
    _choose(page, _photo(100))
    page.get_by_role("button", name="Unggah", exact=False).first.click()
    page.get_by_role("heading", name="Periksa, lalu kirim").wait_for()
