"""Periods declared and scores imported on the committee's pages."""

import io
import re
from pathlib import Path

import pytest
from sqlalchemy import func, select

from plm.accounts.rules import Role
from plm.adapters.spreadsheets import write_xlsx
from plm.jobs.tables import Job
from plm.kpi.actions import Choices, SourceFile, hand_in_scores, note_report
from plm.kpi.queries import components_of, find_period, imports_of, latest_scores
from plm.kpi.tables import KpiScore
from tests.factories import NOON, log_in, make_account, make_library
from tests.kpi.test_actions import AS_OF, ROWS, bring, make_libraries_of_barito_timur, make_period
from tests.web.committee.test_libraries import count_statements
from workers.kpi import read, store

HEADINGS = ("Kode Wilayah", "Nama Perpustakaan", "Skor")
GOOD = [("62.13.08.2008", "Perpusdes Tangkum", "7,72"), ("62.13", "", 6.32), ("", "Jumlah", 14.04)]
BAD = ("99.99", "Perpusdes <b>X</b>", "tinggi")
PAGE = "/panitia/kpi/2024-09/impor"
PERIOD = {
    "name": "Januari–September 2024",
    "code": "2024-09",
    "starts_on": "2024-01-01",
    "ends_on": "2024-09-25",
    "scale": "points",
    "maximum": "10",
    "decimals": "2",
    "components": "Layanan\n\nPelibatan masyarakat; 0,4",
}


@pytest.fixture
def committee(client, session):
    """A logged-in member of the national committee."""
    log_in(client, make_account(session))
    return client


def upload(rows, name="skor.xlsx", **more):
    return {"file": (io.BytesIO(write_xlsx(HEADINGS, rows)), name), "as_of": "2024-09-25", **more}


def count_scores(session):
    return session.scalar(select(func.count()).select_from(KpiScore))


def test_a_period_is_declared_with_its_components_as_data(committee, session):
    answer = committee.post("/panitia/kpi/tambah", data=PERIOD)
    page = committee.get(answer.location)

    period = find_period(session, "2024-09")
    assert answer.location == "/panitia/kpi/2024-09/"
    assert [component.name for component in components_of(session, period.id)] == ["Layanan", "Pelibatan masyarakat"]
    assert "bobot 0,4" in page.text
    assert "Belum ada skor dalam periode ini." in page.text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Tulis nama periode"),
        ({"code": "Skor 2024"}, "Kode hanya boleh berisi huruf kecil"),
        ({"code": "2023-09"}, "Kode periode 2023-09 sudah dipakai."),
        ({"ends_on": "2023-01-01"}, "Tanggal akhir mendahului tanggal awal."),
        ({"ends_on": "kapan"}, "Tanggal tidak terbaca."),
        ({"maximum": "sepuluh"}, "Bukan angka. Tulis misalnya 10 atau 100."),
        ({"maximum": "0"}, "Skor tertinggi harus lebih dari 0"),
        ({"maximum": "1e300"}, "Bukan angka. Tulis misalnya 10 atau 100."),
        ({"components": "Koleksi; 1e18"}, "bukan angka."),
        ({"decimals": "9"}, "Banyaknya desimal 0 sampai 4."),
        ({"components": "Layanan\nlayanan"}, "Dua komponen bernama sama."),
        ({"bands": "Hijau"}, "Tulis skor terendah warna Hijau"),
        ({"bands": "Hijau; 7\nHijau; 5"}, "Dua warna bernama sama"),
        ({"bands": "Hijau; 11"}, "Skor terendah sebuah warna harus antara"),
        ({"components": "Layanan; banyak"}, "Bobot “banyak” pada Layanan bukan angka."),
    ],
)
def test_a_period_that_is_not_sound_comes_back_with_a_sentence(committee, session, changes, sentence):
    make_period(session, code="2023-09")

    answer = committee.post("/panitia/kpi/tambah", data={**PERIOD, **changes})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert find_period(session, "2024-09") is None


def test_a_sheet_is_imported_and_its_page_shows_rows_and_source(committee, session):
    make_period(session)
    tangkum, *_ = make_libraries_of_barito_timur(session)

    answer = committee.post(PAGE, data=upload(GOOD))
    page = committee.get(answer.location)
    library = committee.get(f"/panitia/perpustakaan/{tangkum.id}")

    (file,) = imports_of(session, find_period(session, "2024-09").id)
    assert answer.location == f"/panitia/kpi/2024-09/impor/{file.id}"
    assert "2 skor disimpan." in page.text
    assert "“7,72”" in page.text
    assert "baris jumlah" in page.text
    assert "skor.xlsx, baris 2, tertulis “7,72”" in library.text
    assert "<title" in library.text
    assert "style=" not in library.text


