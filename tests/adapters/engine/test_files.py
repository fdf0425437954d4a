"""What is printed, on both roads."""

import hashlib
import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from plm.adapters.engine import Remark, Road, Sheet, make_batch
from plm.adapters.engine.values import Piece
from plm.adapters.signing import Seal, SigningUnavailable, make_development_p12, open_seal
from plm.clock import now
from tests.adapters.engine.reading import code_in, files_of, one_file, text_of, tool, widest_difference
from tests.adapters.engine.scenes import ADDRESS, CODE, VALUES, light, ornate, page, people, sheet_of

LONG = "Dr. Hj. Siti Nurhaliza Rahmawati Kusumaningtyas, S.Sos., M.I.Kom."
ROADS = pytest.mark.parametrize("road", Road)


@pytest.fixture(scope="module")
def seal(development_p12: Path) -> Seal:
    return open_seal(development_p12, "development")


@ROADS
def test_a_certificate_says_who_and_what_in_reading_order(road: Road) -> None:
    text = text_of(one_file(ornate(), sheet_of(nip="19800101 200501 1 001"), road=road))

    words = ["Nomor 0412/PLM-N/XI/2024", "diberikan kepada", VALUES["nama"], "19800101", VALUES["instansi"], "sebagai"]
    places = [text.index(word) for word in words]
    assert places == sorted(places)


@ROADS
def test_tags_hold_each_persons_words(road: Road, tmp_path: Path) -> None:
    content = one_file(light(), sheet_of(), road=road)

    tags = tool("pdfinfo", "-struct-text", content=content, folder=tmp_path)

    words = re.findall(r'"(.*)"', tags)
    assert " ".join(" ".join(words).split()) == (
        f"{VALUES['penyelenggara']} Sertifikat Nomor 0412/PLM-N/XI/2024 {VALUES['nama']} {VALUES['instansi']} "
        "sebagai peserta pada PLM Nasional 2024, Pertemuan Pembelajaran Sebaya program Transformasi Perpustakaan "
        "Berbasis Inklusi Sosial di Prime Plaza Sanur, Bali, 6–8 November 2024, setara 20 jam pelajaran . "
        f"{VALUES['alamat']} {VALUES['tanda']} {VALUES['penandatangan']}"
    )


@ROADS
def test_the_code_is_read_back_from_pixels(road: Road) -> None:
    assert code_in(one_file(light(), sheet_of(), road=road)) == f"{ADDRESS}{CODE}"


@ROADS
def test_without_a_text_for_it_no_code_is_drawn(road: Road) -> None:
    assert code_in(one_file(light(), Sheet(VALUES), road=road)) == ""


@ROADS
def test_links_lead_to_each_persons_code(road: Road) -> None:
    batch = make_batch(light(), [sheet_of(), sheet_of(kode="BBBB")], seal=None, now=now(), road=road)

    found = [PdfFileReader(BytesIO(content)) for content in files_of(batch)]

    links = [reader.root["/Pages"]["/Kids"][0]["/Annots"][0]["/A"]["/URI"] for reader in found]
    assert links == [f"https://plm.example.id/v/{CODE}", "https://plm.example.id/v/BBBB"]


@ROADS
@pytest.mark.parametrize(
    "name",
    ["<script>alert(1)</script>", "{kode}", "{{7*7}}", "%s %d", "&amp; ¤01¤", "A", "O'Brien \\ (dua) [satu]"],
)
def test_a_name_is_printed_as_it_was_typed(road: Road, name: str) -> None:
    assert name in text_of(one_file(light(), sheet_of(nama=name), road=road))


@ROADS
@pytest.mark.parametrize(
    "name", ["Nguyễn Thị Ánh", "İbrahim Şahin Łukasz", "ffi fi Affiliasi", "Zürich ʻOkina", "لطيفة", "ꦗꦮ"]
)
def test_other_scripts_and_marks_are_printed(road: Road, name: str) -> None:
    (piece,) = make_batch(light(), [sheet_of(nama=name)], seal=None, now=now(), road=road).pieces

    assert (piece.failure, piece.remarks) == (None, frozenset())


