import io
import re
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, get_template_attribute
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from plm.accounts.rules import Role
from plm.adapters.certificates import bringing, print_chunk, read_pdf
from plm.adapters.storage import Storage, storage_of
from plm.certificates.actions import revoke_certificate
from plm.certificates.queries import stored_pdf
from plm.certificates.rules import Authority, Brought, SealFlaw, SealWay
from plm.certificates.tables import Certificate, CertificateSettings
from plm.clock import now
from plm.events.tables import Event
from tests.adapters.signing.keys import PASSWORD, institution, root, rsa_key, signed_elsewhere
from tests.certificates.scenes import issue_one, make_person
from tests.certificates.sealed import make_waiting
from tests.factories import NOON, log_in, make_account, make_event

PAGE = "/panitia/plm-2024/sertifikat/tanda-tangan"


@pytest.fixture
def event(session: Session) -> Event:
    return make_event(session)


@pytest.fixture
def storage(app: Flask) -> Storage:
    return storage_of(app)


@pytest.fixture
def committee(client: FlaskClient, session: Session, event: Event) -> FlaskClient:
    log_in(client, make_account(session))
    return client


@pytest.fixture
def waiting(session: Session, storage: Storage, event: Event) -> tuple[Certificate, bytes]:
    return make_waiting(session, storage, event)


def words(html: str) -> str:
    main = html.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", "<main" + main).split())


def bring(client: FlaskClient, *files: tuple[str, bytes]) -> str:
    answer = client.post(PAGE, data={"files": [(io.BytesIO(content), name) for name, content in files]})
    assert answer.status_code == 200, answer.text
    return words(answer.text)


def zipped(*files: tuple[str, bytes], **options: Any) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", **options) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return held.getvalue()


def test_the_page_counts_and_offers_the_parts(committee: FlaskClient, waiting: tuple[Certificate, bytes]) -> None:
    page = committee.get(PAGE).text

    counted = "Menunggu tanda tangan 1 belum dapat diunduh pemegangnya Sudah kembali 0 bertanda tangan dan siap"
    assert counted in words(page)
    assert f'href="{PAGE}/bagian-1.zip"' in page


def test_a_part_holds_the_files_and_their_list(committee: FlaskClient, waiting: tuple[Certificate, bytes]) -> None:
    answer = committee.get(f"{PAGE}/bagian-1.zip")

    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    certificate, pdf = waiting
    listed = held.pop("daftar.csv").decode("utf-8-sig").splitlines()
    assert held == {"Sertifikat 0001-PLM-N-XI-2024.pdf": pdf}
    assert listed == [
        "Berkas;Nomor;Nama;SHA-256",
        f"Sertifikat 0001-PLM-N-XI-2024.pdf;0001/PLM-N/XI/2024;Contoh Satu, S.Pd.;{certificate.sha256}",
    ]
    assert "no-store" in answer.headers["Cache-Control"]
    assert committee.get(f"{PAGE}/bagian-2.zip").status_code == 404


def test_what_comes_back_signed_is_the_certificate_from_then_on(
    committee: FlaskClient, session: Session, storage: Storage, waiting: tuple[Certificate, bytes]
) -> None:
    certificate, pdf = waiting
    signed = signed_elsewhere(pdf, institution("Kepala Pusat"))

    said = bring(committee, ("hasil/Sertifikat 0001-PLM-N-XI-2024_signed.pdf", signed))

    session.refresh(certificate)
    place = stored_pdf(session, certificate)
    assert "1 berkas diterima" in said
    assert place is not None
    assert read_pdf(storage, place) == signed
    assert (certificate.signer, certificate.authority, certificate.awaits_seal, certificate.size) == (
        "Kepala Pusat",
        Authority.OWN,
        False,
        len(signed),
    )


def test_a_zip_is_opened_and_its_list_passed_over(committee: FlaskClient, waiting: tuple[Certificate, bytes]) -> None:
    signed = signed_elsewhere(waiting[1], institution())
    content = zipped(("daftar.csv", b"x"), ("__MACOSX/._a.pdf", b"x"), ("hasil/apa saja.pdf", signed))

    said = bring(committee, ("hasil.zip", content))

    assert "1 berkas diterima" in said
    assert "ditolak" not in said


def test_bringing_the_same_again_changes_nothing(
    committee: FlaskClient, session: Session, waiting: tuple[Certificate, bytes]
) -> None:
    signed = signed_elsewhere(waiting[1], institution())
    bring(committee, ("a.pdf", signed), ("b.pdf", signed))
    session.refresh(waiting[0])
    before = waiting[0].sha256

    said = bring(committee, ("a.pdf", signed))

    session.refresh(waiting[0])
    assert "0 berkas diterima 1 berkas sudah diterima sebelumnya; tidak ada yang berubah." in said
    assert waiting[0].sha256 == before


