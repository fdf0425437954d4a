"""Codes, names and sheets, as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plm.libraries.rules import (
    Header,
    HeaderDoubled,
    HeaderMissing,
    LibraryKind,
    PartnershipType,
    RegionLevel,
    cell_text,
    district_of,
    find_header,
    fold_header,
    fold_name,
    is_city,
    kind_named,
    level_of,
    parent_of,
    parse_region_code,
    partnership_named,
    province_of,
    records_below,
    regency_of,
    says_city,
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("62", "62"),
        ("62.13", "62.13"),
        ("6213", "62.13"),
        ("62.13.08", "62.13.08"),
        ("621308", "62.13.08"),
        ("62.13.08.2008", "62.13.08.2008"),
        (" 62.13.08.2008. ", "62.13.08.2008"),
        ("6213082008", "62.13.08.2008"),
        ("62.1", None),
        ("621", None),
        ("62.13.8", None),
        ("62,13", None),
        ("٦٢", None),
        ("Barito", None),
        ("", None),
    ],
)
def test_a_region_code_is_read_with_or_without_dots(text, code):
    assert parse_region_code(text) == code


@given(st.from_regex(r"[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?", fullmatch=True))
def test_dots_change_nothing(code):
    assert parse_region_code(code) == parse_region_code(code.replace(".", "")) == code


def test_a_code_names_its_level_and_those_above():
    village = "62.13.08.2008"

    assert level_of(village) is RegionLevel.VILLAGE
    assert level_of("62") is RegionLevel.PROVINCE
    assert (parent_of(village), parent_of("62")) == ("62.13.08", None)
    assert (province_of(village), regency_of(village), district_of(village)) == ("62", "62.13", "62.13.08")
    assert (regency_of("62"), district_of("62.13")) == (None, None)
    assert (is_city("62.71"), is_city(village), is_city("62")) == (True, False, False)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rantelimbong", "Rante Limbong"),
        ("Perpusdes Dwimulyo", "Dwi Mulyo"),
        ("Kota Palangka Raya", "Palangkaraya"),
        ("Dinas Perpustakaan dan Kearsipan Kab. Barito Timur", "Kabupaten Barito Timur"),
        ("Perpustakaan Umum Daerah Kabupaten Sekadau", "sekadau"),
        ("Perpustakaan Kel. Gowongan", "Kelurahan Gowongan"),
        ("Taman Bacaan Masyarakat Pelangi", "TBM Pelangi"),
        ("Perpustakaan Desa Kota Baru", "Perpusdes Kotabaru"),
        ("Kep. Bangka Belitung", "Kepulauan Bangka Belitung"),
        ("Daerah Istimewa Yogyakarta", "DI Yogyakarta"),
        ("Kota Administrasi Jakarta Selatan", "Jakarta Selatan"),
        ("Désa Qur’an", "quran"),
    ],
)
def test_spellings_of_one_name_share_a_key(one, other):
    assert fold_name(one) == fold_name(other)


def test_a_name_of_institution_words_only_still_has_a_key():
    assert (fold_name("Perpustakaan Desa"), fold_name("Taman Sari"), fold_name("...")) == (
        "perpustakaandesa",
        "tamansari",
        "",
    )


@given(st.text(max_size=60))
def test_a_key_is_plain_and_spacing_never_matters(text):
    key = fold_name(text)

    assert key == fold_name(f"  {text}.  ")
    assert key == "" or (key.isascii() and key.isalnum() and key == key.lower())


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Desa/Kelurahan", LibraryKind.VILLAGE),
        ("Perpusdes Kota Baru", LibraryKind.VILLAGE),
        ("Kab/Kota", LibraryKind.REGENCY),
        ("Dinas Perpustakaan Prov. Lampung", LibraryKind.PROVINCE),
        ("Taman Baca Desa", LibraryKind.TBM),
        ("tbm", LibraryKind.TBM),
        ("village", LibraryKind.VILLAGE),
        ("lainnya", None),
    ],
)
def test_a_cell_tells_the_kind_of_library(text, kind):
    assert kind_named(text) is kind


def test_kota_and_kabupaten_are_told_apart_and_partnerships_known():
    assert (says_city("Kota Bogor"), says_city("Kab. Bogor"), says_city("Bogor")) == (True, False, None)
    assert partnership_named("Replikasi Mandiri") is PartnershipType.SELF_FUNDED
    assert partnership_named("entah") is None


@pytest.mark.parametrize(
    ("cell", "text"),
    [(None, ""), (" a\xa0", "a"), (7.72, "7.72"), (7.720000000000001, "7.72"), (6213082008.0, "6213082008"), (3, "3")],
)
def test_a_cell_reads_as_a_person_reads_it(cell, text):
    assert cell_text(cell) == text


@pytest.mark.parametrize("heading", ["Skor KPI", "SKOR_KPI", "skor kpi (0-10)", "Skor KPI 2024", " Skor  KPI: "])
def test_headings_are_recognised_in_every_dress(heading):
    assert fold_header(heading) == "skorkpi"


WORDS = {"nama": "name", "namaperpustakaan": "name", "skor": "score", "nilai": "score"}
NEEDS = (frozenset({"name"}), frozenset({"score"}))
SHEET = (
    (1, ("REKAP SKOR KPI", None)),
    (3, ("No", "Nama Perpustakaan", "Skor")),
    (4, (1.0, "Perpusdes Tangkum", "7,72")),
    (5, ("", "  ", None)),
    (6, (2.0, "Perpusdes Pangkan")),
)


def test_the_header_is_found_below_title_rows():
    header = find_header(SHEET, words=WORDS, needs=NEEDS)

    assert header == Header(line=3, columns={"name": 1, "score": 2})
    assert [(line, record) for line, _, record in records_below(SHEET, header)] == [
        (4, {"name": "Perpusdes Tangkum", "score": "7,72"}),
        (6, {"name": "Perpusdes Pangkan", "score": None}),
    ]


def test_a_missing_heading_is_named_with_the_nearest_row():
    with pytest.raises(HeaderMissing) as refusal:
        find_header(((1, ("Judul",)), (2, ("Nama", "Hasil"))), words=WORDS, needs=NEEDS)

    assert refusal.value.facts == {"line": 2, "found": ("Nama", "Hasil"), "missing": (("score",),)}


def test_two_columns_for_one_thing_are_refused_and_not_chosen_from():
    with pytest.raises(HeaderDoubled) as refusal:
        find_header(((1, ("Nama", "Skor", "Nilai")),), words=WORDS, needs=NEEDS)

    assert refusal.value.facts == {"line": 1, "field": "score", "headings": ("Skor", "Nilai")}
