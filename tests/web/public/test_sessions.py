"""A participant chooses sessions on their own page."""

from datetime import timedelta

import pytest

from plm.checkin.actions import choose_session
from plm.checkin.queries import count_guests
from plm.clock import now
from plm.registration.actions import submit_delegation
from plm.registration.queries import participant_token, roster_of
from plm.registration.rules import ParticipantState
from tests.checkin.people import make_holder
from tests.checkin.test_guests import make_class
from tests.factories import NOON, make_event
from tests.registration.makers import make_draft, make_invitation, secret


@pytest.fixture
def event(session):
    return make_event(session)


@pytest.fixture
def person(session, event):
    delegation = make_draft(session, make_invitation(session, event))
    submit_delegation(session, delegation=delegation, now=NOON)
    session.commit()
    return roster_of(session, delegation.id)[0]


@pytest.fixture
def own(person):
    return f"/p/{participant_token(person, secret())}/"


@pytest.fixture
def classes(session, event):
    tomorrow = now() + timedelta(days=1)
    made = [
        make_class(session, event, "kelas-a", begins=tomorrow, capacity=1),
        make_class(session, event, "kelas-b", begins=tomorrow),
        make_class(session, event, "kelas-lama", begins=now() - timedelta(hours=1)),
    ]
    session.commit()
    return made


def test_without_sessions_to_choose_the_page_says_nothing_of_them(client, own):
    assert "Sesi pilihan Anda" not in client.get(own).text
    assert client.get(f"{own}sesi/").status_code == 404


def test_a_session_is_chosen_exchanged_and_given_up(client, session, own, classes):
    before = client.get(own).text
    chosen = client.post(f"{own}sesi/kelas-a", follow_redirects=True).text
    exchanged = client.post(f"{own}sesi/kelas-b", follow_redirects=True).text
    after = client.get(own).text
    left = client.post(f"{own}sesi/kelas-b/lepas", follow_redirects=True).text

    assert "Belum dipilih" in before
    assert "kelas-a dipilih. Kursi Anda sudah dicatat." in chosen
    assert "sisa 0 kursi" in chosen
    assert "kelas-b dipilih. Kursi Anda di kelas-a dilepas." in exchanged
    assert "Ganti pilihan" in after
    assert "Kursi Anda di kelas-b dilepas." in left
    assert count_guests(session, classes[1].id) == 0


def test_a_full_and_a_begun_session_are_refused_on_the_page(client, session, event, own, classes):
    other = make_holder(session, event).participant
    choose_session(session, event=event, participant=other, code="kelas-a", now=now())
    session.commit()

    full, begun = client.post(f"{own}sesi/kelas-a"), client.post(f"{own}sesi/kelas-lama")

    assert (full.status_code, begun.status_code) == (409, 409)
    assert "Kursi terakhir di kelas-a baru saja terisi." in full.text
    assert "Pilihan sesi ini sudah ditutup" in begun.text


def test_who_is_cancelled_chooses_nothing(client, session, person, own, classes):
    person.state = ParticipantState.CANCELLED
    session.commit()

    assert client.post(f"{own}sesi/kelas-a").location == own
    assert "Sesi pilihan Anda" not in client.get(own).text


def test_a_session_of_another_event_is_not_found(client, session, own, classes):
    make_class(session, make_event(session, slug="lain"), "kelas-x", begins=now() + timedelta(days=1))
    session.commit()

    assert client.post(f"{own}sesi/kelas-x").status_code == 404
