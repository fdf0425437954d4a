"""A day at a door on the real ledger: paired by link, people with and without tickets, and what the app made of it."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from plm.audit.tables import AuditEntry
from plm.checkin.actions import issue_tickets, replace_ticket
from plm.checkin.queries import group_code_of
from plm.checkin.rules import group_url
from plm.clock import now
from plm.events.tables import Event
from plm.extensions import db
from plm.registration.actions import submit_delegation
from plm.registration.queries import roster_of
from tests.factories import make_library
from tests.journeys.test_desk_offline import Meeting, meeting
from tests.registration.makers import make_draft, make_invitation
from tests.web.desk.conftest import PHONE, Door, Phone

__all__ = ["meeting"]


@pytest.fixture
def phone(browser: Any, meeting: Meeting) -> Iterator[Phone]:
    context = browser.new_context(base_url=meeting.server.url, viewport=PHONE)
    yield Phone(context, Door())
    context.close()


def paired(phone: Phone, meeting: Meeting) -> Phone:
    """A phone without a camera, so that it begins where codes are typed."""
    phone.open(f"#pasang={meeting.pairing_code('Meja 1')}").on("type")
    phone.until(lambda: "Tersambung terakhir" in phone.part("link-more").text_content(), "the roster")
    phone.page.click("[data-go=log]")
    return phone.on("log")


def shown(phone: Phone, text: str) -> str:
    """The verdict on what a hardware scanner read."""
    before = phone.part("verdict").get_attribute("data-scan")
    phone.wedge(text)
    phone.until(lambda: phone.part("verdict").get_attribute("data-scan") != before, "the verdict")
    return str(phone.part("verdict").inner_text())


def delegation_code(meeting: Meeting) -> str:
    """The QR of a delegation of two with tickets."""
    with meeting.server.app.app_context():
        session, secret = db.session(), meeting.server.app.extensions["settings"].secret_key
        event = session.scalars(select(Event)).one()
        delegation = make_draft(session, make_invitation(session, event, make_library(session)), seats=2)
        submit_delegation(session, delegation=delegation, now=now())
        ids = [person.id for person in roster_of(session, delegation.id)]
        issue_tickets(session, event_id=event.id, participant_ids=ids, secret_key=secret, now=now())
        session.commit()
        return group_url(meeting.server.url, str(group_code_of(session, delegation.id, secret)))


def test_people_with_and_without_tickets_come_to_a_door(phone: Phone, meeting: Meeting) -> None:
    paired(phone, meeting)

    first = shown(phone, meeting.code(0))
    phone.page.click("[data-go=log]")
    phone.page.click("[data-part=log] button")
    phone.until(lambda: len(meeting.annulled()) == 1, "the ledger to hear of it")
    shown(phone, meeting.code(0))
    # What the phone was told of the first scan may be older than its annulment; the server's answer comes after.
    phone.until(lambda: phone.word == "Diterima", "the second entry")
    again = shown(phone, meeting.code(0))

    phone.page.click("[data-screen-of=verdict] [data-go=type]")
    phone.page.click("[data-screen-of=type] [data-go=find]")
    phone.page.fill("#cari", "contoh 1")
    phone.page.keyboard.press("Enter")
    phone.page.click("text=Masukkan >> nth=0")
    phone.on("verdict")
    by_name = phone.part("verdict").inner_text()

    assert "Diterima" in first
    assert "Contoh 0, S.Pd." in first
    assert "Kartu nama dan tas peserta" in first
    assert "lewat Pintu Pleno, dicatat Meja 1." in again
    assert "Contoh 1, S.Pd." in by_name
    assert meeting.inside() == 2
    with meeting.server.app.app_context():
        assert db.session.scalars(select(AuditEntry.facts).where(AuditEntry.verb == "people.search")).all() == [
            {"device": "Meja 1", "text": "contoh 1", "found": 1}
        ]
    assert phone.complaints == []


def test_a_delegation_is_ticked_from_its_code(phone: Phone, meeting: Meeting) -> None:
    code = delegation_code(meeting)
    paired(phone, meeting).wedge(code).on("group")

    phone.page.click("[data-do=tick-all]")
    phone.page.click("[data-do=tick]")

    phone.until(lambda: "2 orang dicatat." in phone.part("group-said").inner_text(), "both")
    assert phone.part("group-name").inner_text() == "Perpusdes Tangkum"
    assert meeting.inside() == 2


def test_a_replaced_ticket_names_who_has_it_now(phone: Phone, meeting: Meeting) -> None:
    with meeting.server.app.app_context():
        event = db.session.scalars(select(Event)).one()
        secret = meeting.server.app.extensions["settings"].secret_key
        replace_ticket(
            db.session(), event_id=event.id, ticket_id=meeting.tickets[0], reason="rusak", secret_key=secret,
            actor="cli", now=now(),
        )  # fmt: skip
        db.session.commit()

    said = shown(paired(phone, meeting), meeting.code(0))

    assert "Tiket sudah diganti" in said
    assert "Antar ke meja bantuan." in said


def test_the_committee_revokes_a_phone_and_pairs_it_anew(phone: Phone, meeting: Meeting) -> None:
    paired(phone, meeting).offline()
    shown(phone, meeting.code(0))
    meeting.revoke("Meja 1")

    phone.context.set_offline(False)
    phone.on("pair")

    assert "1 pindaian belum terkirim dan tetap disimpan." in phone.part("revoked").inner_text()
    assert meeting.scans() == []
