"""A library exchanges or cancels one of its people behind its own link."""

from datetime import timedelta
from io import BytesIO

import pytest

from plm.checkin.actions import issue_tickets
from plm.checkin.queries import find_live_ticket, ticket_code_of
from plm.clock import now
from plm.events.queries import get_event_by_id
from plm.expo.actions import apply_by_link
from plm.expo.queries import find_exhibitor_of_library
from plm.expo.rules.applications import Application, ProductEntry
from plm.expo.words import ProductCategory
from plm.logistics.actions import put_in_room, save_stay_wish
from plm.logistics.queries import find_bed
from plm.logistics.rules import Gender, StayWish
from plm.registration.actions import receive_paper, revise_terms, submit_delegation
from plm.registration.queries import find_delegation, find_letter, participant_token, roster_of
from plm.registration.rules import DocumentState, ParticipantState, RegistrationTerms, letter_slot
from tests.factories import NOON, make_event
from tests.logistics.makers import make_rooms
from tests.registration.makers import PDF, link_of, make_draft, make_invitation, secret

DUA = {"name": "Contoh Dua", "phone": "0813 3456 7890", "position": "Pengelola perpustakaan"}


@pytest.fixture
def invitation(session):
    today = now().date()
    event = make_event(
        session, starts_on=today + timedelta(10), ends_on=today + timedelta(12), check_in_on=None, check_out_on=None
    )
    return make_invitation(session, event)


@pytest.fixture
def link(invitation):
    return link_of(invitation)


@pytest.fixture
def people(session, invitation):
    """Two people with tickets, their letter received."""
    delegation = make_draft(session, invitation, seats=2)
    submit_delegation(session, delegation=delegation, now=NOON)
    people = roster_of(session, delegation.id)
    ids = [person.id for person in people]
    issue_tickets(session, event_id=invitation.event_id, participant_ids=ids, secret_key=secret(), now=NOON)
    seen = find_letter(session, delegation.id).sha256
    receive_paper(session, slot=letter_slot(delegation.id), seen=seen, actor="account:1", now=NOON)
    session.commit()
    return people


def letter(content=PDF + b"% baru"):
    return {"letter": (BytesIO(content), "surat-baru.pdf")}


def test_old_ticket_is_dead_at_once_and_a_new_letter_waits(client, session, link, people):
    old = ticket_code_of(session, people[0].id, secret())
    page = client.get(link).text
    sent = client.post(f"{link}ganti/1", data={**DUA, **letter()})
    fresh = roster_of(session, people[0].delegation_id)[0]
    kept = find_letter(session, people[0].delegation_id)

    assert f"{link}ganti/1" in page
    assert sent.location == link
    assert fresh.name == "Contoh Dua"
    assert find_live_ticket(session, people[0].id) is None
    assert ticket_code_of(session, fresh.id, secret()) not in (None, old)
    assert (kept.state, kept.filename) == (DocumentState.PENDING, "surat-baru.pdf")
    assert "Tiket ini tidak berlaku lagi" in client.get(f"/T/{old}").text
    assert "tidak berlaku lagi" in client.get(f"/p/{participant_token(people[0], secret())}/").text


def test_nothing_changes_without_a_letter_or_with_a_broken_one(client, session, link, people):
    without = client.post(f"{link}ganti/1", data=DUA)
    session.commit()
    broken = client.post(f"{link}ganti/1", data={**DUA, **letter(b"MZ" + bytes(90))})

    assert "Pilih surat tugas yang baru." in without.text
    assert 'value="Contoh Dua"' in without.text
    assert broken.status_code == 422
    assert 'value="Contoh Dua"' in broken.text
    assert people[0].state is ParticipantState.ACTIVE
    assert find_live_ticket(session, people[0].id) is not None


def test_replayed_form_finds_the_number_taken_by_the_newcomer_once(client, session, link, people):
    client.post(f"{link}ganti/1", data={**DUA, **letter()})
    client.post(f"{link}ganti/2", data={**DUA, "name": "Contoh Tiga", **letter(PDF + b"% tiga")})
    names = [person.name for person in roster_of(session, people[0].delegation_id)]

    assert names == ["Contoh Dua", "Contoh Tiga"]


