import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event as sa_event
from sqlalchemy.orm import Session

from plm.accounts.rules import Role
from plm.certificates.actions import note_failure
from plm.certificates.rules import CertificateState, Failure
from plm.certificates.tables import Certificate, CertificateRun, CertificateSettings
from plm.events.rules import EventMode
from plm.events.tables import Event
from plm.jobs.rules import JobName
from plm.jobs.tables import Job
from plm.registration.rules import EventRole, ParticipantState
from tests.certificates.scenes import issue_one, make_person, set_wording
from tests.factories import log_in, make_account, make_event

HOME = "/panitia/plm-2024/sertifikat/"
TYPED = {
    "number_pattern": "{urut:04d}/PLM-N/{bulan_romawi}/{tahun}",
    "learning_hours": "20",
    "signed_at_place": "Denpasar",
    "signed_on": "2024-11-08",
    "signatory_name": "Dr. Contoh <b>Empat</b>, M.Hum.",
    "signatory_position": "Kepala Pusat",
}


@pytest.fixture
def event(session: Session) -> Event:
    return make_event(session)


@pytest.fixture
def committee(client: FlaskClient, session: Session, event: Event) -> FlaskClient:
    log_in(client, make_account(session))
    return client


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_pages_are_closed_without_logging_in(client: FlaskClient, event: Event) -> None:
    for path in ("", "calon", "pengaturan", "terbitkan"):
        assert client.get(HOME + path).status_code == 302


def test_an_empty_event_says_what_to_do_first(committee: FlaskClient) -> None:
    page = committee.get(HOME).text

    assert "Atur sertifikat" in page
    assert "Belum ada sertifikat." in page


def test_settings_are_kept_as_typed(committee: FlaskClient, session: Session, event: Event) -> None:
    answer = committee.post(HOME + "pengaturan", data=TYPED)

    held = session.get_one(CertificateSettings, event.id)
    assert (answer.status_code, answer.location) == (302, HOME)
    assert (held.signatory_name, held.learning_hours) == ("Dr. Contoh <b>Empat</b>, M.Hum.", 20)
    assert "Dr. Contoh &lt;b&gt;Empat&lt;/b&gt;, M.Hum." in committee.get(HOME + "pengaturan").text


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("number_pattern", "PLM/{tahun}", "Pola nomor harus memuat {urut} satu kali."),
        ("number_pattern", "{urut}/{nama}", "Pola nomor hanya mengenal {urut}, {bulan_romawi}, {bulan}, dan {tahun}."),
        ("number_pattern", "{urut", "Kurung kurawal pada pola nomor tidak berpasangan."),
        ("signed_on", "kemarin", "Tanggal tidak terbaca. Tulis tanggal, bulan, dan tahun."),
        ("signatory_name", " ", "Tulis nama dengan gelarnya."),
        ("learning_hours", "banyak", "Tulis bilangan bulat, misalnya 25."),
        ("learning_hours", "-1", "Tulis bilangan 1 sampai 999, atau kosongkan."),
    ],
)
def test_bad_settings_get_a_sentence_and_lose_nothing(
    committee: FlaskClient, field: str, value: str, sentence: str
) -> None:
    answer = committee.post(HOME + "pengaturan", data={**TYPED, field: value})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "<title>Kesalahan: Pengaturan sertifikat" in answer.text
    assert 'value="Denpasar"' in answer.text


def test_every_complaint_stands_on_one_page(committee: FlaskClient) -> None:
    answer = committee.post(HOME + "pengaturan", data={**TYPED, "number_pattern": "PLM", "signatory_name": ""})

    assert "Pola nomor harus memuat {urut} satu kali." in answer.text
    assert "Tulis nama dengan gelarnya." in answer.text


def test_dry_run_says_who_and_why_not(committee: FlaskClient, session: Session, event: Event) -> None:
    make_person(session, event)
    make_person(session, event, name="<b>Contoh</b> Dua", present=False)
    make_person(session, event, name="Contoh " * 25 + "Satu")

    page = committee.get(HOME + "calon").text

    assert "2 akan mendapat, 0 sudah terdaftar, 1 tidak." in words(page)
    assert "&lt;b&gt;Contoh&lt;/b&gt; Dua" in page
    assert "Belum tercatat hadir di satu pos pun." in page
    assert "Nama sangat panjang, lihat hasilnya" in page


def test_issuing_asks_first_then_makes_rows_and_jobs(committee: FlaskClient, session: Session, event: Event) -> None:
    for number in range(26):
        make_person(session, event, name=f"Contoh {number}")
    set_wording(session, event)

    question = committee.get(HOME + "terbitkan").text
    answer = committee.post(HOME + "terbitkan", data={})

    jobs = session.query(Job).filter_by(name=JobName.RENDER_CERTIFICATES).order_by(Job.id).all()
    assert "Terbitkan 26 sertifikat?" in question
    assert "Kunci pengembangan." in question
    run = session.query(CertificateRun).one()
    assert answer.location == f"{HOME}penerbitan/{run.id}"
    assert session.query(Certificate).filter_by(event_id=event.id, run_id=run.id).count() == 26
    assert [len(job.arguments["certificate_ids"]) for job in jobs] == [26]


