import io
import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy.orm import Session

from plm.accounts.rules import Role
from plm.certificates.actions import create_template
from plm.certificates.queries import choices_of, content_of, newest_version, shipped_content, templates_of, versions_of
from plm.certificates.rules import EarnedRole, TemplateKind
from plm.certificates.tables import CertificateTemplate, CertificateTemplateVersion
from plm.events.tables import Event
from tests.certificates.scenes import make_person
from tests.factories import NOON, log_in, make_account, make_event

HOME = "/panitia/plm-2024/sertifikat/templat/"


@pytest.fixture
def event(session: Session) -> Event:
    return make_event(session)


@pytest.fixture
def committee(client: FlaskClient, session: Session, event: Event) -> FlaskClient:
    log_in(client, make_account(session))
    return client


@pytest.fixture
def template(committee: FlaskClient, session: Session) -> CertificateTemplate:
    committee.post(HOME + "baru", data={"folder": "lanskap", "name": "Sertifikat Narasumber"})
    return session.query(CertificateTemplate).one()


def typed(template: CertificateTemplate, version: CertificateTemplateVersion, **changes: object) -> dict[str, object]:
    """What the editor sends back untouched."""
    images = [f"{name}={key}" for name, key in version.images.items()]
    return {"html": version.html, "css": version.css, "seen": version.number, "gambar": images, **changes}


