import hashlib
import io
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy.orm import Session

from plm.adapters.certificates import check_url, examine
from plm.adapters.pdf import render_pdf
from plm.adapters.signing import DEVELOPMENT_NAME, open_seal, sign_pdf
from plm.adapters.storage import storage_of
from plm.app import create_app
from plm.certificates.actions import reissue_certificate, revoke_certificate
from plm.certificates.rules import Authority, Verdict
from plm.certificates.tables import Certificate
from plm.clock import now
from plm.events.tables import Event
from plm.extensions import limiter
from tests.adapters.signing.keys import institution, signed_elsewhere
from tests.certificates.scenes import issue_one, make_person, store_as
from tests.certificates.sealed import make_waiting
from tests.conftest import settings_for
from tests.factories import NOON, make_event

TOKEN = "7HQ3MZ2KTX9D7HQ3MZ2KTX9D7H"


@pytest.fixture
def event(session: Session) -> Event:
    return make_event(session)


@pytest.fixture
def certificate(session: Session, event: Event) -> Certificate:
    person = make_person(
        session, event, token=TOKEN, name="<b>Contoh</b>", nip="19800101", phone="+6281200000001", email="a@contoh.id"
    )
    return issue_one(session, event, person)


def words(html: str) -> str:
    main = html.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", "<main" + main).split())


def test_a_genuine_one_shows_what_the_paper_says_and_nothing_else(
    client: FlaskClient, certificate: Certificate
) -> None:
    page = client.get(f"/v/{certificate.code}")

    said = re.sub(r"Diperiksa .*? WITA", "Diperiksa …", words(page.text))
    assert page.status_code == 200
    assert said == (
        "Sertifikat asli Diperiksa … Nomor 0001/PLM-N/XI/2024 Nama &lt;b&gt;Contoh&lt;/b&gt;, S.Pd. Peran Peserta "
        "Acara PLM Nasional 2024 Tanggal 6–8 November 2024 Status Berlaku "
        "Punya berkas PDF-nya? Periksa apakah isinya masih utuh sejak ditandatangani. Berkasnya hanya dibaca, tidak "
        "disimpan. Berkas PDF Paling besar 5 MB. Boleh juga ditarik ke sini. Periksa PDF Periksa kode lain"
    )
    for secret in ("19800101", "+6281200000001", "a@contoh.id", "Mappalo", "account:", "certificates/"):
        assert secret not in page.text
    assert '<meta name="robots" content="noindex">' in page.text


@pytest.mark.parametrize("shape", ["{}", "{lower}", "{dashed}"])
@pytest.mark.parametrize("root", ["/v/", "/V/"])
def test_the_code_is_read_in_any_dress(client: FlaskClient, certificate: Certificate, root: str, shape: str) -> None:
    code = certificate.code
    dashed = f"{code[:4]}-{code[4:8]}-{code[8:]}"

    page = client.get(root + shape.format(code, lower=code.lower(), dashed=dashed))

    assert "Sertifikat asli" in page.text


def test_a_revoked_one_says_so_but_not_why(client: FlaskClient, session: Session, certificate: Certificate) -> None:
    revoke_certificate(session, certificate=certificate, reason="Rahasia panitia", by="account:1", now=NOON)
    session.flush()

    page = client.get(f"/v/{certificate.code}").text

    assert "Sertifikat dicabut Tidak berlaku sejak 6 November 2024 pukul 12.00 WITA." in words(page)
    assert "Status Dicabut" in words(page)
    assert "Rahasia panitia" not in page


def test_a_replaced_one_leads_to_its_successor(
    client: FlaskClient, session: Session, event: Event, certificate: Certificate
) -> None:
    new_id = reissue_certificate(session, certificate=certificate, event=event, reason="Nama", by="account:1", now=NOON)
    new = session.get_one(Certificate, new_id)

    page = client.get(f"/v/{certificate.code}").text

    assert "Sertifikat diganti" in words(page)
    assert f'href="/v/{new.code}">0002/PLM-N/XI/2024</a>' in page


@pytest.mark.parametrize("code", ["7HQ3MZ2KTX9D", "x", "%3Cscript%3E", "7HQ3MZ2KTX9D7HQ3MZ2KTX9D7H", "1", "a/b"])
def test_unknown_codes_tell_nothing(client: FlaskClient, certificate: Certificate, code: str) -> None:
    page = client.get(f"/v/{code}")

    assert page.status_code == 404
    assert "<script>" not in page.text
    assert "Contoh" not in words(page.text)


def test_the_form_leads_to_the_page_of_the_code(client: FlaskClient, certificate: Certificate) -> None:
    code = certificate.code

    answer = client.get("/v/", query_string={"kode": f" {code[:4].lower()} {code[4:8]}-{code[8:]} "})

    assert (answer.status_code, answer.location) == (302, f"/v/{code}")


