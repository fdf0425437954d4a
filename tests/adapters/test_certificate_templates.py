from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import zxingcpp

from plm.adapters.certificates import picture_of as picture_of_page
from plm.adapters.certificates import preview_pdf, sheet_of, values_of
from plm.adapters.engine import Remark, Template, check_template, make_batch
from plm.adapters.storage import Storage
from plm.certificates.queries import shipped_content, shipped_images
from plm.certificates.rules import PLACES, SHIPPED, EarnedRole, Paper, check_content
from plm.clock import now
from plm.events.rules import EventMode
from tests.adapters.papers import picture_of, text_of
from tests.certificates.scenes import IDENTITY, paper_of

PUBLIC_URL = "https://plm.contoh.id"
BSRE = (
    "Dokumen ini telah ditandatangani secara elektronik menggunakan sertifikat elektronik yang diterbitkan oleh BSrE."
    " UU ITE No. 11 Tahun 2008 Pasal 5 Ayat 1: Informasi Elektronik dan/atau Dokumen Elektronik dan/atau hasil"
    " cetaknya merupakan alat bukti hukum yang sah."
)
FOLDERS = [one.folder for one in SHIPPED]
PROOFS = [folder for folder in FOLDERS if folder != "kartu"]
LONGEST_REAL = "Dr. Hj. Siti Nurhaliza Rahmawati Kusumaningtyas, S.Sos., M.I.Kom."
LONGEST_INSTITUTION = (
    "Dinas Perpustakaan dan Kearsipan Kabupaten Kepulauan Siau Tagulandang Biaro Provinsi Sulawesi Utara"
)


def template_of(folder: str) -> Template:
    content = shipped_content(folder)
    images = {name: shipped_images()[key].read_bytes() for name, key in content.images.items()}
    return Template(content.html, content.css, images, author="{penyelenggara}")


def paper(folder: str, name: str, **changes: object) -> Paper:
    role = EarnedRole.WINNER if folder == "piagam" else EarnedRole.PARTICIPANT
    identity = replace(IDENTITY, name=name, award="Terbaik I, Perpustakaan Desa Terbaik", **changes)
    return replace(paper_of(), role=role, identity=identity)


def printed(folder: str, one: Paper, statement: str = BSRE) -> tuple[bytes, frozenset[Remark]]:
    sheet = sheet_of(one, public_url=PUBLIC_URL, statement=statement)
    batch = make_batch(template_of(folder), [sheet], seal=None, now=now())
    piece = next(iter(batch.pieces))
    assert piece.failure is None
    return batch.prefix + piece.tail, piece.remarks


@pytest.mark.parametrize("folder", FOLDERS)
def test_ours_keep_our_own_rules_and_print_as_the_plain_rendering_does(folder: str) -> None:
    ours = next(one for one in SHIPPED if one.folder == folder)
    papers = [paper(folder, "Ani", nip=""), paper(folder, LONGEST_REAL, institution=LONGEST_INSTITUTION)]

    check_content(ours.kind, shipped_content(folder))
    check_template(template_of(folder), [sheet_of(one, public_url=PUBLIC_URL, statement=BSRE) for one in papers])


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize(
    "name",
    [
        "Ani",
        LONGEST_REAL,
        "Contoh محمد",
        "Contoh ꦕꦺꦴꦤ꧀ꦠꦺꦴꦃ",
        "<script>alert(1)</script>",
        "{kode} {{ 7*7 }} %s",
    ],
)
def test_every_name_prints_on_one_page_as_it_is(folder: str, name: str) -> None:
    pdf, remarks = printed(folder, paper(folder, name))

    text = " ".join(text_of(pdf).split())
    assert remarks == frozenset()
    assert pdf.count(b"/Type/Page/") + pdf.count(b"/Type /Page\n") <= 1
    if name.isascii():
        assert name in text


@pytest.mark.parametrize("folder", PROOFS)
def test_120_letters_print_and_ask_for_a_look_at_most(folder: str) -> None:
    name = ("Contoh Panjang " * 8).strip() + " S."
    assert len(name) > 120

    pdf, remarks = printed(folder, paper(folder, name))

    assert remarks <= {Remark.TOO_SMALL}
    assert name in " ".join(text_of(pdf).split())


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_code_reads_back_from_pixels(folder: str) -> None:
    pdf, _ = printed(folder, paper(folder, LONGEST_REAL))

    assert [code.text for code in zxingcpp.read_barcodes(picture_of(pdf))] == [f"{PUBLIC_URL}/v/7HQ3MZ2KTX9D".upper()]


