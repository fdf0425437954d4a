"""A phone of 360 pixels: one long unbroken word scrolls no page sideways, and a chart's words stay readable."""

from dataclasses import replace
from itertools import combinations

import pytest

from plm.accounts.actions import create_account, grant_role
from plm.accounts.rules import Grant, Role, Scope
from plm.checkin.actions import record_scan
from plm.checkin.queries import post_of
from plm.clock import now
from plm.eligibility.actions import run_decision
from plm.extensions import db
from plm.logistics.actions import put_in_room
from plm.registration.actions import submit_delegation
from tests.browsing import log_in, submit
from tests.checkin.people import make_checkpoint, make_holder, scan_of
from tests.eligibility.makers import make_scene
from tests.factories import NOON, make_event, make_library
from tests.logistics.makers import make_rooms, make_sleeper
from tests.registration import makers

LONG = "Contoh" + "x" * 194
PAGES = [
    "/panitia/plm-2024/kehadiran/",
    "/panitia/plm-2024/kehadiran/tiket?cari=Contoh",
    "/panitia/plm-2024/peserta/",
    "/panitia/plm-2024/kamar/",
    "/panitia/plm-2024/kamar/1/",
    "/panitia/plm-2024/kamar/orang/3/",
    "/panitia/plm-2024/kamar/orang/3/tukar",
    "/panitia/plm-2024/kamar/cetak",
    "/panitia/perpustakaan/",
    "/meja/plm-2024/",
    "/meja/plm-2024/pleno/cari?nama=Contoh",
]
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WORDS_OF_CHART = """[...document.querySelectorAll('.plm-chart text')].map(text => {
    const box = text.getBoundingClientRect();
    const size = parseFloat(getComputedStyle(text).fontSize) * text.ownerSVGElement.getScreenCTM().a;
    return [text.textContent, size, box.left, box.top, box.right, box.bottom];
})"""


@pytest.fixture
def committee(browser, live_server):
    """A member of the national committee with a phone, logged in; people and places have long names."""
    with live_server.app.app_context():
        session = db.session()
        one = create_account(
            session, email="panitia@contoh.id", name="Contoh Tiga", password="sandi rahasia", actor="cli", now=NOON
        )
        grant_role(session, account_id=one.id, grant=Grant(Role.COMMITTEE, Scope.NATIONAL), actor="cli", now=NOON)
        session.commit()
    context = browser.new_context(base_url=live_server.url, viewport={"width": 360, "height": 740})
    page = context.new_page()
    log_in(page, "panitia@contoh.id", "sandi rahasia")
    yield page
    context.close()


@pytest.fixture
def link(live_server, monkeypatch):
    """The page of a library that has registered somebody with a long name."""
    monkeypatch.setattr(makers, "PERSON", replace(makers.PERSON, name=LONG, title_suffix=""))
    with live_server.app.app_context(), live_server.app.test_request_context():
        session = db.session()
        event = make_event(session)
        door, holder = make_checkpoint(session, event, name="Pintu" + "x" * 115), make_holder(session, event, name=LONG)
        record_scan(session, post=post_of(event, door), scan=scan_of(holder.code), scanned_by=LONG[:120], now=now())
        make_holder(session, event, name=LONG, institution=LONG)
        for room in make_rooms(session, event, "301", "x" * 20):
            person = make_sleeper(session, event, LONG)
            put_in_room(session, event_id=event.id, participant_id=person.id, room_id=room.id, actor="cli", now=NOON)
        invitation = makers.make_invitation(session, event, make_library(session, name=LONG))
        submit_delegation(session, delegation=makers.make_draft(session, invitation), now=NOON)
        session.commit()
        return makers.link_of(invitation)


def test_a_long_word_scrolls_no_page_sideways(committee, link):
    troubles = {}
    for address in [link, link + "lapak/", *PAGES]:
        committee.goto(address)
        assert "xxxxxxxxxx" in committee.content()
        if (wider := committee.evaluate(TOO_WIDE)) > 0:
            troubles[address] = wider

    assert troubles == {}


def test_a_cell_of_five_thousand_letters_is_shortened_where_its_fault_is_told(committee, live_server):
    content = f"Nama;Kode\n{'x' * 5000};99\nPerpusdes;{'y' * 5000}\n".encode()
    committee.goto("/panitia/perpustakaan/impor")
    committee.set_input_files("#file", {"name": "mitra.csv", "mimeType": "text/csv", "buffer": content})
    submit(committee, committee.locator("main button[type=submit]"))

    assert "x" * 119 + "…" in committee.content()
    assert "x" * 121 not in committee.content()
    assert committee.evaluate(TOO_WIDE) <= 0


def test_the_words_of_a_chart_are_readable_and_apart(committee, live_server):
    with live_server.app.app_context():
        scene = make_scene(db.session())
        run_decision(db.session(), event=scene.event, actor="cli", now=NOON)
        db.session.commit()

    for width in (360, 480, 600, 1280):
        committee.set_viewport_size({"width": width, "height": 740})
        committee.goto("/panitia/plm-2024/")
        found = committee.evaluate(WORDS_OF_CHART)

        assert found
        assert [text for text, size, *_ in found if size < 12] == []
        assert [(one[0], other[0]) for one, other in combinations(found, 2) if _overlap(one, other)] == []
        assert committee.evaluate(TOO_WIDE) <= 0


def _overlap(one, other):
    _, _, left, top, right, bottom = one
    _, _, other_left, other_top, other_right, other_bottom = other
    return left < other_right and other_left < right and top + 2 < other_bottom and other_top + 2 < bottom
