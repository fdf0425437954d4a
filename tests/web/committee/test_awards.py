import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from plm.accounts.rules import Role
from plm.awards.tables import Award
from plm.events.queries import get_event_by_id
from plm.events.tables import Event
from plm.invitations.tables import Invitation
from tests.awards.scenes import award_library, award_person
from tests.certificates.scenes import make_person, set_wording
from tests.factories import log_in, make_account, make_event
from tests.registration.makers import make_invitation
from tests.web.committee.test_certificates import HOME, words

AWARDS = HOME + "penghargaan"


@pytest.fixture
def invitation(session: Session) -> Invitation:
    return make_invitation(session)


@pytest.fixture
def event(session: Session, invitation: Invitation) -> Event:
    return get_event_by_id(session, invitation.event_id)


@pytest.fixture
def committee(client: FlaskClient, session: Session, event: Event) -> FlaskClient:
    log_in(client, make_account(session))
    return client


def test_a_winner_is_looked_for_and_chosen_without_losing_what_is_typed(
    committee: FlaskClient, session: Session, event: Event
) -> None:
    person = make_person(session, event, name="Contoh <Dua>")
    typed = {"category": "Peserta <Teraktif>", "place": "Terbaik I", "search": "contoh <dua>"}

    found = committee.post(AWARDS + "/baru", data={**typed, "find": "1"})
    saved = committee.post(AWARDS + "/baru", data={**typed, "winner": f"person-{person.id}"})

    award = session.query(Award).filter_by(event_id=event.id).one()
    assert found.status_code == 200
    assert 'value="Peserta &lt;Teraktif&gt;"' in found.text
    assert f'value="person-{person.id}"' in found.text
    assert (saved.status_code, saved.location) == (302, AWARDS)
    assert (award.category, award.place, award.participant_id) == ("Peserta <Teraktif>", "Terbaik I", person.id)
    assert "Terbaik I, Peserta &lt;Teraktif&gt;" in committee.get(AWARDS).text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"category": " "}, "Tulis kategorinya"),
        ({"winner": ""}, "Cari namanya, lalu pilih dari hasilnya."),
        ({"winner": "person-999999"}, "Cari namanya, lalu pilih dari hasilnya."),
        ({"winner": "event-1"}, "Cari namanya, lalu pilih dari hasilnya."),
    ],
)
def test_an_award_without_words_or_winner_is_refused_at_its_field(
    committee: FlaskClient, session: Session, event: Event, typed: dict[str, str], sentence: str
) -> None:
    winner = f"person-{make_person(session, event).id}"
    answer = committee.post(AWARDS + "/baru", data={"category": "Terbaik", "winner": winner, **typed})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert session.query(Award).count() == 0


def test_a_search_that_finds_nobody_says_so(committee: FlaskClient) -> None:
    page = committee.post(AWARDS + "/baru", data={"search": "Zzz", "find": "1"}).text

    assert 'Tidak ada perpustakaan atau peserta acara ini yang memuat "Zzz".' in page


def test_an_award_is_changed_then_withdrawn_and_stays_to_be_read(
    committee: FlaskClient, session: Session, event: Event, invitation: Invitation
) -> None:
    award = award_library(session, event, invitation.library_id)
    path = f"{AWARDS}/{award.id}"

    kept = committee.get(path).text
    changed = committee.post(path, data={"category": "Desa Terbaik", "winner": f"library-{invitation.library_id}"})
    question = words(committee.get(path + "/tarik").text)
    withdrawn = committee.post(path + "/tarik", data={})

    session.refresh(award)
    page = committee.get(path).text
    assert f'value="library-{invitation.library_id}"' in kept
    assert (changed.status_code, withdrawn.status_code) == (302, 302)
    assert "Tarik penghargaan ini?" in question
    assert (award.category, award.withdrawn_at is not None) == ("Desa Terbaik", True)
    assert "Ditarik" in page
    assert 'name="category"' not in page
    assert committee.post(path, data={"category": "x", "winner": f"library-{invitation.library_id}"}).status_code == 409
    assert committee.post(path + "/tarik", data={}).status_code == 409


def test_the_dry_run_and_the_issuing_include_awards(
    committee: FlaskClient, session: Session, event: Event, invitation: Invitation
) -> None:
    award_library(session, event, invitation.library_id)
    set_wording(session, event)

    before = words(committee.get(HOME + "calon").text)
    committee.post(HOME + "terbitkan", data={})
    award = session.query(Award).one()

    assert "1 akan mendapat, 0 sudah terdaftar, 0 tidak." in before
    assert "Pemenang Terbaik I, Perpustakaan Desa Terbaik" in before
    assert "0001/PLM-N/XI/2024" in committee.get(f"{AWARDS}/{award.id}").text
    assert "Sertifikat 0001/PLM-N/XI/2024 masih berlaku." in words(committee.get(f"{AWARDS}/{award.id}/tarik").text)


def test_an_auditor_reads_awards_and_changes_nothing(client: FlaskClient, session: Session, event: Event) -> None:
    log_in(client, make_account(session, role=Role.AUDITOR))
    award = award_person(session, event, make_person(session, event))

    page = client.get(f"{AWARDS}/{award.id}").text

    assert "Contoh Satu" in page
    assert ("Simpan" in page, "Tambah penghargaan" in client.get(AWARDS).text) == (False, False)
    assert client.post(AWARDS + "/baru", data={}).status_code == 403
    assert client.get(f"{AWARDS}/{award.id}/tarik").status_code == 403


def test_an_award_of_another_event_is_not_here(committee: FlaskClient, session: Session, event: Event) -> None:
    other = make_event(session, slug="lain")
    award = award_person(session, other, make_person(session, other))

    assert committee.get(f"{AWARDS}/{award.id}").status_code == 404
    assert committee.get(f"{AWARDS}/{award.id}/tarik").status_code == 404
