"""Tickets to keep, and the way back for whoever has lost the link."""

import re
from datetime import timedelta
from io import BytesIO

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from sqlalchemy import select

from plm.checkin.actions import issue_tickets, set_ticket_kind
from plm.checkin.queries import group_code_of, signing_of, ticket_code_of
from plm.checkin.rules import TicketKind, group_url, is_signed, read_ticket, written_code
from plm.clock import now
from plm.events.queries import get_event_by_id
from plm.outbox.tables import MailMessage
from plm.registration.actions import cancel_participant, submit_delegation
from plm.registration.queries import participant_token, roster_of
from plm.wording import grouped_code
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


def words_of(pdf):
    words = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    return "".join(words.replace("-", "").replace("\ufffe", "").split())


def qr_texts(picture):
    return [found.text for found in zxingcpp.read_barcodes(picture.convert("RGB"))]


@pytest.mark.parametrize("kind", TicketKind)
def test_every_face_of_a_ticket_says_the_same(client, session, invitation, people, kind):
    person, code = people[0], written_code(ticket_code_of(session, people[0].id, secret()))
    set_ticket_kind(session, event_id=invitation.event_id, kind=kind, secret_key=secret(), actor="account:1", now=NOON)
    session.commit()
    event = get_event_by_id(session, invitation.event_id)
    pdf, png = (client.get(f"{own(person)}tiket.{form}").data for form in ("pdf", "png"))

    printed, picture = pypdfium2.PdfDocument(pdf)[0].render(scale=3).to_pil(), Image.open(BytesIO(png))
    (said,) = qr_texts(picture)

    assert qr_texts(printed) == [said]
    assert code in words_of(pdf)
    assert grouped_code(code) in client.get(own(person)).text
    assert read_ticket(said, keys=signing_of(session, event)).flaw is None
    assert is_signed(said) == (kind is TicketKind.SIGNED)
    assert (f"/T/{code}" in client.get(own(person)).text) == (kind is TicketKind.SIGNED)


@pytest.mark.parametrize("cut", [26, 27])
def test_the_page_of_a_ticket_opens_with_and_without_the_check_character(client, session, people, cut):
    code = written_code(ticket_code_of(session, people[0].id, secret()))
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")

    assert client.get(f"/T/{code[:cut]}").status_code == 200
    assert client.get(f"/T/{wrong}").status_code == 404


def test_a_delegation_shows_one_code_on_its_page_and_behind_its_tickets(client, session, invitation, people):
    code = written_code(group_code_of(session, people[0].delegation_id, secret()))

    page, pdf = client.get(link_of(invitation)).text, client.get(f"{link_of(invitation)}tiket.pdf").data
    codes = qr_texts(pypdfium2.PdfDocument(pdf)[0].render(scale=3).to_pil())

    assert grouped_code(code) in page
    assert "Kode QR rombongan Anda" in page
    assert group_url("http://127.0.0.1:8000", code[:26]) in codes
    assert len(codes) == 3


def test_somebody_alone_needs_no_code_of_a_delegation(client, session):
    today = now().date()
    event = make_event(session, starts_on=today + timedelta(10), ends_on=today + timedelta(12))
    invitation = make_invitation(session, event, make_library(session))
    delegation = make_draft(session, invitation)
    submit_delegation(session, delegation=delegation, now=NOON)
    ids = [person.id for person in roster_of(session, delegation.id)]
    issue_tickets(session, event_id=event.id, participant_ids=ids, secret_key=secret(), now=NOON)
    session.commit()

    assert "Kode rombongan" not in client.get(link_of(invitation)).text


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
