"""The letters themselves."""

from dataclasses import replace

import pypdfium2
import pytest

from plm.adapters.letters import letter_pdf
from plm.adapters.pdf import GlyphMissing
from plm.adapters.storage import Storage
from plm.letters.queries import Paper
from plm.letters.rules import Addressee, LetterKind
from tests.letters.makers import WORDS, wording
from tests.registration.makers import picture

EVENT = {
    "name": "PLM Contoh 2024", "days": "6–8 November 2024", "zone": "WITA", "place": "Contoh", "stay": "",
    "closes_at": None, "organiser": "Contoh",
}  # fmt: skip
VILLAGE = Addressee("Perpusdes Contoh", "Kab. Contoh, Contoh", 2)
PAPER = Paper(1, 1, 1, LetterKind.EACH, WORDS, "", "B-001/CONTOH", VILLAGE, ())


@pytest.fixture
def storage(tmp_path):
    return Storage(f"file://{tmp_path}")


def text_of(pdf: bytes) -> list[str]:
    return [" ".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(pdf)]


def test_a_letter_says_who_when_where_and_who_pays(storage):
    (page,) = text_of(letter_pdf(PAPER, EVENT, storage=storage))

    for words in ("B-001/CONTOH", "Kepala Perpusdes Contoh", "6–8 November 2024, waktu WITA", "Akomodasi penyelenggara",
                  "Contoh Lima (0812-0000-0000)", "Dr. Contoh Empat, M.Hum.", "Tembusan: 1. Kepala Dinas Contoh",
                  "Jakarta, 14 Oktober 2024", "paling banyak 2 orang"):  # fmt: skip
        assert words in page


def test_the_same_letter_is_the_same_bytes(storage):
    assert letter_pdf(PAPER, EVENT, storage=storage) == letter_pdf(PAPER, EVENT, storage=storage)


def test_a_long_list_goes_on_with_its_headings_and_page_numbers(storage):
    rows = tuple(Addressee(f"Perpustakaan Desa Contoh {number}", "Kab. Contoh, Contoh", 2) for number in range(514))
    pages = text_of(letter_pdf(replace(PAPER, attached=rows, kind=LetterKind.LIST), EVENT, storage=storage))

    assert "daftar terlampir" in pages[0]
    assert "Lampiran : 1 (satu) berkas" in pages[0]
    assert all("No. Perpustakaan Kabupaten/kota, provinsi Peserta" in page for page in pages[1:])
    assert all(f"{number} / {len(pages)}" in page for number, page in enumerate(pages, start=1))
    assert "514 Perpustakaan Desa Contoh 513" in pages[-1]


def test_odd_words_are_words_and_a_logo_is_drawn(storage):
    storage.put("kop.png", picture("PNG"))
    words = wording(subject="<script>alert(1)</script>", contacts=(), costs=(), copies=(), letterhead=("Satu baris",))
    paper = replace(PAPER, words=words, logo_key="kop.png")

    (page,) = text_of(letter_pdf(paper, EVENT, storage=storage))

    assert "<script>alert(1)</script>" in page
    assert "Narahubung" not in page


def test_a_sign_that_no_font_has_is_an_error_and_not_a_box(storage):
    with pytest.raises(GlyphMissing):
        letter_pdf(replace(PAPER, addressee=Addressee("Perpusdes \ue123", "", 1)), EVENT, storage=storage)
