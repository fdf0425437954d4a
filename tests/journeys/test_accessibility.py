"""axe finds nothing on the pages of the demonstration, and nothing scrolls sideways, at 360 and 1280 pixels."""

import re
from pathlib import Path

import pytest

from plm.cli.demo.data import PASSWORD
from tests.browsing import log_in
from tests.journeys.processes import embedded
from tests.journeys.test_demo import run

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CHECK = f"axe.run({{runOnly: {{type: 'tag', values: {TAGS}}}}})"
EVENT = "/panitia/plm-nasional-2024"
PAGES = [
    "/panitia/",
    "/panitia/acara/baru",
    "/panitia/perpustakaan/",
    "/panitia/perpustakaan/1",
    "/panitia/perpustakaan/tambah",
    "/panitia/kpi/",
    "/panitia/kpi/2024/",
    "/panitia/kpi/2024/impor",
    "/panitia/akun/",
    "/panitia/akun/baru",
    f"{EVENT}/",
    f"{EVENT}/acara",
    f"{EVENT}/kelayakan/",
    f"{EVENT}/kelayakan/1",
    f"{EVENT}/kelayakan/aturan",
    f"{EVENT}/kelayakan/tautan",
    f"{EVENT}/keberatan/",
    f"{EVENT}/keberatan/2",
    f"{EVENT}/keberatan/batas",
    f"{EVENT}/undangan/",
    f"{EVENT}/undangan/cadangan",
    f"{EVENT}/undangan/pertanyaan",
    f"{EVENT}/undangan/ingatkan",
    f"{EVENT}/undangan/surel",
    f"{EVENT}/surat-undangan/",
    f"{EVENT}/surat-undangan/isi",
    f"{EVENT}/peserta/",
    f"{EVENT}/peserta/tambah",
    f"{EVENT}/peserta/semua/",
    f"{EVENT}/peserta/semua/ganda",
    f"{EVENT}/peserta/semua/gabung/1/2",
    f"{EVENT}/peserta/kartu-nama/",
    f"{EVENT}/peserta/unggah",
    f"{EVENT}/peserta/aturan/",
    f"{EVENT}/peserta/simpan/",
    f"{EVENT}/peserta/berkas/",
    f"{EVENT}/peserta/berkas/minta",
    f"{EVENT}/peserta/berkas/minta/1",
    f"{EVENT}/peserta/berkas/minta/1/berhenti",
    f"{EVENT}/peserta/berkas/delegation-1-letter/tolak",
    f"{EVENT}/peserta/berkas/delegation-1-letter/bebaskan",
    f"{EVENT}/peserta/rombongan/1/",
    f"{EVENT}/peserta/perbaikan/",
    f"{EVENT}/peserta/perbaikan/1",
    f"{EVENT}/peserta/data-khusus/",
    f"{EVENT}/peserta/orang/1/",
    f"{EVENT}/peserta/orang/1/ganti",
    f"{EVENT}/peserta/orang/1/batal",
    f"{EVENT}/kamar/",
    f"{EVENT}/kamar/?tab=tanpa-kamar",
    f"{EVENT}/kamar/tambah",
    f"{EVENT}/kamar/usulan",
    f"{EVENT}/kamar/umumkan",
    f"{EVENT}/kamar/cetak",
    f"{EVENT}/kamar/1/?cari=Contoh",
    f"{EVENT}/kamar/1/ubah",
    f"{EVENT}/kamar/8/hapus",
    f"{EVENT}/kamar/orang/1/",
    f"{EVENT}/kamar/orang/1/ubah",
    f"{EVENT}/kamar/orang/1/pindah",
    f"{EVENT}/kamar/orang/1/tukar",
    f"{EVENT}/kamar/orang/1/keluarkan",
    f"{EVENT}/lapak/",
    f"{EVENT}/lapak/?lapak=A02",
    f"{EVENT}/lapak/daftar",
    f"{EVENT}/lapak/ruang",
    f"{EVENT}/kehadiran/",
    f"{EVENT}/sertifikat/",
    f"{EVENT}/sertifikat/calon",
    f"{EVENT}/sertifikat/pengaturan",
    f"{EVENT}/sertifikat/penghargaan",
    f"{EVENT}/sertifikat/penghargaan/baru",
    f"{EVENT}/sertifikat/umpan-balik",
    "/meja/plm-nasional-2024/",
    "/meja/plm-nasional-2024/pintu-pleno/",
    "/meja/plm-nasional-2024/pintu-pleno/cari",
    "/pindai/",
    "/denah/plm-nasional-2024/",
    "/",
    "/data-pribadi",
    "/tautan-hilang",
    "/v/",
    "/v/TIDAK-ADA-KODE",
    "/tidak-ada",
]