@pytest.mark.parametrize("typed", ["", "7HQ3", "<b>Contoh</b>"])
def test_a_mistyped_code_gets_a_sentence_and_is_kept(client: FlaskClient, session: Session, typed: str) -> None:
    answer = client.get("/v/", query_string={"kode": typed})

    assert answer.status_code == 422
    assert "Kode terdiri atas 12 huruf dan angka. Periksa ketikan Anda." in answer.text
    assert f'value="{typed.replace("<", "&lt;").replace(">", "&gt;")}"' in answer.text


def test_the_form_opens_without_a_complaint_or_a_cookie(client: FlaskClient, session: Session) -> None:
    for path in ("/v/", "/V/"):
        answer = client.get(path)
        assert (answer.status_code, "Kesalahan" in answer.text) == (200, False)
        assert "Set-Cookie" not in answer.headers


def test_the_holder_downloads_their_own(client: FlaskClient, session: Session, certificate: Certificate) -> None:
    storage_of(client.application).put("certificates/1/a.pdf", b"%PDF-1.7 contoh")
    store_as(session, certificate.id, "certificates/1/a.pdf", size=15)

    answer = client.get(f"/p/{TOKEN}/sertifikat/{certificate.code}.pdf")

    assert (answer.status_code, answer.data, answer.mimetype) == (200, b"%PDF-1.7 contoh", "application/pdf")
    assert 'filename="Sertifikat 0001-PLM-N-XI-2024.pdf"' in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]


def test_nobody_downloads_anothers_or_what_is_not_there(
    client: FlaskClient, session: Session, event: Event, certificate: Certificate
) -> None:
    other = issue_one(session, event, make_person(session, event, name="Contoh Dua"))

    assert client.get(f"/p/{TOKEN}/sertifikat/{other.code}.pdf").status_code == 404
    assert client.get(f"/p/{TOKEN}/sertifikat/{certificate.code}.pdf").status_code == 404
    assert client.get(f"/p/{TOKEN[:-1]}0/sertifikat/{certificate.code}.pdf").status_code == 404


def test_a_revoked_one_is_handed_out_no_more(client: FlaskClient, session: Session, certificate: Certificate) -> None:
    revoke_certificate(session, certificate=certificate, reason="Salah orang", by="account:1", now=NOON)
    session.flush()

    answer = client.get(f"/p/{TOKEN}/sertifikat/{certificate.code}.pdf")

    assert answer.status_code == 409
    assert "Sertifikat 0001/PLM-N/XI/2024 sudah tidak berlaku." in answer.text


def test_guessing_is_slowed_down(tmp_path: Path, development_p12: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limiter, "enabled", True)  # put back afterwards: the limiter is one for all apps
    app = create_app(settings_for(tmp_path, f"sqlite:///{tmp_path / 'plm.db'}", development_p12), TESTING=True)
    with app.app_context():
        upgrade()
    guesser = app.test_client()

    answers = [guesser.get(f"/v/CONTOH{number:06d}").status_code for number in range(62)]

    files = [guesser.post("/v/").status_code for _ in range(22)]

    assert answers == [404] * 60 + [429] * 2
    assert files == [422] * 20 + [429] * 2


# A file brought to the page.


@pytest.fixture
def signed(app: Flask, session: Session, certificate: Certificate, development_p12: Path) -> bytes:
    """The certificate's own file, as the workers sign it and the register knows it."""
    address = check_url("https://plm.contoh.id", certificate.code)
    pdf = render_pdf(f'<title>x</title><p>Contoh</p><a href="{address}">Periksa</a>')
    content = sign_pdf(pdf, open_seal(development_p12, "development"), now=now())
    certificate.sha256 = hashlib.sha256(content).hexdigest()
    certificate.signer, certificate.authority = DEVELOPMENT_NAME, Authority.DEVELOPMENT
    session.flush()
    return content


def brought(client: FlaskClient, content: bytes) -> str:
    answer = client.post("/v/", data={"berkas": (io.BytesIO(content), "sertifikat.pdf")})
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    return words(answer.text)


def test_our_own_file_is_genuine_and_tells_who_signed(client: FlaskClient, signed: bytes) -> None:
    said = brought(client, signed)

    assert said.startswith(
        "Berkas asli Persis seperti yang kami terbitkan, dan berlaku. Berkas sertifikat.pdf Nomor 0001/PLM-N/XI/2024"
    )
    assert f"Penanda tangan {DEVELOPMENT_NAME} Kunci untuk mencoba aplikasi" in said
    assert "Keutuhan Utuh sejak ditandatangani." in said