def test_each_refusal_says_why_and_what_to_do(
    committee: FlaskClient, session: Session, waiting: tuple[Certificate, bytes]
) -> None:
    pdf, name = waiting[1], "Sertifikat 0001-PLM-N-XI-2024.pdf"
    signed = signed_elsewhere(pdf, institution())

    assert "Bukan PDF Berkas ini bukan PDF." in bring(committee, ("a.pdf", b"halo"))
    assert "Belum ditandatangani PDF ini masih seperti saat diunduh." in bring(committee, (name, pdf))
    assert "Ditulis ulang Aplikasi tanda tangan menulis ulang" in bring(committee, (name, b"%PDF-1.7 lain"))
    assert "Tidak dikenal Isinya tidak berawal" in bring(committee, ("lain.pdf", b"%PDF-1.7 lain"))
    assert "Terlalu besar Satu sertifikat paling besar" in bring(committee, (name, pdf + bytes(5_000_000)))
    assert "Ada tambahan" in bring(committee, (name, signed + b"\n% lagi\n"))
    assert "ZIP rusak" in bring(committee, ("a.zip", b"PK\x03\x04 rusak"))
    session.refresh(waiting[0])
    assert waiting[0].awaits_seal


def test_good_files_are_taken_beside_bad_ones(
    committee: FlaskClient, session: Session, storage: Storage, event: Event, waiting: tuple[Certificate, bytes]
) -> None:
    second, pdf = make_waiting(session, storage, event, name="Contoh Dua")
    signed = signed_elsewhere(pdf, institution())

    said = bring(committee, ("a.zip", zipped(("satu.pdf", b"rusak"), ("dua.pdf", signed))), ("tiga.pdf", b"x"))

    session.refresh(second)
    assert "1 berkas diterima 2 berkas ditolak." in said
    assert not second.awaits_seal


def test_another_signature_of_a_taken_one_comes_too_late(
    committee: FlaskClient, session: Session, waiting: tuple[Certificate, bytes]
) -> None:
    bring(committee, ("a.pdf", signed_elsewhere(waiting[1], institution())))

    again = signed_elsewhere(waiting[1], institution("Lain", key=rsa_key(5)))
    said = bring(committee, ("Sertifikat 0001-PLM-N-XI-2024.pdf", again))

    assert "Sudah bertanda tangan" in said


def test_a_revoked_one_is_not_taken(
    committee: FlaskClient, session: Session, waiting: tuple[Certificate, bytes]
) -> None:
    signed = signed_elsewhere(waiting[1], institution())
    revoke_certificate(session, certificate=waiting[0], reason="Salah", by="account:1", now=NOON)
    session.flush()

    assert "Sudah tidak berlaku" in bring(committee, ("a.pdf", signed))
    assert "Menunggu tanda tangan 0" in words(committee.get(PAGE).text)


