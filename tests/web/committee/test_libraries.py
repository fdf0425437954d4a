"""The committee's list of libraries: searched, added to, imported into, exported."""

import io

import pytest
from sqlalchemy import Engine, event

from plm.accounts.rules import Role
from plm.adapters.spreadsheets import read_table, write_xlsx
from plm.libraries.queries import LibraryFilter, count_libraries, search_libraries
from plm.libraries.rules import LibraryKind
from tests.factories import log_in, make_account, make_library, make_region

HEADINGS = ("Nama", "Jenis", "Kode Wilayah")


@pytest.fixture
def committee(client, session):
    """A logged-in member of the national committee."""
    log_in(client, make_account(session))
    return client


def upload(rows, name="mitra.xlsx", **more):
    return {"file": (io.BytesIO(write_xlsx(HEADINGS, rows)), name), **more}


def only(session):
    (library,) = search_libraries(session, LibraryFilter()).libraries
    return library


def count_statements(client, session, url):
    """Statements of one page, with nothing remembered from before."""
    session.flush()
    session.expunge_all()
    counted = []

    def count(*_):
        counted.append(1)

    event.listen(Engine, "before_cursor_execute", count)
    try:
        assert client.get(url).status_code == 200
    finally:
        event.remove(Engine, "before_cursor_execute", count)
    return len(counted)


def test_the_list_shows_place_and_code_and_escapes_names(committee, session):
    make_library(session, name="Perpusdes <b>Tangkum</b>")

    page = committee.get("/panitia/perpustakaan/")

    assert page.status_code == 200
    assert "Perpusdes &lt;b&gt;Tangkum&lt;/b&gt;" in page.text
    assert "Kec. Raren Batuah, Barito Timur, Kalimantan Tengah" in page.text
    assert "62.13.08.2008" in page.text


def test_the_list_is_narrowed_by_a_plain_address(committee, session):
    make_library(session, name="Perpusdes Tangkum", folded_name="tangkum")
    make_library(session, region_code="73.08.09.2001", name="Perpusdes Bacu", folded_name="bacu")

    page = committee.get("/panitia/perpustakaan/?q=ba+cu&provinsi=73&jenis=village&hal=x")
    none = committee.get("/panitia/perpustakaan/?q=zzz&jenis=entah")

    assert "Perpusdes Bacu" in page.text
    assert "Perpusdes Tangkum" not in page.text
    assert "Tidak ada perpustakaan yang cocok" in none.text


def test_the_list_asks_the_same_number_of_questions_for_one_and_for_many(committee, session):
    make_library(session)
    committee.get("/panitia/perpustakaan/")
    one = count_statements(committee, session, "/panitia/perpustakaan/")
    for number in range(3):
        make_library(session, region_code=f"73.08.09.200{number}", name=f"Perpusdes {number}")

    assert count_statements(committee, session, "/panitia/perpustakaan/") == one


def test_the_export_can_be_imported_again(committee, session):
    make_library(session, name="=cmd|'/c calc'!A1", npp="A1")

    answer = committee.get("/panitia/perpustakaan/unduh.xlsx")

    rows = read_table(answer.data, "perpustakaan.xlsx").rows
    assert rows[1][1][:4] == ("=cmd|'/c calc'!A1", "Perpustakaan desa/kelurahan", "62.13.08.2008", "A1")


def test_a_library_is_added_by_its_code(committee, session):
    make_region(session, "62.13.08.2008")

    answer = committee.post(
        "/panitia/perpustakaan/tambah",
        data={"kind": "village", "name": " Perpusdes Tangkum ", "region_code": "6213082008", "phone": "0812 3456 7890"},
    )

    library = only(session)
    assert answer.location == f"/panitia/perpustakaan/{library.id}"
    assert (library.name, library.region_code, library.phone) == (
        "Perpusdes Tangkum",
        "62.13.08.2008",
        "+6281234567890",
    )


