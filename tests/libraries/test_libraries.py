"""Libraries: added by hand, imported from sheets, searched for."""

import pytest

from plm.audit.tables import AuditEntry
from plm.libraries.actions import LibraryDraft, add_library, import_libraries
from plm.libraries.queries import LibraryFilter, count_libraries, find_library_named, search_libraries
from plm.libraries.rules import (
    BadRow,
    LibraryKind,
    LibraryTaken,
    NppTaken,
    PartnershipType,
    RegionLevelWrong,
    RegionUnknown,
    SkippedRow,
)
from tests.factories import NOON, make_library, make_region

TANGKUM = LibraryDraft(LibraryKind.VILLAGE, "Perpusdes <b>Tangkum</b>", "62.13.08.2008", npp="62-13 a1")


def test_a_library_is_added_as_typed_and_noted(session):
    make_region(session, "62.13.08.2008")

    library = add_library(session, draft=TANGKUM, actor="account:1", now=NOON)

    assert (library.name, library.npp, library.region_code) == ("Perpusdes <b>Tangkum</b>", "6213A1", "62.13.08.2008")
    assert [(entry.verb, entry.subject) for entry in session.query(AuditEntry)] == [
        ("add_library", f"library:{library.id}")
    ]


@pytest.mark.parametrize(
    ("draft", "refusal"),
    [
        (LibraryDraft(LibraryKind.VILLAGE, "Perpusdes X", "99.99"), RegionUnknown),
        (LibraryDraft(LibraryKind.VILLAGE, "Perpusdes X", "62.13"), RegionLevelWrong),
        (LibraryDraft(LibraryKind.VILLAGE, "perpustakaan desa TANG KUM", "62.13.08.2008"), LibraryTaken),
        (LibraryDraft(LibraryKind.VILLAGE, "Perpusdes X", "62.13.08.2008", npp="N.P.P 1"), NppTaken),
    ],
)
def test_a_library_that_does_not_fit_is_refused_by_name(session, draft, refusal):
    make_library(session, name="Perpusdes Tangkum", folded_name="tangkum", npp="NPP1")

    with pytest.raises(refusal):
        add_library(session, draft=draft, actor="cli", now=NOON)

    assert count_libraries(session) == 1


HEADER = (1, ("Nama", "Jenis", "Kode Wilayah", "NPP", "Kemitraan", "Telepon", "Surel"))


def sheet(*rows):
    return (HEADER, *enumerate(rows, start=2))


def test_a_sheet_of_libraries_is_stored_whole(session):
    make_region(session, "62.13.08.2008")

    report = import_libraries(
        session,
        rows=sheet(
            ("Perpusdes Tangkum", "desa", "62.13.08.2008", "6213A1", "replikasi mandiri", 81200000000.0, "a@contoh.id"),
            ("Dinas Perpustakaan Kab. Barito Timur", "", 62.13, "", "", "", ""),
            ("TBM Pelangi", "", "6213082008", "", "", "", ""),
        ),
        filename="mitra.xlsx",
        actor="cli",
        now=NOON,
    )

    assert (len(report.accepted), report.bad, report.skipped) == (3, (), ())
    stored = find_library_named(session, kind=LibraryKind.VILLAGE, region_code="62.13.08.2008", name="Tangkum")
    assert (stored.npp, stored.partnership, stored.phone, stored.email) == (
        "6213A1",
        PartnershipType.SELF_FUNDED,
        "+6281200000000",
        "a@contoh.id",
    )
    assert find_library_named(session, kind=LibraryKind.REGENCY, region_code="62.13", name="Barito Timur")
    assert find_library_named(session, kind=LibraryKind.TBM, region_code="62.13.08.2008", name="Pelangi")


