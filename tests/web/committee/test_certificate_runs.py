"""A run's page, what can be done there, and the archive."""

import io
import re
import zipfile

import pytest
from flask.testing import FlaskClient
from pypdfium2 import PdfDocument
from sqlalchemy.orm import Session

from plm.accounts.rules import Role
from plm.adapters.storage import storage_of
from plm.certificates.actions import create_template, finish_runs, issue_certificates, note_failure, revoke_certificate
from plm.certificates.queries import newest_version, shipped_content
from plm.certificates.rules import Failure, TemplateKind
from plm.certificates.tables import Certificate, CertificateRun
from plm.events.tables import Event
from plm.jobs.rules import JobName
from plm.jobs.tables import Job
from plm.outbox.tables import MailMessage
from plm.registration.rules import EventRole
from tests.certificates.scenes import make_person, set_wording, store_as
from tests.factories import NOON, log_in, make_account, make_event

HOME = "/panitia/plm-2024/sertifikat/"


@pytest.fixture
def event(session: Session) -> Event:
    return make_event(session)


@pytest.fixture
def committee(client: FlaskClient, session: Session, event: Event) -> FlaskClient:
    log_in(client, make_account(session))
    return client


@pytest.fixture
def issued(session: Session, event: Event) -> list[int]:
    make_person(session, event, name="Contoh Dua", roles=(EventRole.SPEAKER,), email="dua@contoh.example")
    make_person(session, event, name="Contoh / Satu")
    make_person(session, event, name="Contoh Tiga")
    set_wording(session, event)
    return issue_certificates(session, event=event, requested_by="account:1", now=NOON)


def run_page(session: Session) -> str:
    return f"{HOME}penerbitan/{session.query(CertificateRun).one().id}"


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def print_all(client: FlaskClient, session: Session, ids: list[int], **changes: object) -> None:
    for one in ids:
        key = f"certificates/1/{one}.pack"
        storage_of(client.application).put(key, b"%PDF-1.7\n")
        store_as(session, one, key, **changes)


def test_a_run_says_how_far_it_is_and_asks_again_by_itself(
    committee: FlaskClient, session: Session, issued: list[int]
) -> None:
    print_all(committee, session, issued[:1])

    page = committee.get(run_page(session)).text
    part = committee.get(run_page(session) + "/kemajuan").text

    assert "1 dari 3 PDF siap." in words(page)
    assert '<noscript><meta http-equiv="refresh"' in page
    assert "<progress" in part
    assert "<html" not in part


def test_pausing_and_going_on(committee: FlaskClient, session: Session, issued: list[int]) -> None:
    page = run_page(session)

    paused = committee.post(page + "/jeda", follow_redirects=True).text
    asked = session.query(Job).count()
    going = committee.post(page + "/lanjutkan", follow_redirects=True).text

    job = session.query(Job).one()
    assert ("Pembuatan PDF dijeda" in paused, asked) == (True, 0)
    assert "PDF sedang dibuat" in going
    assert (job.name, job.arguments) == (JobName.RENDER_CERTIFICATES, {"certificate_ids": issued})


def test_a_finished_run_says_so_and_cannot_be_paused(
    committee: FlaskClient, session: Session, issued: list[int]
) -> None:
    print_all(committee, session, issued)
    finish_runs(session, [session.query(CertificateRun).one().id], now=NOON)

    page = committee.get(run_page(session)).text
    answer = committee.post(run_page(session) + "/jeda")

    assert "data-live-done" in page
    assert "Unduh semua (ZIP)" in page
    assert answer.status_code == 409
    assert "Penerbitan ini sudah selesai" in answer.text


def test_failures_are_listed_and_tried_again_alone(committee: FlaskClient, session: Session, issued: list[int]) -> None:
    first, second, third = issued
    print_all(committee, session, [first, second])
    note_failure(session, certificate_id=third, failure=Failure.TOO_LONG)

    page = committee.get(run_page(session)).text
    committee.post(run_page(session) + "/coba-lagi")

    assert "1 PDF gagal" in words(page)
    assert "Namanya tidak muat pada sertifikat" in page
    assert session.query(Job).one().arguments == {"certificate_ids": [third]}


def test_who_only_reads_finds_no_buttons(client: FlaskClient, session: Session, issued: list[int]) -> None:
    log_in(client, make_account(session, role=Role.AUDITOR))

    part = client.get(run_page(session) + "/kemajuan")

    assert (part.status_code, "<form" in part.text) == (200, False)
    assert client.post(run_page(session) + "/jeda").status_code == 403


def test_a_run_of_another_event_is_not_there(committee: FlaskClient, session: Session, issued: list[int]) -> None:
    make_event(session, slug="lain")

    page = run_page(session).replace("plm-2024", "lain")

    assert [committee.get(page).status_code, committee.post(page + "/jeda").status_code] == [404, 404]