def words(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def png(width: int = 40, height: int = 40) -> io.BytesIO:
    output = io.BytesIO()
    Image.new("RGB", (width, height), "navy").save(output, "PNG")
    output.seek(0)
    return output


def test_pages_are_closed_without_logging_in(client: FlaskClient, event: Event) -> None:
    for path in ("", "baru", "peran", "1", "1/versi", "1/1.png", "contoh/lanskap.png"):
        assert client.get(HOME + path).status_code == 302


def test_a_new_template_is_a_copy_of_one_of_ours(
    committee: FlaskClient, session: Session, template: CertificateTemplate
) -> None:
    version = newest_version(session, template.id)

    assert (template.name, version.number) == ("Sertifikat Narasumber", 1)
    assert content_of(version) == shipped_content("lanskap")
    assert "Sertifikat Narasumber" in committee.get(HOME).text
    assert committee.get(f"{HOME}{template.id}").status_code == 200


def test_a_name_is_used_once(committee: FlaskClient, template: CertificateTemplate) -> None:
    answer = committee.post(HOME + "baru", data={"folder": "potret", "name": "Sertifikat Narasumber"})

    assert answer.status_code == 422
    assert "Sudah ada templat bernama Sertifikat Narasumber di acara ini." in words(answer.text)


def test_pictures_show_our_templates_and_the_events_own(committee: FlaskClient, template: CertificateTemplate) -> None:
    ours, own = committee.get(HOME + "contoh/kartu.png"), committee.get(f"{HOME}{template.id}/1.png")

    assert [Image.open(io.BytesIO(answer.data)).size[0] for answer in (ours, own)] == [1000, 1000]
    assert committee.get(f"{HOME}{template.id}/1.pdf").data.startswith(b"%PDF-")
    assert committee.get(HOME + "contoh/tidak-ada.png").status_code == 404


def test_a_draft_is_shown_with_the_longest_and_the_shortest_name_and_nothing_is_kept(
    committee: FlaskClient, session: Session, event: Event, template: CertificateTemplate
) -> None:
    for name in ("Ani", "Contoh Nama Panjang Sekali", "Budi Contoh"):
        make_person(session, event, name=name, title_suffix="")
    version = newest_version(session, template.id)
    html = version.html.replace("diberikan kepada", "diberikan dengan hormat kepada")

    page = committee.post(
        f"{HOME}{template.id}", data=typed(template, version, html=html, named="budi", lihat="1")
    ).text

    assert re.findall(r"<figcaption><b>([^<]+)", page) == ["Contoh Nama Panjang Sekali", "Ani", "Budi Contoh"]
    assert page.count("data:image/png;base64,") == 3
    assert "diberikan dengan hormat kepada" in page
    assert [one.number for one in versions_of(session, template.id)] == [1]


def test_a_draft_as_a_pdf(committee: FlaskClient, session: Session, template: CertificateTemplate) -> None:
    version = newest_version(session, template.id)

    answer = committee.post(f"{HOME}{template.id}/pratinjau.pdf", data=typed(template, version))

    assert (answer.mimetype, answer.data[:5]) == ("application/pdf", b"%PDF-")


def test_saving_makes_a_version_and_the_old_one_comes_back_as_a_third(
    committee: FlaskClient, session: Session, template: CertificateTemplate
) -> None:
    first = newest_version(session, template.id)
    html = first.html.replace("diberikan kepada", "diserahkan kepada")

    saved = committee.post(f"{HOME}{template.id}", data=typed(template, first, html=html, simpan="1"))
    restored = committee.post(f"{HOME}{template.id}/versi/1")

    third, second, kept = versions_of(session, template.id)
    assert (saved.status_code, restored.status_code) == (302, 302)
    assert (kept.html, second.html, third.html) == (first.html, html, first.html)
    assert "Kembalikan versi 2" in committee.get(f"{HOME}{template.id}/versi").text


def test_who_saves_second_is_told_and_loses_nothing(
    committee: FlaskClient, session: Session, template: CertificateTemplate
) -> None:
    first = newest_version(session, template.id)
    committee.post(
        f"{HOME}{template.id}", data=typed(template, first, html=first.html.replace("Nomor", "No."), simpan="1")
    )

    late = committee.post(
        f"{HOME}{template.id}", data=typed(template, first, html=first.html.replace("Nomor", "NOMOR"), simpan="1")
    )

    assert late.status_code == 422
    assert "Sementara itu versi 2 sudah disimpan orang lain." in words(late.text)
    assert "NOMOR {nomor}" in late.text


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("{nama}", "{nma}", "Tempat {nma} tidak dikenal. Pakai nama dari daftar tempat."),
        ("{nama}", "", "Tempat {nama} belum ada."),
        ("<h1>", "<script>x()</script><h1>", "Elemen script tidak dipakai pada kertas."),
        ("<h1>", '<img src="https://contoh.id/a.png"><h1>', "Alamat https://contoh.id/a.png tidak dapat dijangkau."),
        ("<h1>", '<img src="asset:logo.png"><h1>', "Gambar asset:logo.png tidak ada pada templat ini."),
        (" data-qr", "", "Kode QR belum ada."),
        ("<h1>", '<p title="{nama}">x</p><h1>', "Tempat tertulis pada atribut title={nama}."),
        ("{nip}", "<u style='border-bottom:1pt solid'>{nip}</u>", "Teks yang berubah-ubah tidak boleh bergaris bawah"),
        ("</body>", "<div style='height:400mm'></div></body>", ""),
    ],
)
def test_what_cannot_be_printed_gets_a_sentence_and_loses_nothing(
    committee: FlaskClient, session: Session, template: CertificateTemplate, old: str, new: str, sentence: str
) -> None:
    version = newest_version(session, template.id)
    html = version.html.replace(old, new)

    answer = committee.post(f"{HOME}{template.id}", data=typed(template, version, html=html, simpan="1"))

    if sentence:
        assert answer.status_code == 422
        assert sentence in words(answer.text)
        assert html.strip() in unescape(answer.text)