def test_where_bsre_stands_on_paper_nobody_else_may_sign(
    committee: FlaskClient,
    session: Session,
    storage: Storage,
    event: Event,
    app: Flask,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    certificate, pdf = make_waiting(session, storage, event, way=SealWay.OUTSIDE_BSRE)
    settings = app.extensions["settings"]
    changed = type(settings)(**{**vars(settings), "bsre_roots": root().pem(tmp_path / "roots.pem")})
    monkeypatch.setitem(app.extensions, "settings", changed)

    refused = bring(committee, ("a.pdf", signed_elsewhere(pdf, institution("BSrE"))))
    taken = bring(committee, ("a.pdf", signed_elsewhere(pdf, institution("Kepala Pusat", issuer=root()))))

    session.refresh(certificate)
    assert "Bukan BSrE Rantai sertifikatnya tidak sampai ke akar BSrE" in refused
    assert "1 berkas diterima" in taken
    assert (certificate.signer, certificate.authority) == ("Kepala Pusat", Authority.BSRE)


def test_a_paper_printed_for_bsre_stays_bsres_when_the_way_was_changed(
    committee: FlaskClient, session: Session, waiting: tuple[Certificate, bytes]
) -> None:
    waiting[0].authority = Authority.BSRE
    session.flush()

    assert "Bukan BSrE" in bring(committee, ("a.pdf", signed_elsewhere(waiting[1], institution())))


def test_a_zip_that_swells_is_left_off(
    committee: FlaskClient, waiting: tuple[Certificate, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bringing, "MOST_BYTES", 9_000_000)
    bomb = zipped(*((f"{n}.pdf", bytes(20_000_000)) for n in range(3)), compression=zipfile.ZIP_DEFLATED)

    said = bring(committee, ("bom.zip", bomb))

    assert len(bomb) < 100_000
    assert said.count("Terlalu besar") == 2
    assert "ZIP terlalu besar" in said


def test_a_zip_of_too_many_files_is_refused_unread(committee: FlaskClient, waiting: tuple[Certificate, bytes]) -> None:
    said = bring(committee, ("banyak.zip", zipped(*((f"{n}.pdf", b"x") for n in range(601)))))

    assert "0 berkas diterima 1 berkas ditolak." in said
    assert "ZIP terlalu besar" in said


def test_nothing_chosen_is_said_so(committee: FlaskClient, waiting: tuple[Certificate, bytes]) -> None:
    answer = committee.post(PAGE, data={})

    assert answer.status_code == 422
    assert "Pilih ZIP atau PDF yang sudah ditandatangani." in answer.text


def test_an_observer_sees_how_many_but_takes_nothing_away(
    client: FlaskClient, session: Session, event: Event, waiting: tuple[Certificate, bytes]
) -> None:
    log_in(client, make_account(session, role=Role.AUDITOR))
    page = client.get(PAGE)

    assert "Menunggu tanda tangan 1" in words(page.text)
    assert "bagian-1.zip" not in page.text
    assert client.get(f"{PAGE}/bagian-1.zip").status_code == 403
    assert client.post(PAGE, data={}).status_code == 403


def test_from_the_workers_to_the_holder(
    committee: FlaskClient, session: Session, storage: Storage, event: Event, app: Flask
) -> None:
    token = "7HQ3MZ2KTX9D7HQ3MZ2KTX9D7H"
    certificate = issue_one(session, event, make_person(session, event, token=token))
    session.get_one(CertificateSettings, event.id).seal_way = SealWay.OUTSIDE
    session.flush()
    print_chunk(session, [certificate.id], settings=app.extensions["settings"], storage=storage)
    session.refresh(certificate)
    address = f"/p/{token}/sertifikat/{certificate.code}.pdf"
    before = committee.get(address).status_code

    with zipfile.ZipFile(io.BytesIO(committee.get(f"{PAGE}/bagian-1.zip").data)) as archive:
        name = archive.namelist()[1]
        signed = signed_elsewhere(archive.read(name), institution("Kepala Pusat"))
    said = bring(committee, (name, signed))

    after = committee.get(address)
    assert before != 200
    assert "1 berkas diterima" in said
    assert (after.status_code, after.data) == (200, signed)
    assert "Berkas asli" in committee.post("/v/", data={"berkas": (io.BytesIO(signed), "a.pdf")}).text


@pytest.mark.parametrize("flaw", list(SealFlaw))
def test_every_flaw_of_a_key_has_its_sentence(app: Flask, session: Session, flaw: SealFlaw) -> None:
    with app.test_request_context():
        said = get_template_attribute("macros/certificates.html", "seal_flaw")(flaw)

    assert len(said.split()) > 4


@pytest.mark.parametrize("brought", [one for one in Brought if not one.is_well])
def test_every_refused_file_has_its_word_and_its_sentence(app: Flask, session: Session, brought: Brought) -> None:
    with app.test_request_context():
        word = get_template_attribute("macros/certificates.html", "brought_word")(brought)
        sentence = get_template_attribute("macros/certificates.html", "brought_sentence")(brought)

    assert word
    assert len(sentence.split()) > len(word.split())


def test_a_key_that_cannot_sign_is_told_before_anything_is_issued(
    committee: FlaskClient, app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = app.extensions["settings"]

    def with_key(**changes: object) -> str:
        monkeypatch.setitem(app.extensions, "settings", replace(settings, **changes))
        return words(committee.get("/panitia/plm-2024/sertifikat/").text)

    ended = institution(starts=now() - timedelta(days=9), ends=now() - timedelta(days=1)).p12(tmp_path / "a.p12")
    nearly = institution(ends=now() + timedelta(days=9)).p12(tmp_path / "b.p12")

    assert "Berkas kuncinya tidak ditemukan." in with_key(signing_p12=tmp_path / "none.p12")
    assert "Sertifikat elektroniknya sudah berakhir." in with_key(signing_p12=ended, signing_password=PASSWORD)
    assert "Sertifikat elektronik Balai Contoh berakhir" in with_key(signing_p12=nearly, signing_password=PASSWORD)
    assert "Gerbang tanda tangan tidak menjawab." in with_key(signing_url="http://127.0.0.1:9")