def test_one_bad_row_stores_nothing_and_the_file_waits_with_every_reason(committee, session):
    make_period(session)
    make_libraries_of_barito_timur(session)

    answer = committee.post(PAGE, data=upload([*GOOD, BAD]), follow_redirects=True)

    assert (answer.status_code, count_scores(session)) == (200, 0)
    assert "Belum ada yang disimpan." in answer.text
    assert "Kode wilayah 99.99 tidak ada dalam daftar Kemendagri." in answer.text
    assert "“tinggi” bukan angka." in answer.text
    assert "Perpusdes &lt;b&gt;X&lt;/b&gt;" in answer.text
    assert "Data per 25 September 2024." in answer.text
    assert "menunggu keputusan" in committee.get("/panitia/kpi/2024-09/").text


def test_a_sheet_that_is_not_there_keeps_what_was_chosen(committee, session):
    make_period(session)

    answer = committee.post(PAGE, data=upload(GOOD, sheet="Lain"))

    assert answer.status_code == 422
    assert 'value="2024-09-25"' in answer.text
    assert 'value="Lain"' in answer.text


def test_the_good_rows_are_stored_when_asked_for_and_the_rest_stays_readable(committee, session):
    make_period(session)
    make_libraries_of_barito_timur(session)

    page = committee.post(PAGE, data=upload([*GOOD, BAD], only_good="y"), follow_redirects=True)

    assert count_scores(session) == 2
    assert "2 skor disimpan." in page.text
    assert "“tinggi” bukan angka." in page.text


def test_the_same_file_twice_says_that_nothing_changed(committee, session):
    make_period(session)
    make_libraries_of_barito_timur(session)
    committee.post(PAGE, data=upload(GOOD))

    page = committee.post(PAGE, data=upload(GOOD), follow_redirects=True)

    assert "Tidak ada yang berubah." in page.text
    assert count_scores(session) == 2


CORRECTION = [("62.13.08.2008", "", "8,00")]


def test_a_correction_shows_both_values_and_is_stored_when_ticked(committee, session):
    make_period(session)
    tangkum, *_ = make_libraries_of_barito_timur(session)
    committee.post(PAGE, data=upload(GOOD))

    here = committee.post(PAGE, data=upload(CORRECTION, name="baru.xlsx")).location
    shown = committee.get(here)
    unticked = committee.post(here, follow_redirects=True)
    before = latest_scores(session, find_period(session, "2024-09").id)[tangkum.id]
    stored = committee.post(here, data={"accept_corrections": "y"}, follow_redirects=True)
    library = committee.get(f"/panitia/perpustakaan/{tangkum.id}")

    assert "7,72" in shown.text
    assert "skor.xlsx" in shown.text
    assert "8,00" in shown.text
    assert (str(before), "masih ada baris" in unticked.text) == ("7.72", True)
    assert "1 skor disimpan." in stored.text
    assert "1 di antaranya mengganti skor lama." in stored.text
    assert "sebelumnya “7,72” (skor.xlsx, baris 2), diganti oleh Contoh Tiga" in library.text
    first = imports_of(session, find_period(session, "2024-09").id)[-1]
    assert "1 skor dari berkas ini sudah diganti oleh koreksi." in committee.get(f"{PAGE}/{first.id}").text


def ask(committee, session):
    """A file with one clear row and one that may mean two libraries; returns its page and the second of the two."""
    make_period(session)
    make_libraries_of_barito_timur(session)
    _, second = (
        make_library(session, region_code=code, name="Perpusdes Bacu", folded_name="bacu")
        for code in ("73.08.09.2001", "73.08.21.2005")
    )
    data = b"Kode;Nama;Kabupaten;Skor\n62.13;;;6,32\n;Perpusdes Bacu;Bone;7\n"
    sheet = {"file": (io.BytesIO(data), "skor.csv"), "as_of": "2024-09-25"}
    return committee.post(PAGE, data=sheet).location, second


def test_a_row_of_two_libraries_is_asked_about_and_the_answer_is_stored(committee, session):
    here, second = ask(committee, session)

    shown = committee.get(here)
    unanswered = committee.post(here, data={"jawab-3": ""}, follow_redirects=True)
    nothing = count_scores(session)
    stored = committee.post(here, data={"jawab-3": str(second.id)}, follow_redirects=True)

    assert "Perpustakaan mana yang dimaksud?" in shown.text
    assert "73.08.21.2005" in shown.text
    assert ("masih ada baris" in unanswered.text, nothing) == (True, 0)
    assert "2 skor disimpan." in stored.text
    assert str(latest_scores(session, find_period(session, "2024-09").id)[second.id]) == "7"


