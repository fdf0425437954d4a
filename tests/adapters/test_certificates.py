import subprocess
from pathlib import Path

import pytest
import zxingcpp

from plm.adapters.certificates import certificate_pdf
from plm.adapters.signing import open_seal, verify_pdf
from plm.clock import now
from plm.events.rules import EventMode
from tests.adapters.papers import picture_of, text_of
from tests.certificates.scenes import paper_of

PUBLIC_URL = "https://plm.contoh.id"


@pytest.fixture
def print_pdf(development_p12: Path):
    seal = open_seal(development_p12, "development")

    def printed(**changes: object) -> bytes:
        return certificate_pdf(paper_of(**changes), public_url=PUBLIC_URL, seal=seal, now=now())

    return printed


def test_texts_come_out_in_reading_order(print_pdf) -> None:
    text = text_of(print_pdf(nip="19800101 200501 1 001"))

    assert text.split("\n") == [
        "PERPUSTAKAAN NASIONAL REPUBLIK INDONESIA",
        "S E R T I F I K AT",
        "Nomor 0412/PLM-N/XI/2024",
        "diberikan kepada",
        "Contoh Satu, S.Pd.",
        "NIP 19800101 200501 1 001",
        "Perpustakaan Desa Mappalo Ulaweng",
        "sebagai PESERTA",
        "pada PLM Nasional 2024, Pertemuan Pembelajaran Sebaya (Peer Learning Meeting) program Transformasi",
        "Perpustakaan Berbasis Inklusi Sosial, di Prime Plaza Sanur, Bali, 6–8 November 2024, setara 20 jam pelajaran.",
        "Periksa keaslian",
        "plm.contoh.id/v",
        "Kode 7HQ3-MZ2K-TX9D",
        "Ditandatangani dengan kunci pengembangan,",
        "bukan tanda tangan resmi.",
        "Denpasar, 8 November 2024",
        "Kepala Pusat Pengembangan Perpustakaan",
        "Umum dan Khusus",
        "Dr. Contoh Empat, M.Hum.",
    ]


def test_the_qr_read_from_pixels_is_the_address_that_checks_it(print_pdf) -> None:
    found = zxingcpp.read_barcodes(picture_of(print_pdf()))

    assert [code.text for code in found] == ["HTTPS://PLM.CONTOH.ID/V/7HQ3MZ2KTX9D"]


@pytest.mark.parametrize(
    "name",
    [
        "<b>Contoh</b>",
        "Contoh",
        "{{ 7*7 }} {urut} %s",
        "Nguyễn Contoh Çağlar Łódź",
        "Contoh محمد",
        "Contoh Panjang " * 7 + "Sekali Betul",
    ],
)
def test_names_print_as_they_are(print_pdf, name: str) -> None:
    text = " ".join(text_of(print_pdf(name=name)).split())

    assert f" diberikan kepada {name} Perpustakaan Desa Mappalo Ulaweng " in text


def test_one_word_of_120_letters_stays_inside_the_page(print_pdf) -> None:
    pdf = print_pdf(name="Contoh" + "panjang" * 16 + "an")

    text = "".join(text_of(pdf).split())
    assert "Contoh" + "panjang" * 16 + "an" in text


def test_an_online_event_names_no_place(print_pdf) -> None:
    text = " ".join(text_of(print_pdf(mode=EventMode.ONLINE, learning_hours=None)).split())

    assert "Inklusi Sosial, secara daring, 6–8 November 2024." in text
    assert "jam pelajaran" not in text


def test_the_file_is_signed_and_one_flipped_byte_is_found(print_pdf, development_p12: Path) -> None:
    trusted = [open_seal(development_p12, "development").fingerprint]
    pdf = print_pdf()
    changed = bytearray(pdf)
    changed[len(pdf) // 3] ^= 1

    assert verify_pdf(pdf, trusted=trusted).holds
    assert not verify_pdf(bytes(changed), trusted=trusted).holds


def test_the_file_is_tagged_pdf_a(print_pdf, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(print_pdf())

    said = subprocess.run(["pdfinfo", "-meta", path], capture_output=True, check=True, text=True).stdout
    tags = subprocess.run(["pdfinfo", "-struct-text", path], capture_output=True, check=True, text=True).stdout

    assert 'pdfaid:part="3"' in said or "<pdfaid:part>3" in said
    assert '"Contoh Satu, S.Pd."' in tags
    assert '"SERTIFIKAT"' in tags
