from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from plm.accounts.rules import Role
from plm.certificates.actions import Terms
from plm.clock import now
from plm.codes import hash_code, new_nonce
from plm.events.tables import Event
from plm.feedback.queries import find_answer
from plm.feedback.rules import Answer, Topic
from plm.registration.queries import participant_token
from plm.registration.rules import ParticipantState
from plm.registration.tables import Participant
from tests.certificates.scenes import make_person, set_wording
from tests.factories import log_in, make_account, make_event
from tests.registration.makers import secret

FIVES = {topic.value: "5" for topic in Topic}


@pytest.fixture
def event(session: Session) -> Event:
    today = now().date()
    return make_event(session, starts_on=today - timedelta(days=2), ends_on=today)


@pytest.fixture
def person(session: Session, event: Event) -> Participant:
    return someone(session, event)


def someone(session: Session, event: Event, **changes: object) -> Participant:
    person = make_person(session, event, link_nonce=new_nonce(), **changes)
    person.token_hash = hash_code(participant_token(person, secret()))
    session.commit()
    return person


def path(person: Participant) -> str:
    return f"/p/{participant_token(person, secret())}/"


def test_feedback_is_given_and_changed_without_losing_words(
    client: FlaskClient, session: Session, person: Participant
) -> None:
    here = path(person) + "umpan-balik"

    first = client.post(here, data={**FIVES, "useful": "Kelas <berbagi>"})
    again = client.get(here).text
    client.post(here, data={**FIVES, "venue": "2", "useful": "Kelas <berbagi>"})

    session.expire_all()
    assert (first.status_code, first.location) == (302, path(person))
    assert "Kelas &lt;berbagi&gt;" in again
    assert "Anda sudah mengisinya dan boleh mengubahnya." in again
    ratings = {**dict.fromkeys(Topic, 5), Topic.VENUE: 2}
    assert find_answer(session, person.id) == Answer(ratings, "Kelas <berbagi>", "")


@pytest.mark.parametrize("changes", [{"venue": ""}, {"venue": "6"}, {"venue": "0"}, {"useful": "x" * 2001}])
def test_what_is_missing_is_said_and_the_rest_kept(
    client: FlaskClient, session: Session, person: Participant, changes: dict[str, str]
) -> None:
    answer = client.post(path(person) + "umpan-balik", data={**FIVES, "better": "Antrean", **changes})

    assert answer.status_code == 422
    assert "Ada 1 isian yang perlu diperbaiki" in answer.text
    assert "Antrean" in answer.text
    assert find_answer(session, person.id) is None


def test_nothing_is_asked_before_the_event(client: FlaskClient, session: Session) -> None:
    later = now().date() + timedelta(days=30)
    person = someone(session, make_event(session, slug="nanti", starts_on=later, ends_on=later))

    page = client.get(path(person) + "umpan-balik").text
    answer = client.post(path(person) + "umpan-balik", data=FIVES)

    assert "Umpan balik dibuka saat acara dimulai" in page
    assert "<form" not in page.split("<main")[1].split("</main")[0]
    assert answer.status_code == 409
    assert "umpan-balik" not in client.get(path(person)).text


def test_the_own_page_asks_for_it_where_the_certificate_waits(
    client: FlaskClient, session: Session, event: Event, person: Participant
) -> None:
    free = client.get(path(person)).text
    set_wording(session, event, terms=Terms(feedback_required=True))
    asked = client.get(path(person)).text
    client.post(path(person) + "umpan-balik", data=FIVES)
    given = client.get(path(person)).text

    task = "Isi umpan balik untuk mendapat sertifikat."
    assert [task in page for page in (free, asked, given)] == [False, True, False]
    assert ("Beri umpan balik" in free, "Ubah umpan balik Anda" in given) == (True, True)


def test_who_no_longer_takes_part_is_led_back(client: FlaskClient, session: Session, event: Event) -> None:
    person = someone(session, event, state=ParticipantState.CANCELLED)

    answer = client.post(path(person) + "umpan-balik", data=FIVES)

    assert (answer.status_code, answer.location) == (302, path(person))
    assert find_answer(session, person.id) is None


def test_an_unknown_link_opens_nothing(client: FlaskClient) -> None:
    assert client.get("/p/tidak-ada/umpan-balik").status_code == 404


def test_the_committee_reads_averages_and_texts_and_no_names(
    client: FlaskClient, session: Session, event: Event, person: Participant
) -> None:
    log_in(client, make_account(session, role=Role.AUDITOR))
    here = "/panitia/plm-2024/sertifikat/umpan-balik"
    before = client.get(here).text
    client.post(path(person) + "umpan-balik", data={**FIVES, "venue": "2", "useful": "Kelas <berbagi>\nbaris dua"})
    other = someone(session, event, name="Contoh Sembilan")
    client.post(path(other) + "umpan-balik", data=FIVES)

    page = client.get(here).text

    assert "Belum ada umpan balik." in before
    assert "2 orang sudah mengisi; 2 terdaftar." in page
    assert ("<b>5,00</b>" in page, "<b>3,50</b>" in page) == (True, True)
    assert "Kelas &lt;berbagi&gt;<br>baris dua" in page
    assert ("Contoh Sembilan" in page, "Contoh Satu" in page) == (False, False)


def test_own_data_hands_out_what_was_said(client: FlaskClient, person: Participant) -> None:
    client.post(path(person) + "umpan-balik", data={**FIVES, "useful": "Kelas berbagi"})

    assert "Kelas berbagi" in client.get(path(person) + "data-saya.json").text
