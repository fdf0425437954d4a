"""People on sheets: out, changed, back, and nothing done before the yes."""

from io import BytesIO

import pytest
from flask_babel import refresh

from plm.adapters.spreadsheets import read_table, unmarked, write_csv, write_xlsx
from plm.checkin.queries import ticket_code_of
from plm.events.queries import get_event_by_id
from plm.registration.actions import correct_participant, submit_delegation
from plm.registration.queries import details_of, individuals_of, roles_of, roster_of, row_key
from plm.registration.rules import EventRole, PersonDetails
from tests.certificates.scenes import make_person
from tests.factories import NOON, log_in, make_account, make_event
from tests.registration.makers import make_draft, make_invitation, secret

BASE = "/panitia/plm-2024/peserta/"


@pytest.fixture
def committee(client, session):
    log_in(client, make_account(session))
    return client


@pytest.fixture
def event(session):
    return make_event(session)


@pytest.fixture
def person(session, event):
    """Somebody whose every field is a trap."""
    delegation = make_draft(session, make_invitation(session, event))
    submit_delegation(session, delegation=delegation, now=NOON)
    [person] = roster_of(session, delegation.id)
    details = PersonDetails(
        name="=HYPERLINK(\"x\")", title_prefix="'Dra.", title_suffix="S.Pd.; M.M., \"Dr.\"", phone="+6281234567890",
        email="satu@contoh.id", nip="001990", position="-Kepala\tdesa 🙏 محمد",
    )  # fmt: skip
    correct_participant(
        session, participant=person, details=details, institution="+Perpusdes @Tangkum", actor="account:1", now=NOON
    )
    session.commit()
    return person


def bring(client, content, name):
    return client.post(f"{BASE}unggah", data={"file": (BytesIO(content), name)})


def table(content, name):
    return [[str(cell or "") for cell in row] for _line, row in read_table(content, name).rows]


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_sheet_comes_back_byte_for_byte_and_changes_nothing(committee, session, person, suffix):
    content = committee.get(f"{BASE}unduh.{suffix}").data
    answer = bring(committee, content, f"peserta.{suffix}")
    page = committee.get(answer.location).text
    cells = table(content, f"x.{suffix}")[1]
    told = cells if suffix == "xlsx" else [unmarked(cell) for cell in cells]

    details = details_of(person)
    assert told[:11] == [
        row_key(person), person.institution, details.title_prefix, details.name, details.title_suffix,
        details.position, "Peserta", "+6281234567890", "satu@contoh.id", "001990", "Penyelenggara",
    ]  # fmt: skip
    assert "Jalankan untuk" not in page
    assert '<span class="plm-value d-block">1</span><span class="plm-small plm-quiet">tidak berubah</span>' in page


def test_csv_keeps_formulas_from_running(committee, person):
    text = committee.get(f"{BASE}unduh.csv").data.decode("utf-8-sig")

    assert "'+6281234567890" in text
    assert "'=HYPERLINK" in text


def test_nothing_happens_before_the_yes_and_once_after_it(committee, session, event, person):
    rows = table(committee.get(f"{BASE}unduh.xlsx").data, "x.xlsx")
    header, known = rows[0], rows[1]
    known[3] = "Contoh Satu"
    fresh = ["", "Bunda Literasi Contoh", "", "Ni Wayan Contoh", "", "", "Narasumber, Panelis", "0812 3456 7890"]
    answer = bring(committee, write_xlsx(header, [known, fresh]), "daftar.xlsx")
    page = committee.get(answer.location).text
    before = (person.name, individuals_of(session, event.id))
    done = committee.post(answer.location)
    session.commit()
    again = committee.post(answer.location)
    [newcomer] = individuals_of(session, event.id)

    assert "Belum ada yang diubah." in page
    assert "Jalankan untuk 2 orang" in page
    assert before == ('=HYPERLINK("x")', [])
    assert (done.status_code, again.status_code) == (302, 409)
    assert person.name == "Contoh Satu"
    assert newcomer.phone == "+6281234567890"
    assert roles_of(session, [newcomer.id])[newcomer.id] == (EventRole.SPEAKER, EventRole.PANELIST)
    assert ticket_code_of(session, newcomer.id, secret()) is not None