def test_issuing_twice_by_double_click_makes_no_second_row(
    committee: FlaskClient, session: Session, event: Event
) -> None:
    make_person(session, event)
    set_wording(session, event)

    for _ in range(2):
        assert committee.post(HOME + "terbitkan", data={}).status_code == 302

    assert session.query(Certificate).filter_by(event_id=event.id).count() == 1


def test_issuing_without_settings_is_refused_in_words(committee: FlaskClient, session: Session, event: Event) -> None:
    make_person(session, event)

    answer = committee.post(HOME + "terbitkan", data={})

    assert answer.status_code == 409
    assert "Pengaturan sertifikat belum lengkap." in answer.text


def test_the_list_shows_progress_and_refreshes_itself(committee: FlaskClient, session: Session, event: Event) -> None:
    set_wording(session, event)
    make_person(session, event)
    committee.post(HOME + "terbitkan", data={})

    page = committee.get(HOME).text

    assert '<meta http-equiv="refresh"' in page
    assert "0 dari 1 selesai." in words(page)
    assert "0001/PLM-N/XI/2024" in page


def test_a_failed_pdf_says_why_and_can_be_asked_for_again(
    committee: FlaskClient, session: Session, event: Event
) -> None:
    certificate = issue_one(session, event, make_person(session, event))
    note_failure(session, certificate_id=certificate.id, failure=Failure.GLYPH_MISSING)
    session.expire(certificate)

    page = committee.get(f"{HOME}{certificate.id}").text
    answer = committee.post(HOME + "cetak")

    assert "Namanya memuat huruf atau gambar yang tidak ada pada huruf cetak." in page
    assert answer.status_code == 302
    assert session.query(Job).filter_by(name=JobName.RENDER_CERTIFICATES).count() == 1


def test_the_register_is_searched_by_name_and_number(committee: FlaskClient, session: Session, event: Event) -> None:
    for name in ("Contoh Satu", "Contoh Dua"):
        make_person(session, event, name=name)
    issue_one(session, event, make_person(session, event, name="Contoh Tiga"))

    by_name = committee.get(HOME + "?cari=contoh dua").text
    by_number = committee.get(HOME + "?cari=0003/").text
    none = committee.get(HOME + "?cari=%25").text

    assert ("Contoh Dua" in by_name, "Contoh Satu" in by_name) == (True, False)
    assert "1 sertifikat" in words(by_number)
    assert "Tidak ada nomor atau nama yang memuat" in none


def test_list_costs_the_same_queries_for_one_and_for_three(
    committee: FlaskClient, session: Session, event: Event
) -> None:
    issue_one(session, event, make_person(session, event))
    statements(committee, session)  # the first request of a client also reads who it is
    one = statements(committee, session)
    for name in ("Contoh Dua", "Contoh Tiga"):
        issue_one(session, event, make_person(session, event, name=name))

    assert statements(committee, session) == one


def statements(client: FlaskClient, session: Session) -> int:
    seen: list[str] = []
    listener = lambda *args: seen.append(args[2])  # noqa: E731  # SQLAlchemy counts the parameters of a def
    bind = session.get_bind()
    sa_event.listen(bind, "before_cursor_execute", listener)
    session.expire_all()
    client.get(HOME)
    sa_event.remove(bind, "before_cursor_execute", listener)
    return len(seen)


def test_revoking_asks_for_a_reason_and_says_what_follows(
    committee: FlaskClient, session: Session, event: Event
) -> None:
    certificate = issue_one(session, event, make_person(session, event))
    path = f"{HOME}{certificate.id}/cabut"

    question = committee.get(path)
    silent = committee.post(path, data={"reason": " "})
    answer = committee.post(path, data={"reason": "Salah orang"})

    session.refresh(certificate)
    assert "Cabut sertifikat 0001/PLM-N/XI/2024?" in question.text
    assert (silent.status_code, answer.status_code) == (422, 302)
    assert "Tulis alasannya." in silent.text
    assert certificate.state is CertificateState.REVOKED
    assert committee.post(path, data={"reason": "Lagi"}).status_code == 409


