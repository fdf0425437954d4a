"""What a person does behind their own link."""

import json

import pytest

from plm.registration.actions import refuse_correction, revise_terms, submit_delegation
from plm.registration.queries import (
    find_open_correction,
    journeys_of,
    latest_correction,
    participant_token,
    roster_of,
    specific_of,
)
from plm.registration.rules import Ask, RegistrationTerms
from tests.factories import NOON
from tests.registration.makers import make_draft, make_invitation, secret

RIGHT = {"name": "Contoh Satu Dua", "title_suffix": "S.Pd.", "phone": "0812 3456 7890", "position": "Kepala desa"}


@pytest.fixture
def person(session):
    delegation = make_draft(session, make_invitation(session))
    submit_delegation(session, delegation=delegation, now=NOON)
    session.commit()
    return roster_of(session, delegation.id)[0]


@pytest.fixture
def own(person):
    return f"/p/{participant_token(person, secret())}/"


def allow(session, person, *asks):
    terms = RegistrationTerms(asks=frozenset(asks))
    revise_terms(session, event_id=person.event_id, terms=terms, actor="account:1", now=NOON)
    session.commit()


def test_name_is_confirmed_once_and_the_page_says_so(client, session, person, own):
    before = client.get(own).text
    client.post(f"{own}nama-benar")
    confirmed = person.name_confirmed_at
    client.post(f"{own}nama-benar")
    after = client.get(own).text

    assert "Ya, sudah benar" in before
    assert "Sudah Anda pastikan benar" in after
    assert "Ya, sudah benar" not in after
    assert person.name_confirmed_at == confirmed


def test_correction_is_asked_for_said_again_and_answered_where_it_was_asked(client, session, person, own):
    client.post(f"{own}perbaiki", data=RIGHT)
    client.post(f"{own}perbaiki", data={**RIGHT, "name": "Contoh <Dua>", "note": "Sesuai KTP"})
    asked = find_open_correction(session, person.id)
    waiting, form = client.get(own).text, client.get(f"{own}perbaiki").text
    refuse_correction(session, asked=asked, reason="Sudah sesuai KTP", actor="account:1", now=NOON)
    session.commit()
    answered = client.get(own).text

    assert asked.wanted["name"] == "Contoh <Dua>"
    assert person.name == "Contoh Satu"
    assert "Perbaikan diminta, menunggu panitia" in waiting
    assert 'value="Contoh &lt;Dua&gt;"' in form
    assert "Sudah sesuai KTP" in answered


def test_asking_for_what_stands_is_explained(client, session, person, own):
    page = client.post(f"{own}perbaiki", data={**RIGHT, "name": "Contoh Satu"})

    assert page.status_code == 422
    assert "Tidak ada yang berbeda" in page.text
    assert latest_correction(session, person.id) is None


def test_journey_is_told_by_the_person_where_it_is_asked(client, session, person, own):
    without = client.get(f"{own}perjalanan").status_code
    allow(session, person, Ask.MEALS)
    client.post(f"{own}perjalanan", data={"meals": "Vegetarian"})

    assert without == 404
    assert journeys_of(session, [person.id])[person.id].meals == "Vegetarian"
    assert f"{own}perjalanan" in client.get(own).text


def test_specific_data_wants_consent_and_goes_when_it_is_taken_back(client, session, person, own):
    allow(session, person, Ask.HEALTH, Ask.BANK)
    page = client.get(f"{own}data-khusus/").text
    refused = client.post(f"{own}data-khusus/health", data={"note": "Alergi <udang>"})
    session.commit()
    kept_without = specific_of(session, person.id)
    client.post(f"{own}data-khusus/health", data={"note": "Alergi udang", "consent": "y"})
    kept = specific_of(session, person.id)[Ask.HEALTH].words
    client.post(f"{own}data-khusus/health/hapus")
    client.post(f"{own}data-khusus/health/hapus")

    assert "Hanya petugas kesehatan yang ditunjuk melihatnya." in page
    assert "Hanya bendahara yang ditunjuk melihatnya." in page
    assert "Kebutuhan disabilitas" not in page
    assert refused.status_code == 422
    assert "Centang persetujuan dulu" in refused.text
    assert "Alergi &lt;udang&gt;" in refused.text
    assert kept_without == {}
    assert kept == {"note": "Alergi udang"}
    assert specific_of(session, person.id) == {}


def test_what_the_event_does_not_ask_cannot_be_given(client, session, person, own):
    allow(session, person, Ask.HEALTH)

    assert client.post(f"{own}data-khusus/bank", data={"consent": "y"}).status_code == 404
    assert client.post(f"{own}data-khusus/lain", data={"consent": "y"}).status_code == 404


def test_own_data_are_all_there_and_nobody_elses(client, session, person, own):
    allow(session, person, Ask.HEALTH, Ask.MEALS)
    client.post(f"{own}data-khusus/health", data={"note": "Alergi udang", "consent": "y"})
    client.post(f"{own}perjalanan", data={"meals": "Vegetarian"})
    answer = client.get(f"{own}data-saya.json")
    data = json.loads(answer.data)

    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert data["person"]["phone"] == "+6281234567890"
    assert data["journey"]["meals"] == "Vegetarian"
    assert data["specific"]["health"]["words"] == {"note": "Alergi udang"}
    assert data["roles"] == ["participant"]
