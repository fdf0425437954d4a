"""Certificates behind personal links."""

import io
import zipfile

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from plm.adapters.storage import storage_of
from plm.awards.tables import Award
from plm.certificates.actions import Terms, issue_certificates, revoke_certificate
from plm.certificates.rules import Attendance, CertificateState, EarnedRole
from plm.certificates.tables import Certificate
from plm.events.rules import EventMode
from plm.events.tables import Event
from plm.registration.actions import submit_delegation
from plm.registration.queries import participant_token
from plm.registration.tables import Delegation, Participant
from tests.certificates.scenes import IDENTITY, make_person, set_wording, store_as
from tests.factories import NOON, make_event
from tests.registration.makers import link_of, make_draft, make_invitation, secret

PDF = b"%PDF-1.7\n"


@pytest.fixture
def event(session: Session) -> Event:
    return make_event(session, mode=EventMode.ONLINE)


@pytest.fixture
def library(client: FlaskClient, session: Session, event: Event) -> str:
    """The link of a library with two people, whose certificates are ready; somebody else's is too."""
    invitation = make_invitation(session, event)
    delegation = make_draft(session, invitation, seats=2)
    submit_delegation(session, delegation=delegation, now=NOON)
    make_person(session, event, name="Orang Lain")
    set_wording(session, event, terms=Terms(Attendance.NONE))
    for one in issue_certificates(session, event=event, requested_by="account:1", now=NOON):
        print_one(client, session, one)
    return link_of(invitation)


def print_one(client: FlaskClient, session: Session, certificate_id: int, **changes: object) -> None:
    key = f"certificates/1/{certificate_id}.pack"
    storage_of(client.application).put(key, PDF)
    store_as(session, certificate_id, key, **changes)


def own(session: Session) -> tuple[Certificate, str]:
    """One of the delegation's certificates, and where its holder fetches it."""
    query = session.query(Certificate).join(Participant, Participant.id == Certificate.participant_id)
    certificate = query.filter(Participant.delegation_id.is_not(None)).order_by(Certificate.id).first()
    assert certificate is not None
    person = session.get_one(Participant, certificate.participant_id)
    return certificate, f"/p/{participant_token(person, secret())}/"


def names_in(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return archive.namelist()


def test_a_fetched_one_is_counted_and_a_look_is_not(client: FlaskClient, session: Session, library: str) -> None:
    certificate, home = own(session)
    path = f"{home}sertifikat/{certificate.code}.pdf"

    client.head(path)
    client.get(path, headers={"Sec-Purpose": "prefetch;prerender"})
    looked = session.get_one(Certificate, certificate.id, populate_existing=True).fetches
    answer = client.get(path)

    session.expire_all()
    assert (answer.data, looked, certificate.fetches) == (PDF, 0, 1)
    assert certificate.fetched_at is not None


def test_an_unsigned_one_is_not_handed_out(client: FlaskClient, session: Session, library: str) -> None:
    certificate, home = own(session)
    certificate.awaits_seal, number = True, certificate.number
    session.commit()  # a refusal rolls back what the request began with

    page = client.get(home).text
    answer = client.get(f"{home}sertifikat/{certificate.code}.pdf")

    assert "Menunggu tanda tangan" in page
    assert answer.status_code == 409
    assert f"Sertifikat {number} belum ditandatangani." in answer.text


def test_the_delegations_archive_holds_its_own_people(client: FlaskClient, session: Session, library: str) -> None:
    page = client.get(library).text

    answer = client.get(library + "sertifikat.zip")

    assert "2 sertifikat perpustakaan Anda siap." in page
    assert len(names_in(answer.data)) == 2
    assert "Orang Lain" not in " ".join(names_in(answer.data))
    session.expire_all()
    fetched = session.query(Certificate).filter(Certificate.fetched_at.is_not(None)).count()
    assert fetched == 2


def test_what_the_library_won_is_with_them(client: FlaskClient, session: Session, event: Event, library: str) -> None:
    winner = session.query(Delegation).one().library_id
    award = Award(event_id=event.id, category="Terbaik", library_id=winner, created_at=NOON, created_by="account:1")
    session.add(award)
    session.flush()
    certificate = Certificate(
        event_id=event.id, award_id=award.id, role=EarnedRole.WINNER, serial=99, number="0099/UJI", code="ABCDEFGH2345",
        identity=IDENTITY.as_document(), state=CertificateState.ISSUED, issued_at=NOON, issued_by="account:1",
        failure="",
    )  # fmt: skip
    session.add(certificate)
    session.flush()
    print_one(client, session, certificate.id)

    assert "0099-UJI Contoh Satu, S.Pd.pdf" in names_in(client.get(library + "sertifikat.zip").data)


def test_what_has_ended_is_left_out(client: FlaskClient, session: Session, library: str) -> None:
    certificate, _ = own(session)
    revoke_certificate(session, certificate=certificate, reason="Salah", by="account:1", now=NOON)
    session.flush()

    assert len(names_in(client.get(library + "sertifikat.zip").data)) == 1


def test_without_any_there_is_no_archive(client: FlaskClient, session: Session, event: Event) -> None:
    invitation = make_invitation(session, event)
    link = link_of(invitation)
    make_draft(session, invitation)

    assert client.get(link + "sertifikat.zip").status_code == 404
    assert client.get(link_of(invitation)[:-3] + "00/sertifikat.zip").status_code == 404


def test_looking_at_the_archive_counts_nobody(client: FlaskClient, session: Session, library: str) -> None:
    client.head(library + "sertifikat.zip")

    session.expire_all()
    assert session.query(Certificate).filter(Certificate.fetches > 0).count() == 0