def test_a_question_that_comes_too_late_says_so_and_leads_back(
    committee: FlaskClient, session: Session, event: Event
) -> None:
    person = make_person(session, event, roles=(EventRole.PARTICIPANT, EventRole.SPEAKER))
    set_wording(session, event)
    committee.post(HOME + "terbitkan", data={})
    revoked, replaced = session.query(Certificate).filter_by(participant_id=person.id).order_by(Certificate.serial)
    committee.post(f"{HOME}{revoked.id}/cabut", data={"reason": "Salah <orang>"})
    committee.post(f"{HOME}{replaced.id}/ganti", data={"reason": "Nama keliru"})

    asked = committee.get(f"{HOME}{revoked.id}/cabut")
    others = [committee.get(f"{HOME}{replaced.id}/{verb}") for verb in ("cabut", "ganti")]

    assert asked.status_code == 200
    assert "Sertifikat 0001/PLM-N/XI/2024 sudah dicabut." in asked.text
    assert "Salah &lt;orang&gt;" in asked.text
    assert f'href="{HOME}{revoked.id}"' in asked.text
    assert all("Sertifikat 0002/PLM-N/XI/2024 sudah diganti." in page.text for page in others)
    assert not any('name="reason"' in page.text for page in (asked, *others))
    assert 'name="reason"' in committee.get(f"{HOME}{revoked.id}/ganti").text


def test_replacing_makes_a_new_number_and_a_job(committee: FlaskClient, session: Session, event: Event) -> None:
    certificate = issue_one(session, event, make_person(session, event))

    answer = committee.post(f"{HOME}{certificate.id}/ganti", data={"reason": "Nama keliru"})

    session.refresh(certificate)
    assert answer.status_code == 302
    assert certificate.state is CertificateState.REPLACED
    assert "0002/PLM-N/XI/2024" in committee.get(f"{HOME}{certificate.id}").text
    assert session.query(Job).filter_by(name=JobName.RENDER_CERTIFICATES).count() == 1


def test_a_certificate_of_another_event_is_not_here(committee: FlaskClient, session: Session, event: Event) -> None:
    other = make_event(session, slug="lain")
    certificate = issue_one(session, other, make_person(session, other))

    for path in (str(certificate.id), f"{certificate.id}.pdf", f"{certificate.id}/cabut", f"{certificate.id}/ganti"):
        assert committee.get(HOME + path).status_code == 404


def test_an_auditor_reads_and_changes_nothing(client: FlaskClient, session: Session, event: Event) -> None:
    log_in(client, make_account(session, role=Role.AUDITOR))
    certificate = issue_one(session, event, make_person(session, event))

    page = client.get(f"{HOME}{certificate.id}")

    assert page.status_code == 200
    assert "Cabut" not in page.text
    assert client.post(f"{HOME}{certificate.id}/cabut", data={"reason": "x"}).status_code == 403


def test_only_an_online_event_offers_to_waive_attendance(
    committee: FlaskClient, session: Session, event: Event
) -> None:
    make_event(session, slug="daring", mode=EventMode.ONLINE)

    assert "Tanpa catatan kehadiran" not in committee.get(HOME + "pengaturan").text
    assert "Tanpa catatan kehadiran" in committee.get("/panitia/daring/sertifikat/pengaturan").text


def test_each_figure_leads_to_a_list_of_as_many(committee: FlaskClient, session: Session, event: Event) -> None:
    for name in ("Contoh Satu", "Contoh Dua", "Contoh Enam"):
        ended = issue_one(session, event, make_person(session, event, name=name))
    committee.post(f"{HOME}{ended.id}/cabut", data={"reason": "Salah orang"})

    page = committee.get(HOME).text
    issued = committee.get(HOME + "?status=issued").text
    revoked = committee.get(HOME + "?status=revoked").text
    failed = committee.get(HOME + "?status=failed").text

    assert 'href="/panitia/plm-2024/sertifikat/?status=issued#daftar"><span class="plm-label">Terbit</span>' in page
    assert "Semua 3 Berlaku 2 Dicabut 1" in words(page)
    assert ("Contoh Dua" in issued, "Contoh Enam" in issued) == (True, False)
    assert "2 sertifikat" in words(issued)
    assert ("Contoh Dua" in revoked, "Contoh Enam" in revoked) == (False, True)
    assert "Tidak ada sertifikat dengan keadaan ini." in failed
    assert committee.get(HOME + "?status=lain").text.count("Contoh Enam") == page.count("Contoh Enam")


def test_the_dashboard_leads_to_the_valid_certificates(committee: FlaskClient, session: Session, event: Event) -> None:
    issue_one(session, event, make_person(session, event))

    assert "/panitia/plm-2024/sertifikat/?status=issued" in committee.get("/panitia/plm-2024/").text


def test_more_reasons_than_people_are_said_to_be_reasons(
    committee: FlaskClient, session: Session, event: Event
) -> None:
    make_person(session, event, present=False)
    make_person(session, event, present=False, state=ParticipantState.CANCELLED)

    page = words(committee.get(HOME + "calon").text)

    assert "2 tidak." in page
    assert "3 sebab bagi 2 yang tidak mendapat, karena satu orang bisa mempunyai beberapa sebab." in page
