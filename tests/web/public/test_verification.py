import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy.orm import Session

from plm.adapters.storage import storage_of
from plm.app import create_app
from plm.certificates.actions import reissue_certificate, revoke_certificate, store_rendered
from plm.certificates.tables import Certificate
from plm.events.tables import Event
from plm.extensions import limiter
from tests.certificates.scenes import issue_one, make_person
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
        "Acara PLM Nasional 2024 Tanggal 6–8 November 2024 Status Berlaku Periksa kode lain"
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
    store_rendered(
        session, certificate_id=certificate.id, storage_key="certificates/1/a.pdf", sha256="a", size=15, now=NOON
    )
    session.expire(certificate)

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

    assert answers == [404] * 60 + [429] * 2
