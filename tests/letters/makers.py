"""Wordings and invited libraries for tests of letters."""

from dataclasses import replace
from datetime import date
from typing import Any

from plm.letters.rules import LetterWords

WORDS = LetterWords(
    letterhead=("Perpustakaan Contoh Republik Indonesia", "Pusat Contoh Perpustakaan Umum"),
    address=("Jalan Contoh 1, Jakarta",),
    number="B-{urut}/CONTOH/XI/2024",
    attachment="",
    subject="Undangan PLM Contoh",
    place="Jakarta",
    dated_on=date(2024, 10, 14),
    opening="Kami mengundang perpustakaan Saudara mengikuti kegiatan berikut.",
    closing="Demikian undangan ini kami sampaikan.",
    costs=(("Akomodasi", "penyelenggara"), ("Transportasi", "instansi masing-masing")),
    contacts=(("Contoh Lima", "0812-0000-0000"),),
    signer_position="Kepala Pusat Contoh",
    signer_name="Dr. Contoh Empat, M.Hum.",
    signer_nip="",
    copies=("Kepala Dinas Contoh",),
)


def wording(**changes: Any) -> LetterWords:
    return replace(WORDS, **changes)