@pytest.mark.parametrize("answer", ["999999999", "x", "-1", "٣", "9" * 40])
def test_an_answer_that_names_nothing_is_no_answer(committee, session, answer):
    here, _ = ask(committee, session)

    page = committee.post(here, data={"jawab-3": answer, f"jawab-{'9' * 30}": "1"}, follow_redirects=True)

    assert page.status_code == 200
    assert count_scores(session) == 0


def test_a_row_may_be_left_out_and_the_answer_stays_chosen(committee, session):
    here, _ = ask(committee, session)

    page = committee.post(here, data={"jawab-3": "lewati"}, follow_redirects=True)

    assert "1 skor disimpan." in page.text
    assert "dilewati atas pilihan panitia" in page.text


def test_a_second_click_stores_nothing_twice(committee, session):
    here, second = ask(committee, session)

    first = committee.post(here, data={"jawab-3": str(second.id)})
    again = committee.post(here, data={"jawab-3": str(second.id)}, follow_redirects=True)

    assert first.status_code == 302
    assert again.status_code == 200
    assert len(imports_of(session, find_period(session, "2024-09").id)) == 1


def test_checking_first_reports_and_stores_nothing_until_it_is_accepted(committee, session):
    make_period(session)
    make_libraries_of_barito_timur(session)

    here = committee.post(PAGE, data=upload(GOOD, check_first="y")).location
    shown = committee.get(here)
    nothing = count_scores(session)
    stored = committee.post(here, follow_redirects=True)

    assert "Semua baris cocok." in shown.text
    assert (nothing, count_scores(session)) == (0, 2)
    assert "2 skor disimpan." in stored.text


def test_a_large_file_is_left_to_a_worker_and_its_page_shows_how_far_it_is(committee, session, monkeypatch):
    monkeypatch.setattr("plm.web.committee.kpi.LARGE_ROWS", 1)
    monkeypatch.setattr("plm.web.committee.kpi_drafts.LARGE_ROWS", 1)
    make_period(session)
    make_libraries_of_barito_timur(session)

    here = committee.post(PAGE, data=upload(GOOD)).location
    waiting = committee.get(here)
    figures = committee.get(f"{here}/kemajuan").json
    (job,) = session.scalars(select(Job)).all()
    read(session, **job.arguments)
    read(session, **job.arguments)
    shown = committee.get(here)
    committee.post(here)
    storing = committee.get(here)
    store(session, draft_id=job.arguments["draft_id"])
    store(session, draft_id=job.arguments["draft_id"])
    stored = committee.get(here, follow_redirects=True)

    assert "Berkas sedang dibaca" in waiting.text
    assert '<noscript><meta http-equiv="refresh"' in waiting.text
    assert figures == {"moves": True, "done": 0, "all": 4}
    assert "Semua baris cocok." in shown.text
    assert "Skor sedang disimpan" in storing.text
    assert "Skor yang disimpan" in stored.text
    assert (count_scores(session), len(imports_of(session, find_period(session, "2024-09").id))) == (2, 1)


def test_a_large_file_without_a_library_is_refused_on_its_page(committee, session, monkeypatch):
    monkeypatch.setattr("plm.web.committee.kpi.LARGE_ROWS", 1)
    make_period(session)

    here = committee.post(PAGE, data=upload([("", "Jumlah", 9)])).location
    (job,) = session.scalars(select(Job)).all()
    read(session, **job.arguments)

    assert "Berkas ini tidak dapat dipakai." in committee.get(here).text


def test_a_file_of_another_period_is_not_found(committee, session):
    here, _ = ask(committee, session)
    make_period(session, code="2023-09")

    assert committee.get(here.replace("2024-09", "2023-09")).status_code == 404
    assert committee.post(here.replace("2024-09", "2023-09")).status_code == 404


