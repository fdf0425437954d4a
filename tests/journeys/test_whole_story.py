"""One PLM from a KPI sheet to a certificate: over PostgreSQL and Redis, and over the embedded default."""

import json

import pytest

from plm.adapters.signing import make_development_p12
from plm.clock import now
from tests.browsing import submit
from tests.journeys.processes import embedded, wait_until, with_servers
from tests.journeys.story import BAD_SCORES, PHONE, SCORES, SLUG, Story, qr_on_pdf, ticket_url_on


@pytest.fixture(params=["servers", "embedded"])
def surroundings(request, tmp_path):
    if request.param == "embedded":
        yield embedded(tmp_path)
    else:
        with with_servers(tmp_path) as found:
            yield found


@pytest.fixture
def story(surroundings, playwright, browser):
    """A migrated plm with one account, its web and worker running."""
    story = Story(surroundings, playwright, browser)
    make_development_p12(surroundings.folder / "development.p12", "development", now=now())
    story.prepare()
    with surroundings.web(), surroundings.worker("--beat"):
        surroundings.wait_for_web()
        yield story


def test_from_a_kpi_sheet_to_a_certificate(story, tmp_path):
    committee = story.open_page(viewport={"width": 1280, "height": 900})
    story.log_in(committee, "/panitia/")

    story.import_libraries(committee)
    story.declare_period(committee)
    story.import_scores(committee, BAD_SCORES)
    assert "62.13.99.9999" in committee.locator("main").inner_text()
    story.import_scores(committee, SCORES)
    story.create_event(committee)
    story.decide(committee)
    decided = committee.locator("main").inner_text()
    assert "kurang 0,8" in decided
    story.include_by_hand(committee, "Perpusdes Turan Amis", "Panelis kelas Literasi Digital.")
    assert "Panelis kelas Literasi Digital." in committee.locator("main").inner_text()
    story.invite(committee)
    link = story.link_of(committee, "Tangkum")

    library = story.open_page(viewport=PHONE, java_script_enabled=False)
    letter = tmp_path / "surat-tugas.pdf"
    letter.write_bytes(b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n%%EOF\n")
    person = story.register(library, link, "<b>Contoh</b>", letter)
    library.goto(person)
    assert "<b>Contoh</b>, S.Pd." in library.locator("main").inner_text()
    ticket = ticket_url_on(story_page(story, person))
    assert ticket.startswith(f"{story.surroundings.url.upper()}/T/")
    story.apply_for_booth(library, link)

    draw_allocate_publish(committee)
    visitor = story.open_page(viewport=PHONE)
    visitor.goto(f"/denah/{SLUG}/")
    assert "Tas anyaman" in visitor.locator("main").inner_text()

    open_door(committee)
    assert story.scan_through_camera(ticket, tmp_path, "pintu-pleno") == ["Diterima", "Sudah masuk"]

    issue(committee)
    pdf = wait_for_certificate(library, person)
    url = qr_on_pdf(pdf)
    visitor.goto(url)
    verdict = visitor.locator("main").inner_text()
    assert "<b>Contoh</b>, S.Pd." in verdict
    assert "Berlaku" in verdict
    assert "0812" not in verdict
    path = tmp_path / "sertifikat.pdf"
    path.write_bytes(pdf)
    assert json.loads(story.plm("certificates", "verify", str(path), "--json"))["verdict"] == "genuine"
    path.write_bytes(pdf.replace(b"/Title", b"/Tatle", 1))
    story.plm("certificates", "verify", str(path), code=1)

    # The refused sheet answers 422, which a browser calls an error; nothing else may complain.
    assert [said for said in story.complaints if "422" not in said] == []


def story_page(story, path):
    page = story.open_page(viewport=PHONE)
    page.goto(path)
    return page


def draw_allocate_publish(page):
    page.goto(f"/panitia/{SLUG}/lapak/ruang/baru")
    page.get_by_label("Nama ruang").fill("Ruang pamer")
    submit(page, page.get_by_role("button", name="Buat denah"))
    page.goto(f"/panitia/{SLUG}/lapak/")
    submit(page, page.locator("form[action$='/bagikan'] button"))
    with page.expect_navigation():
        page.get_by_role("link", name="Buka draf 1").click(timeout=60_000)
    page.goto(f"/panitia/{SLUG}/lapak/baca/1")
    page.get_by_label("Saya sudah membaca").check()
    submit(page, page.get_by_role("button", name="Catat sudah dibaca"))
    page.goto(f"/panitia/{SLUG}/lapak/terbitkan/1")
    submit(page, page.locator("main form button[type=submit]"))


def open_door(page):
    page.goto(f"/panitia/{SLUG}/kehadiran/titik?jenis=door")
    page.get_by_label("Nama titik").fill("Pintu Pleno")
    submit(page, page.get_by_role("button", name="Buat titik"))


def issue(page):
    page.goto(f"/panitia/{SLUG}/sertifikat/pengaturan")
    page.get_by_label("Pola nomor").fill("{urut:04d}/PLM-UJI/{tahun}")
    page.get_by_label("Tanggal penandatanganan").fill("2024-11-08")
    page.get_by_label("Tempat penandatanganan").fill("Denpasar")
    page.get_by_label("Nama penanda tangan").fill("Dr. Contoh Empat, M.Hum.")
    page.get_by_label("Jabatan penanda tangan").fill("Kepala Pusat")
    submit(page, page.get_by_role("button", name="Simpan"))
    page.goto(f"/panitia/{SLUG}/sertifikat/terbitkan")
    submit(page, page.locator("main form button[type=submit]"))


def wait_for_certificate(page, person):
    """The participant's page offers the file once the worker has made it."""
    download = page.get_by_role("region", name="Sertifikat", exact=True).locator("a[href$='.pdf']")

    def offered():
        page.goto(person)
        return download.count() > 0

    wait_until(offered, 60, "the certificate to be offered")
    answer = page.request.get(download.first.get_attribute("href"))
    assert answer.headers["content-type"] == "application/pdf"
    return answer.body()