def test_past_the_cut_off_nobody_is_exchanged(client, session, invitation, link, people):
    terms = RegistrationTerms(substitution_until=now() - timedelta(minutes=1))
    revise_terms(session, event_id=invitation.event_id, terms=terms, actor="account:1", now=NOON)
    session.commit()
    page = client.get(f"{link}ganti/1")

    assert page.status_code == 409
    assert "Peserta hanya bisa diganti sampai" in page.text


def test_cancelling_asks_why_frees_the_seat_and_kills_the_ticket(client, session, invitation, link, people):
    asked = client.get(f"{link}batal/2").text
    without = client.post(f"{link}batal/2", data={"reason": " "})
    sent = client.post(f"{link}batal/2", data={"reason": "Sakit"})
    session.commit()
    again = client.post(f"{link}batal/2", data={"reason": "Sakit"})

    assert "Batalkan kepesertaan Contoh Satu, S.Pd.?" in asked
    assert without.status_code == 422
    assert (sent.location, again.status_code) == (link, 404)
    assert find_live_ticket(session, people[1].id) is None
    delegation = find_delegation(session, invitation.event_id, invitation.library_id)
    assert (delegation.seats, delegation.cancelled_at) == (1, None)


def test_last_one_takes_the_booth_along(client, session, invitation, link, people):
    event, library_id = get_event_by_id(session, invitation.event_id), invitation.library_id
    application = Application(
        "Kopi contoh",
        ProductCategory.DRINK,
        products=(ProductEntry("Kopi bubuk", "UMKM Contoh Satu", ProductCategory.DRINK),),
    )
    apply_by_link(session, event=event, library_id=library_id, application=application, now=NOON)
    session.commit()
    client.post(f"{link}batal/1", data={"reason": "Sakit"})
    warned = client.get(f"{link}batal/2").text
    client.post(f"{link}batal/2", data={"reason": "Sakit"})
    home = client.get(link).text

    assert "Ini peserta terakhir dari perpustakaan ini." in warned
    assert find_exhibitor_of_library(session, invitation.event_id, invitation.library_id).withdrawn_at is not None
    assert "Kepesertaan perpustakaan Anda sudah dibatalkan." in home
    assert "Ubah jawaban" not in home


def test_person_withdraws_themselves(client, session, people):
    own = f"/p/{participant_token(people[0], secret())}/"
    client.post(f"{own}batal", data={"reason": "Tugas lain"})
    page = client.get(own).text
    again = client.get(f"{own}batal")

    assert people[0].state is ParticipantState.CANCELLED
    assert "Kepesertaan ini tidak berlaku lagi." in page
    assert again.location == own


def test_numbers_of_drafts_and_strangers_are_no_pages(client, session, link, invitation):
    make_draft(session, invitation)
    session.commit()

    assert client.get(f"{link}ganti/1").status_code == 404
    assert client.get(f"{link}batal/7").status_code == 404


@pytest.fixture
def room(session, invitation, people):
    """A room of two in which the delegation sleeps."""
    event = get_event_by_id(session, invitation.event_id)
    [room] = make_rooms(session, event, "301")
    for person in people:
        wish = StayWish(gender=Gender.FEMALE)
        save_stay_wish(session, event_id=event.id, participant_id=person.id, wish=wish, now=NOON)
        put_in_room(session, event_id=event.id, participant_id=person.id, room_id=room.id, actor="account:1", now=NOON)
    session.commit()
    return room


def test_newcomer_sleeps_where_the_other_slept(client, session, link, people, room):
    asked = client.get(f"{link}ganti/1").text
    client.post(f"{link}ganti/1", data={**DUA, "gender": "female", **letter()})
    fresh = roster_of(session, people[0].delegation_id)[0]

    assert "Jenis kelamin penggantinya" in asked
    assert find_bed(session, fresh.id).room_id == room.id
    assert find_bed(session, people[0].id) is None


def test_newcomer_who_does_not_fit_the_roommate_is_told(client, session, link, people, room):
    page = client.post(f"{link}ganti/1", data={**DUA, "gender": "male", **letter()}, follow_redirects=True).text
    fresh = roster_of(session, people[0].delegation_id)[0]

    assert "Kamarnya dilepas karena tidak cocok" in page
    assert find_bed(session, fresh.id) is None


def test_cancelling_frees_the_bed(client, session, link, people, room):
    client.post(f"{link}batal/2", data={"reason": "Sakit"})

    assert find_bed(session, people[1].id) is None
    assert find_bed(session, people[0].id) is not None
