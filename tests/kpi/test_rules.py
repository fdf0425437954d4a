"""KPI sheets as people keep them: scores, entries, matching and the report."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plm.kpi.rules import (
    NEEDS,
    BadScore,
    Candidate,
    ComponentName,
    Directory,
    Entry,
    GoodRow,
    ImportReport,
    KnownLibrary,
    Scale,
    ScoreScale,
    Unmatched,
    find_library,
    headings_of,
    judge_entries,
    parse_score,
    read_entries,
)
from plm.libraries.rules import BadRow, LibraryKind, SkippedRow, find_header, fold_name

TEN = Scale(ScoreScale.POINTS, Decimal(10))
PERCENT = Scale(ScoreScale.PERCENT, Decimal(100))
THOUSANDS = Scale(ScoreScale.POINTS, Decimal(5000))


@pytest.mark.parametrize(
    ("cell", "scale", "score"),
    [
        ("7,72", TEN, "7.72"),
        ("6.0", TEN, "6.00"),
        (" 5,2 ", TEN, "5.20"),
        (7.72, TEN, "7.72"),
        (7.720000000000001, TEN, "7.72"),
        (7.716666666, TEN, "7.72"),
        ("7.720", TEN, "7.72"),
        (8, TEN, "8.00"),
        ("0", TEN, "0.00"),
        ("10", TEN, "10.00"),
        ("100%", PERCENT, "100.00"),
        ("100 %", PERCENT, "100.00"),
        ("87,5", PERCENT, "87.50"),
        ("1.234,5", THOUSANDS, "1234.50"),
        ("1,234.5", THOUSANDS, "1234.50"),
        ("1.234.567", Scale(ScoreScale.POINTS, Decimal(10_000_000)), "1234567.00"),
    ],
)
def test_a_score_is_read_as_it_was_typed(cell, scale, score):
    assert parse_score(cell, scale) == Decimal(score)


@pytest.mark.parametrize(
    ("cell", "scale", "code"),
    [
        ("", TEN, "score_missing"),
        (None, TEN, "score_missing"),
        ("-", TEN, "score_missing"),
        ("#N/A", TEN, "score_missing"),
        ("10,01", TEN, "score_out_of_range"),
        ("-1", TEN, "score_out_of_range"),
        ("7.720,0", TEN, "score_out_of_range"),
        ("772", TEN, "score_out_of_range"),
        ("100,01%", PERCENT, "score_out_of_range"),
        ("77%", TEN, "percent_not_expected"),
        ("1.234", THOUSANDS, "thousands_unclear"),
        ("nan", TEN, "score_not_a_number"),
        (float("nan"), TEN, "score_not_a_number"),
        (float("inf"), TEN, "score_not_a_number"),
        ("1e1", TEN, "score_not_a_number"),
        ("7,7,2", TEN, "score_not_a_number"),
        ("٧", TEN, "score_not_a_number"),
        ("<b>7</b>", TEN, "score_not_a_number"),
        (True, TEN, "score_not_a_number"),
        ("9" * 5000, TEN, "score_not_a_number"),
    ],
)
def test_what_is_no_score_of_the_scale_is_refused_by_name(cell, scale, code):
    found = parse_score(cell, scale)

    assert isinstance(found, BadScore)
    assert found.code == code


@given(st.decimals(min_value=0, max_value=10, places=2))
def test_comma_and_point_mean_the_same(score):
    assert parse_score(str(score), TEN) == parse_score(str(score).replace(".", ","), TEN) == score


@given(st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.booleans(), st.dates(), st.none()))
def test_any_cell_gives_a_score_within_the_scale_or_a_reason(cell):
    found = parse_score(cell, TEN)

    assert isinstance(found, BadScore) or 0 <= found <= 10


def library(id: int, kind: LibraryKind, name: str, code: str, places: str, npp: str = "") -> KnownLibrary:
    """`places` names village, district, regency and province from the narrowest the library has, parted by slashes."""
    keys = [fold_name(place) for place in places.split("/")]
    village, district, regency, province = [""] * (4 - len(keys)) + keys
    return KnownLibrary(
        id=id,
        kind=kind,
        name=name,
        key=fold_name(name),
        region_code=code,
        region_key=keys[0],
        place=places,
        npp=npp,
        village_key=village,
        district_key=district,
        regency_key=regency,
        province_key=province,
    )


VILLAGE, REGENCY, PROVINCE, TBM = LibraryKind.VILLAGE, LibraryKind.REGENCY, LibraryKind.PROVINCE, LibraryKind.TBM
TANGKUM = library(
    1, VILLAGE, "Perpusdes Tangkum", "62.13.08.2008", "Tangkum/Paju Epat/Barito Timur/Kalimantan Tengah", "6213A1"
)
PANGKAN = library(2, VILLAGE, "Perpusdes Pangkan", "62.13.09.2010", "Pangkan/Paku/Barito Timur/Kalimantan Tengah")
OFFICE = library(
    3, REGENCY, "Dinas Perpustakaan dan Kearsipan Kab. Barito Timur", "62.13", "Barito Timur/Kalimantan Tengah"
)
BACU = library(4, VILLAGE, "Perpusdes Bacu", "73.08.09.2001", "Bacu/Barebbo/Bone/Sulawesi Selatan")
BACU_TOO = library(5, VILLAGE, "Perpusdes Bacu", "73.08.21.2005", "Bacu/Contoh/Bone/Sulawesi Selatan")
PELANGI = library(6, TBM, "TBM Pelangi", "62.13.08.2008", "Tangkum/Paju Epat/Barito Timur/Kalimantan Tengah")
CITY = library(7, REGENCY, "Dinas Perpustakaan Kota Bogor", "32.71", "Bogor/Jawa Barat")
COUNTRYSIDE = library(8, REGENCY, "Dinas Perpustakaan Kab. Bogor", "32.01", "Bogor/Jawa Barat")
MACAKKA = library(
    9, VILLAGE, "Perpustakaan Macakka Desa TellulimpoE", "73.12.05.2009", "TellulimpoE/Marioriawa/Soppeng/X"
)
LAMPUNG = library(10, PROVINCE, "Dinas Perpustakaan Provinsi Lampung", "18", "Lampung")
DIRECTORY = Directory((TANGKUM, PANGKAN, OFFICE, BACU, BACU_TOO, PELANGI, CITY, COUNTRYSIDE, MACAKKA, LAMPUNG))
REGIONS = {entry.region_code for found in DIRECTORY.by_code.values() for entry in found} | {"62.13.08.2006", "73.08"}


def entry(line: int = 2, score: object = "7,72", **said: str) -> Entry:
    blank = dict.fromkeys(("code", "npp", "name", "kind", "village", "district", "regency", "province"), "")
    return Entry(line=line, score=score, components={}, **{**blank, **said})


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"code": "62.13.08.2008", "kind": "desa"}, TANGKUM),
        ({"code": "6213092010"}, PANGKAN),
        ({"code": "62.13.08.2008", "name": "TBM Pelangi"}, PELANGI),
        ({"code": "62.13.08.2008", "kind": "desa", "name": "Perpustakaan Cerdas"}, TANGKUM),
        ({"code": "62.13", "name": "Barito Timur"}, OFFICE),
        ({"code": "62.13"}, OFFICE),
        ({"code": "62.13", "name": "Perpusdes Pangkan"}, PANGKAN),
        ({"npp": "6213A1"}, TANGKUM),
        ({"npp": "6213A1", "code": "62.13"}, TANGKUM),
        ({"npp": "tidak dikenal", "code": "62.13.09.2010"}, PANGKAN),
        ({"name": "tang kum", "regency": "Kab. Barito Timur"}, TANGKUM),
        ({"name": "Perpusdes Bacu", "regency": "Bone", "district": "Kec. Barebbo"}, BACU),
        ({"name": "Perpusdes Macakka", "village": "Tellulimpoe", "regency": "Soppeng"}, MACAKKA),
        ({"name": "Dinas Perpustakaan Kabupaten Barito Timur"}, OFFICE),
        ({"name": "Perpustakaan Kota Bogor"}, CITY),
        ({"name": "Bogor", "kind": "kabupaten", "regency": "Kab. Bogor"}, COUNTRYSIDE),
        ({"name": "Lampung", "kind": "provinsi"}, LAMPUNG),
    ],
)
def test_a_line_finds_its_library(said, found):
    assert find_library(entry(**said), DIRECTORY, REGIONS) == found


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({}, "library_unnamed"),
        ({"npp": "9999"}, "npp_unknown"),
        ({"code": "62-13"}, "region_code_malformed"),
        ({"code": "99.01"}, "region_unknown"),
        ({"code": "62.13.08.2006"}, "library_unknown"),
        ({"code": "62.13.08.2008"}, "library_ambiguous"),
        ({"code": "62.13", "kind": "warung"}, "kind_unknown"),
        ({"code": "62.13.09.2010", "kind": "desa", "name": "Tangkum"}, "code_and_name_disagree"),
        ({"code": "62.13", "name": "Desa Tidak Terdaftar"}, "library_unknown"),
        ({"code": "62.13", "name": "Tidak Terdaftar"}, "code_and_name_disagree"),
        ({"npp": "6213A1", "code": "62.13.09.2010"}, "code_and_npp_disagree"),
        ({"name": "Perpusdes Tangkum"}, "place_missing"),
        ({"name": "Perpusdes Tangkum", "regency": "Bone"}, "library_unknown"),
        ({"name": "Perpusdes Bacu", "regency": "Bone"}, "library_ambiguous"),
        ({"name": "Bogor", "kind": "kab/kota"}, "library_ambiguous"),
        ({"name": "Pelangi Baru", "village": "Tangkum", "regency": "Barito Timur"}, "library_unknown"),
    ],
)
def test_a_line_that_means_no_single_library_says_why(said, code):
    found = find_library(entry(**said), DIRECTORY, REGIONS)

    assert isinstance(found, Unmatched)
    assert found.code == code


def test_an_ambiguous_line_names_its_candidates_with_their_places():
    found = find_library(entry(name="Perpusdes Bacu", regency="Bone"), DIRECTORY, REGIONS)

    assert found == Unmatched(
        "library_ambiguous",
        {
            "name": "Perpusdes Bacu",
            "region_code": "",
            "place": "Bone",
            "candidates": (
                Candidate("Perpusdes Bacu", "73.08.09.2001", "Bacu/Barebbo/Bone/Sulawesi Selatan"),
                Candidate("Perpusdes Bacu", "73.08.21.2005", "Bacu/Contoh/Bone/Sulawesi Selatan"),
            ),
        },
    )


COMPONENTS = (ComponentName("layanan", "Peningkatan layanan"), ComponentName("pelibatan", "Pelibatan masyarakat"))


def read(*rows: tuple[int, tuple]) -> tuple[tuple[Entry, ...], tuple[SkippedRow, ...]]:
    return read_entries(rows, find_header(rows, words=headings_of(COMPONENTS), needs=NEEDS))


def test_a_sheet_is_read_past_titles_numbers_totals_and_notes():
    entries, skipped = read(
        (1, ("REKAPITULASI SKOR KPI TPBIS",)),
        (3, ("No", "Kode Wilayah", "Nama Perpustakaan", "Pelibatan Masyarakat", "Skor KPI")),
        (4, ("(1)", "(2)", "(3)", "(4)", "(5)")),
        (5, (1.0, "62.13.08.2008", "Perpusdes Tangkum", 8.0, "7,72")),
        (6, ("No", "Kode Wilayah", "Nama Perpustakaan", "Pelibatan Masyarakat", "Skor KPI")),
        (7, (2.0, 62.1, "Dinas", "", 6.32)),
        (8, ("", "", "Jumlah", 8.0, 14.04)),
        (9, ("Rata-rata", "", "", "", "7,02")),
        (10, ("Sumber: SIM TPBIS",)),
    )

    assert entries == (
        Entry(5, "62.13.08.2008", "", "Perpusdes Tangkum", "", "", "", "", "", "7,72", {"pelibatan": 8.0}),
        Entry(7, "62.10", "", "Dinas", "", "", "", "", "", 6.32, {"pelibatan": ""}),
    )
    assert [(row.line, row.code) for row in skipped] == [
        (4, "column_numbers"),
        (6, "repeated_header"),
        (8, "total_row"),
        (9, "total_row"),
        (10, "note_row"),
    ]


def test_a_sheet_of_regencies_alone_speaks_of_their_offices():
    entries, _ = read((1, ("Kabupaten/Kota", "Provinsi", "Nilai")), (2, ("Kab. Barito Timur", "", "6,32")))

    assert find_library(entries[0], DIRECTORY, REGIONS) == OFFICE


def test_the_report_accounts_for_every_entry():
    entries = (
        entry(2, "7,72", code="62.13.08.2008", kind="desa"),
        entry(3, "11", code="62.13.09.2010"),
        entry(4, "tinggi", code="99"),
        entry(5, "6,32", code="62.13"),
        entry(6, "6,32", name="Dinas Kab. Barito Timur"),
    )

    report = judge_entries(entries, scale=TEN, directory=DIRECTORY, known_regions=REGIONS)

    assert report == ImportReport(
        accepted=(GoodRow(2, 1, "Perpusdes Tangkum", Decimal("7.72"), "7,72"),),
        bad=(
            BadRow(3, "score_out_of_range", "62.13.09.2010", {"text": "11", "maximum": Decimal(10)}),
            BadRow(4, "region_unknown", "99", {"region_code": "99"}),
            BadRow(4, "score_not_a_number", "99", {"text": "tinggi"}),
            BadRow(5, "duplicate_row", "62.13", {"lines": (5, 6)}),
            BadRow(6, "duplicate_row", "Dinas Kab. Barito Timur", {"lines": (5, 6)}),
        ),
        skipped=(),
    )
    assert report.bad_lines == (3, 4, 5, 6)


def test_a_bad_component_makes_its_line_bad_and_an_empty_one_is_left_out():
    good = Entry(2, "62.13", "", "", "", "", "", "", "", "6,32", {"layanan": "7,1", "pelibatan": "-"})
    bad = Entry(3, "62.13.09.2010", "", "", "", "", "", "", "", "6", {"layanan": "baik"})

    report = judge_entries((good, bad), scale=TEN, directory=DIRECTORY, known_regions=REGIONS)

    assert [row.components for row in report.accepted] == [{"layanan": Decimal("7.10")}]
    assert report.bad == (BadRow(3, "score_not_a_number", "62.13.09.2010", {"text": "baik", "component": "layanan"}),)


@given(st.permutations(range(5)))
def test_the_order_of_lines_changes_nothing_but_the_order(order):
    lines = [
        entry(0, "7", code="62.13.08.2008", kind="desa"),
        entry(1, "8", code="62.13.09.2010"),
        entry(2, "9", code="62.13.09.2010"),
        entry(3, "x", code="18"),
        entry(4, "5", name="Perpusdes Bacu", regency="Bone"),
    ]

    report = judge_entries([lines[place] for place in order], scale=TEN, directory=DIRECTORY, known_regions=REGIONS)

    assert {row.line for row in report.accepted} == {0}
    assert {(row.line, row.code) for row in report.bad} == {
        (1, "duplicate_row"),
        (2, "duplicate_row"),
        (3, "score_not_a_number"),
    }
    assert {(row.line, row.code) for row in report.questions} == {(4, "library_ambiguous")}