def test_an_auditor_reads_a_waiting_file_and_decides_nothing(client, session):
    period = make_period(session)
    make_libraries_of_barito_timur(session)
    draft = hand_in_scores(
        session,
        period=period,
        rows=ROWS,
        source=SourceFile("skor.xlsx", "a" * 64),
        file_key="kpi/a",
        sheet="",
        as_of=AS_OF,
        choices=Choices(),
        handed_in_by="Contoh Tiga",
        actor="account:1",
        now=NOON,
    )
    note_report(session, draft.id, bring(session, period, dry_run=True).report)
    log_in(client, make_account(session, role=Role.AUDITOR))

    page, answer = (ask(f"/panitia/kpi/2024-09/berkas/{draft.id}") for ask in (client.get, client.post))

    assert (page.status_code, answer.status_code, count_scores(session)) == (200, 403, 0)
    assert "Semua baris cocok." in page.text
    assert "Simpan skor" not in page.text


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"%PDF-1.7", "skor.xlsx", "Isi berkas skor.xlsx adalah PDF."),
        (b"", "kosong.csv", "Berkas kosong.csv tidak berisi apa pun."),
        (b"PK\x03\x04rusak", "skor.xlsx", "Berkas skor.xlsx rusak atau terpotong."),
        (b"Nama;Hasil\nA;1\n", "skor.csv", "Judul kolom tidak ditemukan: Skor."),
        (b"Nama;Skor;Nilai\nA;1;2\n", "skor.csv", "beberapa kolom untuk hal yang sama: Skor, Nilai."),
        (b"Nama;Skor\n", "../../<b>.csv", "belum ada barisnya."),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_words(committee, session, content, name, sentence):
    make_period(session)

    data = {"file": (io.BytesIO(content), name), "as_of": "2024-09-25"}
    answer = committee.post(PAGE, data=data, follow_redirects=True)

    assert sentence in answer.text
    assert count_scores(session) == 0


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"file": ""}, "Pilih berkas Excel (.xlsx) atau CSV."),
        ({"as_of": ""}, "Tulis tanggal data di SIM."),
        ({"as_of": "2023-01-01"}, "Tanggal data 1 Januari 2023 tidak mungkin."),
    ],
)
def test_what_is_missing_is_asked_for(committee, session, changes, sentence):
    make_period(session)

    answer = committee.post(PAGE, data={**upload(GOOD), **changes})

    assert answer.status_code == 422
    assert sentence in answer.text


def test_a_file_above_the_limit_gets_a_friendly_page(committee, session, app):
    make_period(session)
    too_much = io.BytesIO(b"0" * (app.config["MAX_CONTENT_LENGTH"] + 1))

    answer = committee.post(PAGE, data={"file": (too_much, "besar.csv"), "as_of": "2024-09-25"})

    assert answer.status_code == 413
    assert "Berkas terlalu besar" in answer.text


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [([], "hanya berisi judul kolom; belum ada barisnya."), ([("", "Jumlah", 9)], "belum ada baris perpustakaannya.")],
)
def test_a_sheet_without_a_library_is_refused_at_its_field(committee, session, rows, sentence):
    make_period(session)

    answer = committee.post(PAGE, data=upload(rows))

    assert answer.status_code == 422
    assert sentence in answer.text


def test_pages_of_nothing_are_not_found(committee, session):
    make_period(session)

    assert committee.get("/panitia/kpi/1999/").status_code == 404
    assert committee.get("/panitia/kpi/2024-09/impor/999999").status_code == 404


def test_the_list_asks_the_same_number_of_questions_for_one_and_for_many(committee, session):
    make_period(session)
    committee.get("/panitia/kpi/")
    one = count_statements(committee, session, "/panitia/kpi/")
    for year in (2021, 2022, 2023):
        make_period(session, code=str(year))

    assert count_statements(committee, session, "/panitia/kpi/") == one


def test_an_auditor_reads_and_imports_nothing(client, session):
    make_period(session)
    log_in(client, make_account(session, role=Role.AUDITOR))

    page = client.get("/panitia/kpi/2024-09/")
    answer = client.post(PAGE, data=upload(GOOD))

    assert (page.status_code, answer.status_code) == (200, 403)
    assert "Impor skor" not in page.text


def test_every_reason_of_the_rules_has_a_sentence():
    root = Path(__file__).parents[3]
    rules = "".join(path.read_text() for room in ("libraries", "kpi") for path in root.glob(f"plm/{room}/rules/*.py"))
    sentences = (root / "templates/macros/row_reasons.html").read_text()

    codes = set(re.findall(r'(?:BadScore|Unmatched|found\.append\(|code=)\(?\s*\(?"([a-z]+_[a-z_]+)"', rules))

    assert len(codes) > 20
    assert {code for code in codes if f"'{code}'" not in sentences} == set()


def test_colours_of_a_period_are_declared_and_shown(committee, session):
    saved = committee.post("/panitia/kpi/tambah", data={**PERIOD, "bands": "Hijau; 7,5\nKuning; 5"})

    assert saved.status_code == 302
    page = committee.get(saved.location).text
    assert "Hijau mulai dari 7,5" in page
    assert page.index("Hijau mulai") < page.index("Kuning mulai")