def test_an_image_is_brought_with_the_text_and_thrown_away_again(
    committee: FlaskClient, session: Session, template: CertificateTemplate
) -> None:
    first = newest_version(session, template.id)
    address = f"{HOME}{template.id}"

    committee.post(address, data=typed(template, first, image=(png(), "Logo Kami.PNG"), simpan="1"))
    second = newest_version(session, template.id)
    kept = [pair for pair in typed(template, second)["gambar"] if "logo" not in pair]  # type: ignore[attr-defined]
    committee.post(address, data=typed(template, second, gambar=kept, simpan="1"))

    assert sorted(second.images.keys() - first.images.keys()) == ["logo-kami.png"]
    assert newest_version(session, template.id).images == first.images


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (png(2001, 10), "Gambar a.png lebih dari 2.000 piksel pada satu sisinya."),
        (io.BytesIO(b"<svg/>"), "Gambar a.png tidak terbaca."),
        (io.BytesIO(b"\x89PNG" + b"0" * 5_000_001), "Gambar a.png lebih besar dari 5 MB."),
    ],
)
def test_images_that_cannot_stand_on_paper_are_refused(
    committee: FlaskClient, session: Session, template: CertificateTemplate, content: io.BytesIO, sentence: str
) -> None:
    version = newest_version(session, template.id)
    content.seek(0)
    upload = (io.BytesIO(content.read()), "a.png")

    answer = committee.post(f"{HOME}{template.id}", data=typed(template, version, image=upload, simpan="1"))

    assert answer.status_code == 422
    assert sentence in words(answer.text)


def test_a_key_of_another_file_in_storage_is_not_taken(
    committee: FlaskClient, session: Session, template: CertificateTemplate
) -> None:
    version = newest_version(session, template.id)
    pairs = [*typed(template, version)["gambar"], "surat.png=letters/1/ab.png", "x.png=templates/../a.png"]  # type: ignore[misc]

    committee.post(f"{HOME}{template.id}", data=typed(template, version, gambar=pairs, simpan="1"))

    assert newest_version(session, template.id).images == version.images


def test_each_role_has_its_template(
    committee: FlaskClient, session: Session, event: Event, template: CertificateTemplate
) -> None:
    chosen = {role.value: "0" for role in EarnedRole}

    answer = committee.post(HOME + "peran", data={**chosen, "speaker": str(template.id)})

    assert answer.status_code == 302
    assert choices_of(session, event.id) == {EarnedRole.SPEAKER: template.id}
    assert "Dipakai untuk Narasumber." in words(committee.get(HOME).text)


def test_a_template_in_use_stays_and_an_unused_one_is_archived(
    committee: FlaskClient, session: Session, event: Event, template: CertificateTemplate
) -> None:
    chosen = {role.value: "0" for role in EarnedRole}
    committee.post(HOME + "peran", data={**chosen, "speaker": str(template.id)})

    refused = committee.post(f"{HOME}{template.id}/arsip")
    committee.post(HOME + "peran", data=chosen)
    archived = committee.post(f"{HOME}{template.id}/arsip")

    assert (refused.status_code, archived.status_code) == (409, 302)
    assert [line.template.archived_at is None for line in templates_of(session, event.id)] == [False]


def test_a_badge_is_no_certificate(committee: FlaskClient, session: Session, event: Event) -> None:
    committee.post(HOME + "baru", data={"folder": "kartu", "name": "Kartu Kami"})

    assert "Kartu Kami" not in committee.get(HOME + "peran").text


def test_an_observer_reads_and_changes_nothing(client: FlaskClient, session: Session, event: Event) -> None:
    ours = shipped_content("lanskap")
    template = create_template(
        session, event_id=event.id, kind=TemplateKind.CERTIFICATE, name="Kami", content=ours, by="account:1", now=NOON
    )
    log_in(client, make_account(session, role=Role.AUDITOR))

    pages = [client.get(HOME), client.get(f"{HOME}{template.id}"), client.get(f"{HOME}{template.id}/versi")]

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert not any("Simpan" in page.text or "Buat templat</a>" in page.text for page in pages)
    assert client.post(f"{HOME}{template.id}", data={}).status_code == 403


def test_templates_of_another_event_are_not_found(
    committee: FlaskClient, session: Session, template: CertificateTemplate
) -> None:
    make_event(session, slug="lain")

    assert committee.get(f"/panitia/lain/sertifikat/templat/{template.id}").status_code == 404