def test_texts_come_out_in_reading_order() -> None:
    pdf, _ = printed("lanskap", paper("lanskap", "Contoh Satu, S.Pd.", nip="19800101 200501 1 001"), "Pratinjau.")

    assert text_of(pdf).split("\n") == [
        "PERPUSTAKAAN NASIONAL REPUBLIK INDONESIA",
        "S E R T I F I K AT",
        "Nomor 0412/PLM-N/XI/2024",
        "diberikan kepada",
        "Contoh Satu, S.Pd.",
        "Perpustakaan Desa Mappalo Ulaweng",
        "NIP 19800101 200501 1 001",
        "sebagai PESERTA",
        "dalam Pertemuan Pembelajaran Sebaya (Peer Learning Meeting) program Transformasi Perpustakaan Berbasis"
        " Inklusi Sosial",
        "pada PLM Nasional 2024, di Prime Plaza Sanur, Bali, 6–8 November 2024, setara 20 jam pelajaran.",
        "Periksa keaslian",
        "plm.contoh.id/v",
        "Kode 7HQ3-MZ2K-TX9D",
        "Pratinjau.",
        "Denpasar, 8 November 2024",
        "Kepala Pusat Pengembangan Perpustakaan",
        "Umum dan Khusus",
        "Dr. Contoh Empat, M.Hum.",
    ]


def test_the_address_in_the_paper_opens_the_check() -> None:
    pdf, _ = printed("lanskap", paper("lanskap", "Ani"))

    assert b"https://plm.contoh.id/v/7HQ3-MZ2K-TX9D" in pdf


def test_each_place_has_its_text() -> None:
    values = values_of(paper("lanskap", "Ani", nip="1980"), public_url=PUBLIC_URL, statement="Pratinjau.")

    assert values == {
        "nama": "Ani",
        "nip": "NIP 1980",
        "lembaga": "Perpustakaan Desa Mappalo Ulaweng",
        "nomor": "0412/PLM-N/XI/2024",
        "peran": "Peserta",
        "penghargaan": "Terbaik I, Perpustakaan Desa Terbaik",
        "acara": "PLM Nasional 2024",
        "tanggal": "6–8 November 2024",
        "tempat": "Prime Plaza Sanur, Bali",
        "jp": "20 jam pelajaran",
        "uraian": "pada PLM Nasional 2024, di Prime Plaza Sanur, Bali, 6–8 November 2024, setara 20 jam pelajaran",
        "penyelenggara": "Perpustakaan Nasional Republik Indonesia",
        "tempat_ttd": "Denpasar",
        "tanggal_ttd": "8 November 2024",
        "jabatan_ttd": "Kepala Pusat Pengembangan Perpustakaan Umum dan Khusus",
        "nama_ttd": "Dr. Contoh Empat, M.Hum.",
        "kode": "7HQ3-MZ2K-TX9D",
        "alamat_periksa": "plm.contoh.id/v",
        "pernyataan": "Pratinjau.",
    }
    assert sorted(values) == sorted(PLACES)


def test_what_a_certificate_does_not_have_is_left_out() -> None:
    bare = paper("lanskap", "Ani", nip="", learning_hours=None, mode=EventMode.ONLINE, place="")

    values = values_of(bare, public_url=PUBLIC_URL, statement="")

    assert {place: values[place] for place in ("nip", "jp", "tempat", "uraian")} == {
        "nip": "",
        "jp": "",
        "tempat": "daring",
        "uraian": "pada PLM Nasional 2024, secara daring, 6–8 November 2024",
    }


def test_several_pages_may_be_looked_at_at_once() -> None:
    """Without taking turns PDFium ends the whole process."""
    storage = Storage("memory://previews")
    papers = [paper(folder, "Ani") for folder in FOLDERS] * 2
    jobs = [(shipped_content(folder), one) for folder, one in zip(FOLDERS * 2, papers, strict=True)]

    with ThreadPoolExecutor(5) as pool:
        pdfs = list(pool.map(lambda job: preview_pdf(*job, storage, public_url=PUBLIC_URL), jobs))
        pictures = list(pool.map(picture_of_page, pdfs))

    assert [picture[:4] for picture in pictures] == [b"\x89PNG"] * len(jobs)