def test_three_wrong_rows_of_two_hundred_are_explained_and_the_others_wait(committee, session, event):
    session.commit()
    header = ["Nama", "Lembaga", "Peran", "WhatsApp"]
    rows = [[f"Contoh {number}", "Contoh", "Narasumber", ""] for number in range(200)]
    rows[10][0], rows[50][2], rows[199][3] = "", "Raja", "12"
    answer = bring(committee, write_csv(header, rows), "daftar.csv")
    page = committee.get(answer.location).text
    waiting = len(individuals_of(session, event.id))
    committee.post(answer.location)

    for words in (
        "Namanya kosong.",
        "Peran Raja tidak dikenal.",
        "Nomor 12 tidak terbaca.",
        "Jalankan untuk 197 orang",
    ):
        assert words in page
    assert waiting == 0
    assert len(individuals_of(session, event.id)) == 197


def test_person_changed_meanwhile_is_not_overwritten(committee, session, event, person):
    rows = table(committee.get(f"{BASE}unduh.xlsx").data, "x.xlsx")
    rows[1][3] = "Contoh Dua"
    answer = bring(committee, write_xlsx(rows[0], rows[1:]), "daftar.xlsx")
    newer = PersonDetails(**{**vars(details_of(person)), "name": "Contoh Tiga"})
    correct_participant(
        session, participant=person, details=newer, institution=person.institution, actor="account:1", now=NOON
    )
    session.commit()
    page = committee.post(answer.location).text

    assert person.name == "Contoh Tiga"
    assert "berubah sejak berkasnya diunggah" in page


def test_capacity_is_kept_row_by_row(committee, session, event):
    event.capacity, event.seats_taken = 1, 0
    session.commit()
    rows = [["Contoh Satu", "Contoh", "Undangan"], ["Contoh Dua", "Contoh", "Undangan"]]
    answer = bring(committee, write_csv(["Nama", "Lembaga", "Peran"], rows), "daftar.csv")
    page = committee.post(answer.location).text

    assert "1 baris ditolak pada saat terakhir:" in page
    assert len(individuals_of(session, event.id)) == 1
    assert get_event_by_id(session, event.id).seats_taken == 1


def test_sheet_without_names_and_foreign_files_are_explained(committee, session, event):
    session.commit()
    headless = bring(committee, write_csv(["A", "B"], [["x", "y"]]), "a.csv")
    broken = bring(committee, b"PK\x03\x04 rusak", "a.xlsx")

    assert (headless.status_code, broken.status_code) == (422, 422)
    assert "Judul kolom Nama dan Lembaga tidak ditemukan" in headless.text


def test_sheets_of_other_events_are_not_found(committee, session, event):
    make_person(session, event)
    make_event(session, slug="lain")
    session.commit()
    rows = [["Contoh Satu", "Contoh", "Narasumber"]]
    answer = bring(committee, write_csv(["Nama", "Lembaga", "Peran"], rows), "daftar.csv")

    assert committee.get(answer.location.replace("plm-2024", "lain")).status_code == 404


def test_sheet_of_one_language_comes_back_in_the_other(committee, session, person):
    committee.get("/bahasa/en")
    content = committee.get(f"{BASE}unduh.xlsx").data
    committee.get("/bahasa/id")
    refresh()  # The test's application context outlives the requests, and with it the language once chosen.
    answer = bring(committee, content, "people.xlsx")

    assert table(content, "x.xlsx")[0][3] == "Name"
    assert "tidak berubah" in committee.get(answer.location).text
    assert "Jalankan untuk" not in committee.get(answer.location).text