@ROADS
def test_tabs_and_line_ends_are_spaces(road: Road) -> None:
    assert "Contoh Dua Tiga" in text_of(one_file(light(), sheet_of(nama=" Contoh\tDua\n  Tiga "), road=road))


@ROADS
def test_a_sign_in_no_font_fails_this_one_alone(road: Road) -> None:
    sheets = [sheet_of(), sheet_of(nama="Contoh \ue123"), sheet_of(nama="Contoh Tiga")]

    pieces = list(make_batch(light(), sheets, seal=None, now=now(), road=road).pieces)

    assert [piece.failure for piece in pieces] == [None, Remark.GLYPH_MISSING, None]
    assert pieces[1] == Piece(b"", "", 0, frozenset({Remark.GLYPH_MISSING}), Remark.GLYPH_MISSING)


@ROADS
def test_a_text_that_does_not_fit_at_the_floor_fails(road: Road) -> None:
    (piece,) = make_batch(light(), [sheet_of(nama="W" * 240)], seal=None, now=now(), road=road).pieces

    assert piece.failure == Remark.TOO_LONG


@ROADS
def test_a_name_below_the_readable_size_is_remarked(road: Road) -> None:
    (piece,) = make_batch(light(), [sheet_of(nama="W" * 58)], seal=None, now=now(), road=road).pieces

    assert (piece.failure, piece.remarks) == (None, frozenset({Remark.TOO_SMALL}))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"nama": LONG},
        {"nama": "Contoh " * 12},
        {"nama": "Nguye\u0302\u0303n Thi\u0323 A\u0301nh"},
        {"nama": "ffi fi"},
        {"nama": "Zero\u200bwidth soft\u00adhyphen"},
        {
            "instansi": "Dinas Perpustakaan dan Kearsipan Kabupaten Contoh yang Sangat Panjang Namanya, "
            "Masih Lebih Panjang Lagi Karena Diminta Begitu oleh Semua Orang di Sana, Sampai Dua Baris"
        },
        {"nip": "19800101 200501 1 001", "peran": "narasumber"},
    ],
)
def test_both_roads_print_the_same_picture(changes: dict[str, str]) -> None:
    ours = files_of(make_batch(ornate(), [sheet_of(), sheet_of(**changes)], seal=None, now=now()))[1]

    assert widest_difference(ours, one_file(ornate(), sheet_of(**changes), road=Road.PUBLIC)) <= 16


@ROADS
def test_the_same_certificate_again_has_the_same_bytes(road: Road, seal: Seal) -> None:
    moment = now()

    made = [files_of(make_batch(light(), [sheet_of()], seal=seal, now=moment, road=road)) for _ in range(2)]

    assert made[0] == made[1]


@ROADS
def test_pieces_are_counted_and_named_by_their_bytes(road: Road) -> None:
    batch = make_batch(light(), people(2), seal=None, now=now(), road=road)

    pieces = list(batch.pieces)
    whole = [batch.prefix + piece.tail for piece in pieces]
    assert [(piece.sha256, piece.size) for piece in pieces] == [
        (hashlib.sha256(content).hexdigest(), len(content)) for content in whole
    ]


@ROADS
def test_nobody_makes_an_empty_batch(road: Road) -> None:
    assert list(make_batch(light(), [], seal=None, now=now(), road=road).pieces) == []


@ROADS
def test_an_ended_certificate_signs_no_batch(road: Road, tmp_path: Path) -> None:
    make_development_p12(tmp_path / "old.p12", "x", now=now() - timedelta(days=4000))

    with pytest.raises(SigningUnavailable, match="ended on"):
        make_batch(light(), people(1), seal=open_seal(tmp_path / "old.p12", "x"), now=now(), road=road)


def test_an_upper_case_place_is_printed_in_upper_case() -> None:
    template = page("<p style='text-transform: uppercase'>{nama} di sini")

    assert "CONTOH SATU, S.PD. DI SINI" in text_of(one_file(template, sheet_of()))
