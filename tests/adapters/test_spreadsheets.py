"""Sheets of strangers: what is read, with which line numbers, and what is refused."""

import io
import zipfile
from datetime import date, datetime

import pytest
import xlsxwriter

from plm.adapters.spreadsheets import (
    EmptySheet,
    SheetUnclear,
    TooLarge,
    TooManyColumns,
    TooManyRows,
    Unreadable,
    WrongFileType,
    read_table,
    workbooks,
    write_xlsx,
)


def workbook(*sheets: tuple[str, dict[str, object]], percent: tuple[str, ...] = (), hidden: str = "") -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        as_percent = book.add_format({"num_format": "0%"})
        as_day = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, cells in sheets:
            page = book.add_worksheet(name)
            for place, value in cells.items():
                shape = as_percent if place in percent else as_day if isinstance(value, date) else None
                page.write(place, value, shape)
            if name == hidden:
                page.hide()
    return buffer.getvalue()


def repacked(data: bytes, **changes: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, changes.get(entry.filename, old.read(entry)))
    return buffer.getvalue()


def test_a_workbook_keeps_the_line_numbers_that_excel_shows():
    data = workbook(("Skor", {"B3": "nama", "C3": "skor", "B6": "Perpusdes Tangkum", "C6": 7.72}))

    table = read_table(data, "skor.xlsx")

    assert table.sheet == "Skor"
    assert table.rows == ((3, ("", "nama", "skor")), (6, ("", "Perpusdes Tangkum", 7.72)))


def test_cells_shown_as_percent_are_read_as_percent():
    data = workbook(("Skor", {"A1": "nama", "B1": "skor", "A2": "Sekadau", "B2": 1, "B3": 0.875}), percent=("B2", "B3"))

    rows = read_table(data, "skor.xlsx").rows

    assert [cells[1] for _, cells in rows] == ["skor", "100%", "87.5%"]


def test_a_date_stays_a_date():
    data = workbook(("Skor", {"A1": datetime(2024, 12, 7)}))

    assert read_table(data, "skor.xlsx").rows == ((1, (date(2024, 12, 7),)),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_is_read_in_every_usual_encoding_and_delimiter(encoding, delimiter):
    lines = [delimiter.join(row) for row in (("nama", "skor"), ("Qur’an Désa", '"7,72"'), ("", ""), ("Pangkan", "6.0"))]

    table = read_table("\r\n".join(lines).encode(encoding), "skor.csv")

    assert table.rows == ((1, ("nama", "skor")), (2, ("Qur’an Désa", "7,72")), (4, ("Pangkan", "6.0")))


def test_a_csv_of_old_windows_is_read():
    assert read_table("nama;skor\nDésa ‘Contoh’;7,1".encode("cp1252"), "a.csv").rows[1] == (2, ("Désa ‘Contoh’", "7,1"))


def test_a_decimal_comma_does_not_pass_for_the_delimiter():
    table = read_table(b"nama;skor\nTangkum;7,72\nPangkan;6,0\n", "skor.csv")

    assert table.rows[1:] == ((2, ("Tangkum", "7,72")), (3, ("Pangkan", "6,0")))


def test_a_quoted_line_break_stays_in_its_cell_and_counts_as_one_line():
    table = read_table(b'nama,skor\n"Perpusdes\nTangkum",7\nPangkan,6\n', "skor.csv")

    assert [line for line, _ in table.rows] == [1, 2, 3]


def test_excels_own_separator_line_is_obeyed_and_not_counted():
    assert read_table(b"sep=;\r\nnama;skor\r\nA;1\r\n", "a.csv").rows == ((1, ("nama", "skor")), (2, ("A", "1")))


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"%PDF-1.7 ...", "pdf"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_or_locked_excel"),
        (b"  <!DOCTYPE html><table>", "web_page"),
        (b"abc\x00\x01\x02", "unknown"),
    ],
)
def test_the_content_decides_the_type_and_not_the_name(data, found):
    with pytest.raises(WrongFileType) as refusal:
        read_table(data, "skor.xlsx")

    assert refusal.value.facts == {"filename": "skor.xlsx", "found": found}