def test_a_region_is_searched_and_picked_without_a_script_and_nothing_typed_is_lost(committee, session):
    make_region(session, "62.13.08.2008", folded_name="tangkum")
    typed = {"kind": "village", "name": "Perpusdes Tangkum", "place": "tang kum", "phone": "0812"}

    found = committee.post("/panitia/perpustakaan/tambah", data={**typed, "tombol": "cari"})
    unpicked = committee.post("/panitia/perpustakaan/tambah", data={**typed, "phone": "", "tombol": "simpan"})
    added = committee.post(
        "/panitia/perpustakaan/tambah", data={**typed, "phone": "", "pilihan": "62.13.08.2008", "tombol": "simpan"}
    )

    assert found.status_code == 200
    assert 'value="Perpusdes Tangkum"' in found.text
    assert 'value="0812"' in found.text
    assert "Kec. Raren Batuah, Barito Timur, Kalimantan Tengah" in found.text
    assert unpicked.status_code == 422
    assert "Pilih satu wilayah" in unpicked.text
    assert added.status_code == 302
    assert only(session).region_code == "62.13.08.2008"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Tulis nama perpustakaan."),
        ({"name": "..."}, "Nama memerlukan huruf atau angka."),
        ({"region_code": ""}, "Tulis kode wilayah, atau cari namanya."),
        ({"region_code": "62-13"}, "Bukan kode wilayah."),
        ({"region_code": "99"}, "Kode wilayah 99 tidak ada dalam daftar Kemendagri."),
        ({"region_code": "62.13"}, "Perpustakaan desa/kelurahan memerlukan kode desa"),
        ({"kind": "warung"}, "Pilih salah satu."),
        ({"npp": "A-1"}, "NPP A1 sudah dipakai Perpusdes Pangkan."),
        ({"name": "perpusdes PANGKAN", "region_code": "62.13.09.2010"}, "sudah ada di wilayah 62.13.09.2010"),
        ({"phone": "12"}, "Nomor tidak lengkap."),
        ({"email": "bukan"}, "Surel tidak lengkap."),
    ],
)
def test_a_library_that_does_not_fit_comes_back_with_a_sentence(committee, session, changes, sentence):
    make_library(session, region_code="62.13.09.2010", name="Perpusdes Pangkan", folded_name="pangkan", npp="A1")
    make_region(session, "62.13.08.2008")
    typed = {
        "kind": "village",
        "name": "Perpusdes Tangkum",
        "region_code": "62.13.08.2008",
        "contact_name": "Contoh <i>",
    }

    answer = committee.post("/panitia/perpustakaan/tambah", data={**typed, **changes})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="Contoh &lt;i&gt;"' in answer.text
    assert count_libraries(session) == 1


def test_what_no_column_holds_is_said_of_its_row(committee, session):
    make_region(session, "62.13.08.2008")
    rows = [
        ("Nama", "Jenis", "Kode Wilayah", "Kontak", "NPP"),
        ("Perpusdes Satu", "desa", "62.13.08.2008", "k" * 201, ""),
        ("Perpusdes Dua", "desa", "62.13.08.2008", "", "1" * 41),
    ]
    sheet = "\n".join(",".join(row) for row in rows).encode()

    answer = committee.post("/panitia/perpustakaan/impor", data={"file": (io.BytesIO(sheet), "mitra.csv")})

    assert answer.status_code == 422
    assert "Paling banyak 200 huruf" in answer.text
    assert "Paling banyak 40 huruf" in answer.text
    assert count_libraries(session) == 0


def test_control_signs_in_a_sheet_do_no_harm(committee, session):
    make_region(session, "62.13.08.2008")
    # Past the first bytes, by which a file is told apart from what is no sheet.
    sheet = b"Nama,Jenis,Kode Wilayah\n" + b"\n" * 5000 + b"Perpus\0des \x01Satu,desa,62.13.08.2008\n"

    answer = committee.post("/panitia/perpustakaan/impor", data={"file": (io.BytesIO(sheet), "mit\0ra.csv")})

    assert answer.status_code == 302
    assert only(session).name == "Perpusdes Satu"


