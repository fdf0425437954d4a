"""A phone that loses its signal, its tab or its battery in the middle of a registration loses nothing typed."""

import pytest

from plm.extensions import db
from plm.invitations.queries import token_of
from plm.registration.queries import find_delegation, roster_of
from tests.browsing import submit
from tests.factories import make_event, make_library
from tests.registration.makers import make_draft, make_invitation, secret

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def link(live_server):
    """The link of a library in the middle of its registration."""
    with live_server.app.app_context():
        session = db.session()
        invitation = make_invitation(session, make_event(session), make_library(session))
        make_draft(session, invitation, letter=False)
        session.commit()
        return f"{live_server.url}/u/{token_of(invitation, secret())}/"


def _names(live_server):
    with live_server.app.app_context():
        session = db.session()
        return [person.name for person in roster_of(session, find_delegation(session, 1, 1).id)]


def _note(page):
    return page.locator("#simpan")


def _type(page, words):
    page.get_by_label("Nama", exact=True).fill(words)


def test_what_is_typed_is_on_the_server_before_anything_is_pressed(browser, link):
    phone, other = browser.new_context(viewport=PHONE), browser.new_context(viewport=PHONE)
    page = phone.new_page()
    page.goto(f"{link}peserta/1")
    _type(page, "Contoh Dua")
    _note(page).get_by_text("Draf tersimpan pukul").wait_for()
    phone.close()

    second = other.new_page()
    second.goto(f"{link}peserta/1")

    assert second.get_by_label("Nama", exact=True).input_value() == "Contoh Dua"
    other.close()


def test_certificate_line_follows_the_typing(browser, link):
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    page.goto(f"{link}peserta/1")
    _type(page, "Ni Wayan Contoh")
    page.get_by_label("Gelar depan (bila ada)").fill("Dra.")

    assert page.locator("#baris-nama b").inner_text() == "Dra. Ni Wayan Contoh, S.Pd."
    context.close()


def test_lost_signal_keeps_the_page_and_a_killed_browser_keeps_the_words(browser, link, live_server):
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    page.goto(f"{link}peserta/1")
    context.set_offline(True)
    _type(page, "Contoh Tiga")
    page.get_by_role("button", name="Simpan dan lanjut").click()
    _note(page).get_by_text("Tidak ada sambungan").wait_for()
    stayed = page.url
    page.close()
    context.set_offline(False)

    again = context.new_page()
    again.goto(f"{link}peserta/1")
    _note(again).get_by_text("Draf tersimpan pukul").wait_for()
    kept = again.get_by_label("Nama", exact=True).input_value()
    submit(again, again.get_by_role("button", name="Simpan dan lanjut"))

    assert stayed.endswith("/peserta/1")
    assert kept == "Contoh Tiga"
    assert _names(live_server) == ["Contoh Tiga"]
    assert again.evaluate("localStorage.length") == 0
    context.close()


def test_signal_that_comes_back_sends_what_was_kept(browser, link):
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    page.goto(f"{link}peserta/1")
    context.set_offline(True)
    _type(page, "Contoh Empat")
    _note(page).get_by_text("Tidak ada sambungan").wait_for()
    context.set_offline(False)
    _note(page).get_by_text("Draf tersimpan pukul").wait_for()

    assert page.evaluate("localStorage.length") == 0
    context.close()


def test_double_click_registers_one_person(browser, link, live_server):
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    page.goto(f"{link}peserta/1")
    _type(page, "Contoh Lima")
    with page.expect_navigation():
        page.get_by_role("button", name="Simpan dan lanjut").dblclick()
    page.wait_for_load_state()

    assert _names(live_server) == ["Contoh Lima"]
    assert page.get_by_role("heading", level=1).inner_text() == "Unggah surat tugas"
    context.close()


def test_two_tabs_of_one_phone_are_asked_which_is_right(browser, link, live_server):
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    first, second = context.new_page(), context.new_page()
    for page in (first, second):
        page.goto(f"{link}peserta/1")
    _type(first, "Contoh Enam")
    submit(first, first.get_by_role("button", name="Simpan dan lanjut"))
    _type(second, "Contoh Tujuh")
    submit(second, second.get_by_role("button", name="Simpan dan lanjut"))
    asked = second.get_by_role("heading", level=1).inner_text()
    wide = second.evaluate("document.documentElement.scrollWidth")
    submit(second, second.get_by_role("button", name="Pakai tulisan saya"))

    assert asked == "Mana yang benar?"
    assert wide <= PHONE["width"]
    assert _names(live_server) == ["Contoh Tujuh"]
    context.close()


def test_what_is_only_kept_here_is_there_again_after_the_browser_is_gone(browser, link):
    """A page that nobody else edits keeps its words in the browser until they are sent."""
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    page.goto(f"{link}tidak-hadir")
    context.set_offline(True)
    page.get_by_label("Alasan").fill("Bersamaan dengan panen")
    page.get_by_role("button", name="Kirim jawaban: tidak hadir").click()
    _note(page).get_by_text("Tidak ada sambungan").wait_for()
    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(f"{link}tidak-hadir")
    kept = again.get_by_label("Alasan").input_value()
    submit(again, again.get_by_role("button", name="Kirim jawaban: tidak hadir"))

    assert kept == "Bersamaan dengan panen"
    assert again.evaluate("localStorage.length") == 0
    assert again.get_by_text("Bersamaan dengan panen").count() == 1
    context.close()