def test_an_archive_that_is_no_workbook_is_refused():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")

    with pytest.raises(WrongFileType) as refusal:
        read_table(buffer.getvalue(), "skor.xlsx")

    assert refusal.value.facts["found"] == "document"


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\r\n\r\n", b";;;\n;;;\n", workbook(("Kosong", {}))])
def test_a_sheet_without_anything_is_refused(data):
    with pytest.raises(EmptySheet):
        read_table(data, "kosong")


def test_a_cut_off_workbook_is_refused_as_damaged():
    data = workbook(("Skor", {"A1": "nama"}))

    with pytest.raises(Unreadable):
        read_table(data[: len(data) // 2], "skor.xlsx")


def test_a_file_above_the_limit_is_refused_before_it_is_opened():
    with pytest.raises(TooLarge) as refusal:
        read_table(b"x" * 11, "besar.csv", max_bytes=10)

    assert refusal.value.facts == {"filename": "besar.csv", "size": 11, "limit": 10}


def test_a_file_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(workbooks, "MAX_UNPACKED_BYTES", 100_000)
    bomb = repacked(workbook(("Skor", {"A1": "x"})), **{"xl/theme/theme1.xml": b"0" * 200_000})

    with pytest.raises(TooLarge):
        read_table(bomb, "bom.xlsx")


@pytest.mark.parametrize(("place", "refusal"), [("A1048576", TooManyRows), ("XFD2", TooManyColumns)])
def test_one_cell_at_the_far_end_does_not_unfold_the_sheet(place, refusal):
    with pytest.raises(refusal):
        read_table(workbook(("Skor", {"A1": "nama", place: "x"})), "jauh.xlsx")


@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="1"><c/></row><row r="9999999"><c t="str"><v>x</v></c></row>',
        b'<row r="1">' + b"<c/>" * 201 + b"</row>",
        b'<row r="1"><c r="CV1"/></row><row r="50000"><c r="A50000"/></row>',
    ],
)
def test_a_sheet_that_would_unfold_too_far_is_refused_however_it_is_written(rows):
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>' + rows
    strange = {"xl/worksheets/sheet1.xml": sheet + b"</sheetData></worksheet>"}

    with pytest.raises((TooManyRows, TooManyColumns)):
        read_table(repacked(workbook(("Skor", {"A1": "x"})), **strange), "aneh.xlsx")


def test_too_many_lines_of_csv_are_refused():
    with pytest.raises(TooManyRows):
        read_table(b"a,b\n" * 120_001, "panjang.csv")


def test_several_filled_sheets_are_asked_about_and_a_named_one_is_read():
    data = workbook(("Desa", {"A1": "x"}), ("Kabupaten", {"A1": "y"}), ("Kosong", {}))

    with pytest.raises(SheetUnclear) as refusal:
        read_table(data, "dua.xlsx")

    assert refusal.value.facts["sheets"] == ("Desa", "Kabupaten")
    assert read_table(data, "dua.xlsx", sheet=" kabupaten ").rows == ((1, ("y",)),)
    with pytest.raises(SheetUnclear):
        read_table(data, "dua.xlsx", sheet="Provinsi")


def test_a_hidden_sheet_does_not_count():
    data = workbook(("Desa", {"A1": "x"}), ("Rumus", {"A1": "y"}), hidden="Rumus")

    assert read_table(data, "satu.xlsx").sheet == "Desa"


def test_what_is_written_is_text_and_never_a_formula():
    data = write_xlsx(
        ["Nama", "Kode", "Skor"], [["=cmd|'/c calc'!A1", "11.01", 7.5], ["https://contoh.id", "0812", None]]
    )

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet
    assert [cells for _, cells in read_table(data, "daftar.xlsx").rows] == [
        ("Nama", "Kode", "Skor"),
        ("=cmd|'/c calc'!A1", "11.01", 7.5),
        ("https://contoh.id", "0812", ""),
    ]