def test_a_sheet_of_libraries_is_imported(committee, session):
    make_region(session, "62.13.08.2008")

    answer = committee.post(
        "/panitia/perpustakaan/impor", data=upload([("Perpusdes Tangkum", "desa", "62.13.08.2008")])
    )
    again = committee.post(
        "/panitia/perpustakaan/impor",
        data=upload([("Perpusdes Tangkum", "desa", "62.13.08.2008")]),
        follow_redirects=True,
    )

    assert answer.location == "/panitia/perpustakaan/"
    assert "Semua perpustakaan dalam berkas sudah ada." in again.text
    assert only(session).kind is LibraryKind.VILLAGE


def test_a_sheet_with_a_bad_row_is_explained_and_stored_only_when_asked_for(committee, session):
    make_region(session, "62.13.08.2008")
    rows = [("Perpusdes Tangkum", "desa", "62.13.08.2008"), ("Perpusdes <b>X</b>", "desa", "99.99")]

    refused = committee.post("/panitia/perpustakaan/impor", data=upload(rows))
    after_refusal = count_libraries(session)
    stored = committee.post("/panitia/perpustakaan/impor", data=upload(rows, only_good="y"))

    assert (refused.status_code, after_refusal) == (422, 0)
    assert "Perpusdes &lt;b&gt;X&lt;/b&gt;" in refused.text
    assert "Kode wilayah 99.99 tidak ada dalam daftar Kemendagri." in refused.text
    assert (stored.status_code, count_libraries(session)) == (200, 1)
    assert "Hanya baris yang benar yang disimpan." in stored.text


def test_a_file_that_is_no_sheet_is_refused_at_its_field(committee, session):
    answer = committee.post(
        "/panitia/perpustakaan/impor", data={"file": (io.BytesIO(b"%PDF-1.7"), "surat.xlsx"), "sheet": "Desa"}
    )

    assert answer.status_code == 422
    assert "Isi berkas surat.xlsx adalah PDF." in answer.text
    assert 'value="Desa"' in answer.text


def test_a_sheet_of_headings_alone_is_refused_at_its_field(committee, session):
    answer = committee.post("/panitia/perpustakaan/impor", data=upload([]))

    assert answer.status_code == 422
    assert "Berkas ini hanya berisi judul kolom; belum ada barisnya." in answer.text


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"x", "Isi berkas ini bukan tabel. Pakai Excel (.xlsx) atau CSV dengan judul kolom: Nama perpustakaan; Kode"),
        (b"# plm\n\nSatu, dua, tiga.\n\n- empat, lima\n", "Isi berkas ini bukan tabel."),
        (b"Judul;Tahun\nA;1\n", "ditemukan: Nama perpustakaan; Kode wilayah. Di baris 1 tertulis: Judul, Tahun."),
        (b"Nama;Kode\n;62.13\n", "Nama perpustakaan kosong atau tidak memuat huruf."),
    ],
)
def test_a_text_is_told_from_a_table(committee, content, sentence):
    answer = committee.post("/panitia/perpustakaan/impor", data={"file": (io.BytesIO(content), "mitra.xlsx")})

    assert answer.status_code == 422
    assert sentence in answer.text


def test_a_library_of_nowhere_is_not_found(committee, session):
    assert committee.get("/panitia/perpustakaan/999999").status_code == 404


def test_an_auditor_reads_and_changes_nothing(client, session):
    log_in(client, make_account(session, role=Role.AUDITOR))

    page = client.get("/panitia/perpustakaan/")
    answer = client.post("/panitia/perpustakaan/tambah", data={})

    assert (page.status_code, answer.status_code) == (200, 403)
    assert "Tambah perpustakaan" not in page.text
