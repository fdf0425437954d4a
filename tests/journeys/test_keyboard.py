"""A library registers with the keyboard alone: Tab, arrows, Space, Enter, and letters."""

import pytest

from plm.events.queries import find_event
from plm.extensions import db
from plm.invitations.queries import token_of
from plm.registration.actions import revise_terms
from plm.registration.rules import Ask, RegistrationTerms
from tests.factories import NOON, make_event, make_library
from tests.registration.makers import PDF, make_invitation, secret

MOST_TABS = 60
NAME = "(element) => element.innerText || element.labels?.[0]?.innerText || element.value || ''"


@pytest.fixture
def page(browser, live_server):
    """The invitation, with nothing touched yet."""
    with live_server.app.app_context():
        session = db.session()
        event = make_event(session)
        invitation = make_invitation(session, event, make_library(session))
        terms = RegistrationTerms(asks=frozenset({Ask.MEALS}))
        revise_terms(session, event_id=event.id, terms=terms, actor="account:1", now=NOON)
        session.commit()
        link = f"{live_server.url}/u/{token_of(invitation, secret())}/"
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(link)
    yield page
    context.close()


def focused(page):
    """What a screen reader would say first of the element that has the focus."""
    return page.evaluate(f"({NAME})(document.activeElement)").strip()


def reach(page, words):
    """Tab until the focus is on what is called so; every stop on the way shows where it is."""
    for _turn in range(MOST_TABS):
        page.keyboard.press("Tab")
        if focused(page).startswith(words):
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            shadow = page.evaluate("getComputedStyle(document.activeElement).boxShadow")
            label = page.evaluate(
                "getComputedStyle(document.activeElement.closest('label') ?? document.body).outlineStyle"
            )
            assert {outline, label} != {"none"} or shadow != "none", f"no focus is seen on {words}"
            return
    raise AssertionError(f"{words} is not reached by Tab")


def press(page, key="Enter"):
    with page.expect_navigation():
        page.keyboard.press(key)


def test_whole_way_by_keyboard(page, live_server):
    reach(page, "Jawab undangan")
    press(page)
    reach(page, "Ya, 1 orang")
    page.keyboard.press("Space")
    reach(page, "Simpan dan lanjut")
    press(page)
    reach(page, "Nama")
    page.keyboard.type("Ni Wayan Contoh")
    reach(page, "Nomor WhatsApp")
    page.keyboard.type("0812 3456 7890")
    reach(page, "Pengelola perpustakaan")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    reach(page, "Simpan dan lanjut")
    press(page)
    reach(page, "Permintaan makanan")
    page.keyboard.type("Vegetarian")
    press(page)
    # A browser's own file dialog is outside the page; that the field is reached is what the page can do.
    reach(page, "Berkas surat tugas")
    page.locator("input[type=file]").set_input_files({"name": "a.pdf", "mimeType": "application/pdf", "buffer": PDF})
    reach(page, "Unggah dan lanjut")
    press(page)
    reach(page, "Kirim pendaftaran")
    press(page)

    assert page.get_by_role("heading", level=1).inner_text() == "Pendaftaran diterima"
    with live_server.app.app_context():
        assert find_event(db.session(), "plm-2024").seats_taken == 1


def test_after_a_mistake_the_focus_stands_on_what_is_wrong(page):
    page.goto(page.url + "jawaban")
    reach(page, "Simpan dan lanjut")
    press(page)
    summary = page.evaluate("document.activeElement.className")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert summary == "plm-errors"
    assert page.evaluate("document.activeElement.id") == "answer"