def test_the_archive_holds_what_is_valid_under_number_and_name(
    committee: FlaskClient, session: Session, issued: list[int]
) -> None:
    print_all(committee, session, issued)
    revoked = session.get_one(Certificate, issued[-1])
    revoke_certificate(session, certificate=revoked, reason="Salah", by="account:1", now=NOON)
    session.flush()

    answer = committee.get(HOME + "semua.zip")

    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.namelist() == [
            "0001-PLM-N-XI-2024 Contoh Satu, S.Pd.pdf",
            "0002-PLM-N-XI-2024 Contoh Dua, S.Pd.pdf",
        ]
        assert {archive.read(name) for name in archive.namelist()} == {b"%PDF-1.7\n"}
        assert archive.testzip() is None
    session.expire_all()
    assert session.get_one(Certificate, issued[0]).fetched_at is None


def test_the_archive_is_of_one_role_where_asked(committee: FlaskClient, session: Session, issued: list[int]) -> None:
    print_all(committee, session, issued)

    answer = committee.get(HOME + "semua.zip?peran=speaker")

    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.namelist() == ["0002-PLM-N-XI-2024 Contoh Dua, S.Pd.pdf"]


def test_an_empty_archive_is_a_sentence(committee: FlaskClient, session: Session, issued: list[int]) -> None:
    page = committee.get(HOME + "semua.zip", follow_redirects=True).text

    assert "Belum ada sertifikat yang dapat diunduh dengan pilihan itu." in page


def test_the_register_tells_who_has_fetched(committee: FlaskClient, session: Session, issued: list[int]) -> None:
    print_all(committee, session, issued)
    certificate = session.get_one(Certificate, issued[0])
    certificate.fetched_at, certificate.fetches = NOON, 2
    session.flush()

    page = words(committee.get(HOME).text)
    fetched = committee.get(HOME + "?status=fetched").text
    missing = committee.get(HOME + "?status=unfetched").text

    assert "1 dari 3 sudah diunduh pemiliknya." in page
    assert ("0001/" in fetched, "0002/" in fetched) == (True, False)
    assert ("0001/" in missing, "0002/" in missing) == (False, True)
    assert "2 kali" in committee.get(f"{HOME}{issued[0]}").text


def test_the_committees_own_download_is_not_counted(
    committee: FlaskClient, session: Session, issued: list[int]
) -> None:
    print_all(committee, session, issued)

    answer = committee.get(f"{HOME}{issued[0]}.pdf")

    session.expire_all()
    assert (answer.data, session.get_one(Certificate, issued[0]).fetches) == (b"%PDF-1.7\n", 0)


def test_the_button_writes_to_who_was_not_told(committee: FlaskClient, session: Session, issued: list[int]) -> None:
    print_all(committee, session, issued)

    page = committee.get(HOME).text
    committee.post(HOME + "surel")
    again = committee.get(HOME).text

    mail = session.query(MailMessage).one()
    assert "Kirim surel ke 1 yang belum" in page
    assert (mail.recipient, "Kirim surel ke" in again) == ("dua@contoh.example", False)
    assert session.query(Job).one().arguments == {"mail_ids": [mail.id]}


def test_what_awaits_its_signature_is_said(committee: FlaskClient, session: Session, issued: list[int]) -> None:
    print_all(committee, session, issued, awaits_seal=True)

    page = committee.get(HOME + "?status=unsealed").text
    one = committee.get(f"{HOME}{issued[0]}").text

    assert "Menunggu tanda tangan" in page
    assert "belum dibagikan kepada pemiliknya" in one


def test_the_printers_file_has_a_page_each_without_what_has_ended(
    committee: FlaskClient, session: Session, issued: list[int]
) -> None:
    print_all(committee, session, issued)
    revoked = session.get_one(Certificate, issued[-1])
    revoke_certificate(session, certificate=revoked, reason="Salah", by="account:1", now=NOON)
    session.flush()

    both = PdfDocument(committee.get(HOME + "cetak.pdf").data)
    one = PdfDocument(committee.get(HOME + "cetak.pdf?peran=speaker").data)

    assert (len(both), len(one)) == (2, 1)
    text = one[0].get_textpage().get_text_range()
    assert "Contoh Dua, S.Pd." in text
    assert "0002/PLM-N/XI/2024" in text


def test_a_printers_file_is_of_one_template(committee: FlaskClient, session: Session, issued: list[int]) -> None:
    print_all(committee, session, issued)
    event_id = session.get_one(Certificate, issued[0]).event_id
    other = create_template(
        session, event_id=event_id, kind=TemplateKind.CERTIFICATE, name="Lain", content=shipped_content("potret"),
        by="account:1", now=NOON,
    )  # fmt: skip
    session.get_one(Certificate, issued[0]).template_version_id = newest_version(session, other.id).id
    session.commit()

    mixed = committee.get(HOME + "cetak.pdf", follow_redirects=True).text
    chosen = committee.get(f"{HOME}cetak.pdf?templat={newest_version(session, other.id).id}")

    assert "Pilihan itu memakai beberapa templat." in mixed
    assert "Lain, versi 1" in mixed
    assert len(PdfDocument(chosen.data)) == 1


def test_the_archive_may_be_of_one_delegation(committee: FlaskClient, session: Session, issued: list[int]) -> None:
    print_all(committee, session, issued)

    page = committee.get(HOME + "semua.zip?rombongan=999", follow_redirects=True).text

    assert "Belum ada sertifikat yang dapat diunduh dengan pilihan itu." in page
