"""Tickets to keep, and the way back for whoever has lost the link."""

import re
from datetime import timedelta
from io import BytesIO

import pypdfium2
import pytest
from PIL import Image
from sqlalchemy import select

from plm.checkin.actions import issue_tickets
from plm.clock import now
from plm.outbox.tables import MailMessage
from plm.registration.actions import cancel_participant, submit_delegation
from plm.registration.queries import participant_token, roster_of
from tests.factories import NOON, make_event, make_library
from tests.registration.makers import link_of, make_draft, make_invitation, secret


@pytest.fixture
def invitation(session):
    today = now().date()
    event = make_event(
        session, starts_on=today + timedelta(10), ends_on=today + timedelta(12), check_in_on=None, check_out_on=None
    )
    return make_invitation(session, event, make_library(session, email="desa@contoh.id"))


@pytest.fixture
def people(session, invitation):
    delegation = make_draft(session, invitation, seats=2)
    submit_delegation(session, delegation=delegation, now=NOON)
    people = roster_of(session, delegation.id)
    ids = [person.id for person in people]
    issue_tickets(session, event_id=invitation.event_id, participant_ids=ids, secret_key=secret(), now=NOON)
    people[0].email = "satu@contoh.id"
    session.commit()
    return people


def own(person):
    return f"/p/{participant_token(person, secret())}/"


def mails(session):
    return list(session.scalars(select(MailMessage).order_by(MailMessage.id)))


def test_ticket_is_kept_as_pdf_picture_and_date(client, people):
    page = client.get(own(people[0])).text
    pdf, png, ics = (client.get(f"{own(people[0])}{name}") for name in ("tiket.pdf", "tiket.png", "acara.ics"))

    for name in ("tiket.pdf", "tiket.png", "acara.ics"):
        assert f"{own(people[0])}{name}" in page
    assert len(pypdfium2.PdfDocument(pdf.data)) == 1
    assert Image.open(BytesIO(png.data)).width == 1080
    assert b"BEGIN:VEVENT" in ics.data
    assert own(people[0])[:20].encode() in ics.data.replace(b"\r\n ", b"")
    assert pdf.headers["X-Robots-Tag"] == "noindex"


def test_library_prints_all_its_tickets_at_once(client, invitation, people):
    pdf = client.get(f"{link_of(invitation)}tiket.pdf").data
    words = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()

    assert words.count("Contoh Satu") == 2
    assert "tiket.pdf" in client.get(link_of(invitation)).text


def test_no_ticket_before_the_registration_is_sent_nor_after_it_is_cancelled(client, session, invitation):
    delegation = make_draft(session, invitation)
    [person] = roster_of(session, delegation.id)
    session.commit()
    before = [client.get(f"{own(person)}tiket.{kind}").status_code for kind in ("pdf", "png")]
    early = client.get(f"{link_of(invitation)}tiket.pdf").status_code
    session.commit()
    submit_delegation(session, delegation=delegation, now=NOON)
    cancel_participant(session, participant=person, reason="Sakit", actor="library:1", now=NOON)
    session.commit()
    after = client.get(f"{own(person)}tiket.pdf").status_code

    assert (before, early, after) == ([404, 404], 404, 404)


def _answer(client, address):
    page = client.post("/tautan-hilang", data={"email": address})
    return page.status_code, re.sub(r'name="csrf_token"[^>]*', "", page.text)


def test_known_and_unknown_addresses_are_answered_alike(client, session, people):
    known = _answer(client, "Satu@Contoh.id")
    unknown = _answer(client, "siapa@contoh.id")

    assert known == unknown
    assert known[0] == 200
    [mail] = mails(session)
    assert (mail.recipient, mail.template) == ("Satu@Contoh.id", "lost_links")
    assert mail.about == {"participant_ids": [people[0].id], "invitation_ids": []}


def test_library_gets_its_link_and_twice_in_an_hour_one_mail(client, session, invitation, people):
    for _turn in range(2):
        _answer(client, "desa@contoh.id")

    [mail] = mails(session)
    assert mail.about == {"participant_ids": [], "invitation_ids": [invitation.id]}


def test_nothing_is_sent_of_meetings_that_are_over(client, session):
    delegation = make_draft(session, make_invitation(session, make_event(session)))
    submit_delegation(session, delegation=delegation, now=NOON)
    roster_of(session, delegation.id)[0].email = "satu@contoh.id"
    session.commit()
    _answer(client, "satu@contoh.id")

    assert mails(session) == []


def test_what_is_no_address_is_explained(client, session):
    page = client.post("/tautan-hilang", data={"email": "bukan"})

    assert page.status_code == 422
    assert "Alamat surel belum lengkap" in page.text
    assert 'value="bukan"' in page.text


def test_sent_registration_mails_its_tickets(client, session, invitation):
    delegation = make_draft(session, invitation, seats=2)
    roster_of(session, delegation.id)[0].email = "satu@contoh.id"
    session.commit()
    client.post(f"{link_of(invitation)}periksa")
    client.post(f"{link_of(invitation)}periksa")

    assert [(mail.recipient, mail.template) for mail in mails(session)] == [("satu@contoh.id", "ticket")]