@pytest.fixture(scope="module")
def surroundings(tmp_path_factory):
    """The demonstration, served."""
    found = embedded(tmp_path_factory.mktemp("axe"))
    run(found, "demo", "--prepare-only")
    with found.web():
        found.wait_for_web()
        yield found


@pytest.fixture(scope="module", params=[360, 1280])
def page(request, browser, surroundings):
    """The committee's browser, logged in."""
    context = browser.new_context(base_url=surroundings.url, viewport={"width": request.param, "height": 800})
    page = context.new_page()
    log_in(page, "panitia@contoh.id", PASSWORD)
    yield page
    context.close()


def findings(page):
    """What axe says, and by how many pixels the page is too wide."""
    page.evaluate(AXE)
    violations = page.evaluate(CHECK)["violations"]
    said = [f"{one['id']}: {node['html'][:160]}" for one in violations for node in one["nodes"]]
    said = [line for line in said if not shortened_on_the_plan(line)]
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return said, max(0, overflow)


def shortened_on_the_plan(line):
    """A booth's box shows `Bandin…` where its accessible name says the whole name: fuller, so no barrier."""
    return line.startswith("label-content-name-mismatch") and "?lapak=" in line


def linked_pages(page):
    """A library's page and a participant's, by the links that the committee sees."""
    page.goto(f"{EVENT}/undangan/?cari=Tangkum")
    library = re.findall(r"/u/[0-9A-Z]{26}/", page.content())[0]
    page.goto(library)
    participant = re.findall(r"/p/[0-9A-Z]{26}/", page.content())[0]
    page.goto(f"{EVENT}/undangan/?cari=Pangkan")
    open_one = re.findall(r"/u/[0-9A-Z]{26}/", page.content())[0]
    page.goto(f"{EVENT}/undangan/?cari=Libureng")
    draft = re.findall(r"/u/[0-9A-Z]{26}/", page.content())[0]
    page.goto(f"{EVENT}/undangan/?cari=Barito+Timur")
    office = re.findall(r"/u/[0-9A-Z]{26}/", page.content())[0]
    steps = ("", "jawaban", "peserta/1", "perjalanan/1", "surat-tugas", "berkas/", "periksa")
    return [
        *(f"{library}{path}" for path in ("", "lapak/permohonan", "berkas/", "ganti/1", "batal/1")),
        *(f"{participant}{path}" for path in ("", "perbaiki", "perjalanan", "data-khusus/", "batal", "berkas/1")),
        *(f"{open_one}{path}" for path in ("", "jawaban")),
        *(f"{draft}{path}" for path in steps),
        *(f"{office}{path}" for path in ("wilayah/", "wilayah/isi", "wilayah/unggah")),
    ]


def test_no_page_has_a_barrier(page):
    troubles = {}
    for address in [*PAGES, *linked_pages(page)]:
        page.goto(address)
        if (found := findings(page)) != ([], 0):
            troubles[address] = found

    assert troubles == {}


def test_axe_would_find_a_barrier(page):
    """The negative control: an image without words and a box too wide are both reported."""
    page.goto("/")
    page.evaluate("document.querySelector('main').innerHTML = '<img src=x><div id=wide>x</div>'")
    page.evaluate("document.getElementById('wide').style.width = '3000px'")
    said, overflow = findings(page)

    assert any(line.startswith("image-alt") for line in said)
    assert overflow > 0
