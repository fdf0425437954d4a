"""Travel and stay are asked where the event needs them; more people come at their own cost where it allows."""

from datetime import UTC, datetime

import pytest

from plm.logistics.queries import stay_wish_of
from plm.logistics.rules import Gender
from plm.registration.actions import revise_terms
from plm.registration.queries import find_delegation, journeys_of, roster_of
from plm.registration.rules import Ask, CostBearer, RegistrationTerms, TravelMode
from tests.factories import NOON
from tests.registration.makers import link_of, make_draft, make_invitation

SATU = {"name": "Contoh Satu", "phone": "0812 3456 7890", "position": "Kepala desa"}
ASKS = frozenset({Ask.TRAVEL, Ask.PICKUP, Ask.STAY, Ask.MEALS})


@pytest.fixture
def invitation(session):
    return make_invitation(session, seats=1)


@pytest.fixture
def link(invitation):
    return link_of(invitation)


def allow(session, invitation, **terms):
    terms = RegistrationTerms(**terms)
    revise_terms(session, event_id=invitation.event_id, terms=terms, actor="account:1", now=NOON)
    session.commit()


def people(session, invitation):
    return roster_of(session, find_delegation(session, invitation.event_id, invitation.library_id).id)


def test_nobody_is_asked_how_they_come_unless_the_event_needs_it(client, session, invitation, link):
    make_draft(session, invitation)
    session.commit()
    going_on = client.get(f"{link}lanjut").location
    page = client.get(f"{link}perjalanan/1")

    assert going_on == f"{link}periksa"
    assert page.status_code == 404


def test_journey_is_asked_after_the_person_and_may_stay_empty(client, session, invitation, link):
    allow(session, invitation, asks=ASKS)
    client.post(f"{link}jawaban", data={"answer": "1"})
    client.post(f"{link}peserta/1", data=SATU)
    asked = client.get(f"{link}lanjut").location
    page = client.get(asked)
    client.post(asked, data={"seen": "0"})
    after = client.get(f"{link}lanjut").location

    assert asked == f"{link}perjalanan/1"
    assert "Langkah 3 dari 5." in page.text
    for words in ("Tiba", "Minta dijemput", "Menginap di hotel acara?", "Permintaan makanan"):
        assert words in page.text
    assert after == f"{link}surat-tugas"


def test_answers_are_stored_in_the_zone_of_the_event_and_shown_back(client, session, invitation, link):
    allow(session, invitation, asks=ASKS)
    make_draft(session, invitation)
    session.commit()
    client.post(
        f"{link}perjalanan/1",
        data={
            "arrives_at": "2024-11-05T14:30",
            "arrival_mode": "plane",
            "arrival_number": "GA 408",
            "wants_pickup": "y",
            "needs_room": "yes",
            "gender": "female",
            "shares_with": "Contoh Dua",
            "meals": "Vegetarian",
            "seen": "0",
        },
    )
    [person] = people(session, invitation)
    journey = journeys_of(session, [person.id])[person.id]
    page = client.get(f"{link}perjalanan/1").text

    assert journey.arrives_at == datetime(2024, 11, 5, 6, 30, tzinfo=UTC)
    assert (journey.arrival_mode, journey.arrival_number) == (TravelMode.PLANE, "GA 408")
    wish = stay_wish_of(session, person.id)
    assert (wish.needs_room, wish.gender, wish.shares_with) == (True, Gender.FEMALE, "Contoh Dua")
    assert wish.arrives_on.isoformat() == "2024-11-05"
    assert 'value="2024-11-05T14:30"' in page
    assert page.count(" checked") == 4


def test_only_what_is_asked_is_taken(client, session, invitation, link):
    allow(session, invitation, asks=frozenset({Ask.MEALS}))
    make_draft(session, invitation)
    session.commit()
    page = client.get(f"{link}perjalanan/1").text
    client.post(f"{link}perjalanan/1", data={"meals": "Vegetarian", "gender": "female", "seen": "0"})
    [person] = people(session, invitation)

    assert "Jenis kelamin" not in page
    assert stay_wish_of(session, person.id) is None


def test_wrong_time_keeps_the_rest(client, session, invitation, link):
    allow(session, invitation, asks=ASKS)
    make_draft(session, invitation)
    session.commit()
    page = client.post(f"{link}perjalanan/1", data={"arrives_at": "besok", "meals": "Tanpa <ikan>", "seen": "0"})
    later = client.get(f"{link}perjalanan/1").text

    assert page.status_code == 422
    assert "Waktu tidak terbaca." in page.text
    assert 'value="Tanpa &lt;ikan&gt;"' in later
    assert client.get(f"{link}lanjut").location == f"{link}perjalanan/1"


def test_more_people_come_only_where_allowed_and_at_their_own_cost(client, session, invitation, link):
    refused = client.post(f"{link}jawaban", data={"answer": "2"}).status_code
    allow(session, invitation, extra=1)
    asked = client.get(f"{link}jawaban").text
    client.post(f"{link}jawaban", data={"answer": "2"})
    for number in (1, 2):
        client.post(f"{link}peserta/{number}", data={**SATU, "cost_bearer": "self", "seen": "0"})
    first, second = people(session, invitation)

    assert refused == 422
    assert "Ya, 2 orang: 1 dengan biaya sendiri" in asked
    assert "Biaya ditanggung" not in client.get(f"{link}peserta/1").text
    assert "Biaya ditanggung" in client.get(f"{link}peserta/2").text
    assert (first.cost_bearer, second.cost_bearer) == (CostBearer.ORGANISER, CostBearer.SELF)