def test_a_revoked_and_a_replaced_file_say_so(
    client: FlaskClient, session: Session, event: Event, certificate: Certificate, signed: bytes
) -> None:
    revoke_certificate(session, certificate=certificate, reason="Rahasia", by="account:1", now=NOON)
    revoked = brought(client, signed)
    reissue_certificate(session, certificate=certificate, event=event, reason="Nama", by="account:1", now=NOON)
    successor = brought(client, signed)

    assert "Asli, tetapi dicabut" in revoked
    assert "Tidak berlaku sejak 6 November 2024 pukul 12.00 WITA." in revoked
    assert "Rahasia" not in revoked
    assert "Pengganti 0002/PLM-N/XI/2024" in successor


def test_a_file_changed_or_added_to_is_ours_no_longer(client: FlaskClient, signed: bytes) -> None:
    flipped = bytearray(signed)
    flipped[200] ^= 1

    changed, added = brought(client, bytes(flipped)), brought(client, signed + b"\n% lagi\n")

    assert "Berkas sudah berubah Isinya bukan lagi yang ditandatangani" in changed
    assert "Isi tidak cocok dengan tanda tangannya." in changed
    assert "Berkas sudah berubah Di dalamnya ada sertifikat dari kami" in added
    for said in (changed, added):
        assert "Jangan pakai berkas ini." in said
        assert "0001/PLM-N" not in said


def test_one_flipped_byte_is_never_genuine_not_even_where_no_signature_covers_it(
    app: Flask, session: Session, signed: bytes
) -> None:
    settings = app.extensions["settings"]
    for place in range(0, len(signed), len(signed) // 60):
        content = bytearray(signed)
        content[place] ^= 1
        assert examine(session, bytes(content), settings=settings).verdict is not Verdict.GENUINE, f"byte {place}"
    assert examine(session, signed, settings=settings).verdict is Verdict.GENUINE


def test_what_a_former_key_signed_stays_genuine(
    client: FlaskClient, session: Session, certificate: Certificate, signed: bytes
) -> None:
    content = signed_elsewhere(render_pdf("<title>x</title><p>x"), institution("Kunci lama"))
    certificate.sha256, certificate.signer = hashlib.sha256(content).hexdigest(), "Kunci lama"
    session.flush()

    assert brought(client, content).startswith("Berkas asli")
    assert "Di dalamnya ada sertifikat dari kami" in brought(client, content + b"x")


def test_a_file_signed_by_somebody_else_is_theirs_even_with_our_code(
    client: FlaskClient, certificate: Certificate
) -> None:
    address = check_url("https://plm.contoh.id", certificate.code)
    forged = signed_elsewhere(
        render_pdf(f'<title>x</title><a href="{address}">Periksa</a>'), institution("Perpustakaan Nasional")
    )

    said = brought(client, forged)

    assert said.startswith("Bukan berkas dari kami")
    assert "Penanda tangan Perpustakaan Nasional Begitu tertulis pada tanda tangannya" in said
    assert "Siapa pun dapat menyalin kode" in said
    assert "Contoh&lt;" not in said


def test_our_own_signature_on_another_file_is_no_certificate(
    client: FlaskClient, session: Session, development_p12: Path
) -> None:
    letter = sign_pdf(render_pdf("<title>x</title><p>x"), open_seal(development_p12, "development"), now=now())

    assert "Berkas sudah berubah" in brought(client, letter)


def test_an_unsigned_file_leads_to_its_code(client: FlaskClient, certificate: Certificate) -> None:
    address = check_url("https://plm.contoh.id", certificate.code)

    said = brought(client, render_pdf(f'<title>x</title><a href="{address}">Periksa</a>'))

    assert said.startswith("Tanpa tanda tangan")
    assert "Foto, pindaian, atau cetakan?" in said
    assert "Lihat sertifikat dengan kode itu" in said


def test_a_file_that_waits_for_its_signature_is_not_genuine_yet(
    client: FlaskClient, session: Session, event: Event
) -> None:
    _certificate, pdf = make_waiting(session, storage_of(client.application), event)

    assert brought(client, pdf).startswith("Tanpa tanda tangan")


def test_a_photo_is_no_pdf(client: FlaskClient, session: Session) -> None:
    assert brought(client, b"\xff\xd8\xff\xe0 JFIF").startswith("Bukan PDF")


def test_nothing_and_too_much_get_their_sentences(client: FlaskClient, session: Session) -> None:
    nothing = client.post("/v/", data={})
    large = client.post("/v/", data={"berkas": (io.BytesIO(bytes(5_000_001)), "a.pdf")})
    monstrous = client.post("/v/", data={"berkas": (io.BytesIO(bytes(6_000_000)), "a.pdf")})

    assert (nothing.status_code, "Pilih berkas PDF sertifikatnya dulu." in nothing.text) == (422, True)
    assert (large.status_code, "lebih besar daripada sertifikat mana pun" in large.text) == (422, True)
    assert (monstrous.status_code, "Paling besar 5 MB." in monstrous.text) == (413, True)