def test_one_bad_line_stores_nothing_and_every_bad_line_has_its_reasons(session):
    make_region(session, "62.13.08.2008")
    make_library(session, region_code="62.13.09.2010", name="Perpusdes Pangkan", folded_name="pangkan", npp="A9")
    rows = sheet(
        ("Perpusdes Tangkum", "desa", "62.13.08.2008"),
        ("Perpusdes Pangkan", "desa", "62.13.09.2010"),
        ("", "desa", "99.01.01.2001", "", "", "12", "bukan surel"),
        ("Rumah Baca", "", "62.13.08.2008"),
        ("Perpusdes A", "desa", "62.13"),
        ("Perpusdes B", "desa", "", "A9", "sewa"),
        ("Perpusdes C", "desa", "62-13"),
        ("TBM D", "tbm", "62.13.08.2008"),
        ("TBM D", "tbm", "62.13.08.2008"),
    )

    report = import_libraries(session, rows=rows, filename="mitra.csv", actor="cli", now=NOON)

    assert count_libraries(session) == 1
    assert report.skipped == (SkippedRow(3, "already_there", "Perpusdes Pangkan"),)
    assert [(row.line, row.code) for row in report.bad] == [
        (4, "name_missing"),
        (4, "region_unknown"),
        (4, "phone_unclear"),
        (4, "email_unclear"),
        (5, "kind_unknown"),
        (6, "region_level_wrong"),
        (7, "region_code_missing"),
        (7, "npp_taken"),
        (7, "partnership_unknown"),
        (8, "region_code_malformed"),
        (9, "duplicate_row"),
        (10, "duplicate_row"),
    ]
    assert report.bad[-1] == BadRow(10, "duplicate_row", "TBM D", {"lines": (9, 10)})


def test_only_the_good_lines_are_stored_when_asked_for(session):
    make_region(session, "62.13.08.2008")
    rows = sheet(("Perpusdes Tangkum", "desa", "62.13.08.2008"), ("Perpusdes X", "desa", "99"))

    first = import_libraries(session, rows=rows, filename="a.csv", actor="cli", now=NOON, only_good=True)
    again = import_libraries(session, rows=rows, filename="a.csv", actor="cli", now=NOON, only_good=True)

    assert (len(first.accepted), len(again.accepted), len(again.skipped)) == (1, 0, 1)
    assert count_libraries(session) == 1


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (LibraryFilter(), ["Dinas Barito Timur", "Perpusdes Pangkan", "Perpusdes Bacu"]),
        (LibraryFilter(text="pang kan"), ["Perpusdes Pangkan"]),
        (LibraryFilter(text="Barito Timur"), ["Dinas Barito Timur", "Perpusdes Pangkan"]),
        (LibraryFilter(text="62.13.09"), ["Perpusdes Pangkan"]),
        (LibraryFilter(text="npp-7"), ["Perpusdes Bacu"]),
        (LibraryFilter(text="%"), []),
        (LibraryFilter(province="73"), ["Perpusdes Bacu"]),
        (LibraryFilter(kind=LibraryKind.REGENCY), ["Dinas Barito Timur"]),
        (LibraryFilter(province="73", kind=LibraryKind.REGENCY), []),
    ],
)
def test_libraries_are_found_by_name_place_code_number_and_kind(session, wanted, names):
    make_library(
        session, kind=LibraryKind.REGENCY, region_code="62.13", name="Dinas Barito Timur", folded_name="baritotimur"
    )
    make_library(session, region_code="62.13.09.2010", name="Perpusdes Pangkan", folded_name="pangkan")
    make_library(session, region_code="73.08.09.2001", name="Perpusdes Bacu", folded_name="bacu", npp="NPP7")

    page = search_libraries(session, wanted)

    assert [library.name for library in page.libraries] == names
    assert page.total == len(names)


def test_a_page_beyond_the_last_is_the_last(session):
    for number in range(5):
        make_library(session, kind=LibraryKind.TBM, name=f"TBM {number}")

    page = search_libraries(session, LibraryFilter(), page=99, size=2)

    assert (page.number, page.last, page.first_row, len(page.libraries)) == (3, 3, 5, 1)
