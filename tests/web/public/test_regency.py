"""The regency's office registers its villages: on one page or from a sheet, with one letter, and sends them."""

from io import BytesIO

import pytest

from plm.adapters.spreadsheets import read_table, write_xlsx
from plm.checkin.queries import ticket_code_of
from plm.events.queries import get_event_by_id
from plm.invitations.rules import Reply
from plm.libraries.rules import LibraryKind
from plm.registration.queries import find_delegation, find_letter, roster_of
from tests.factories import make_event, make_library
from tests.registration.makers import PDF, link_of, make_invitation, secret

VILLAGES = {"62.13.08.2008": "Tangkum", "62.13.09.2010": "Pangkan", "62.13.08.2006": "Turan Amis"}


@pytest.fixture
def event(session):
    return make_event(session, capacity=3)


@pytest.fixture
def office(session, event):
    library = make_library(session, kind=LibraryKind.REGENCY, region_code="62.13", name="Dinas Contoh")
    return make_invitation(session, event, library)


@pytest.fixture
def villages(session, event, office):
    """Three villages of the regency, and one of another that is none of its business."""
    found = [make_invitation(session, event, make_library(session, region_code=code)) for code in VILLAGES]
    elsewhere = make_library(session, kind=LibraryKind.REGENCY, region_code="73.08", name="Dinas Lain")
    make_invitation(session, event, elsewhere)
    session.commit()
    return found


@pytest.fixture
def link(office, villages):
    return f"{link_of(office)}wilayah/"


def seat(invitation, number, name="Contoh Satu", phone="0812 3456 7890", position="Kepala desa", seen="0"):
    prefix = f"p{invitation.id}-{number}-"
    return {
        f"{prefix}name": name, f"{prefix}phone": phone, f"{prefix}position": position, f"{prefix}seen": seen,
    }  # fmt: skip


def names_of(session, invitation):
    delegation = find_delegation(session, invitation.event_id, invitation.library_id)
    return [person.name for person in roster_of(session, delegation.id)] if delegation else None


def lay_letter(client, link):
    return client.post(f"{link}surat", data={"letter": (BytesIO(PDF), "surat.pdf")})


def test_office_sees_its_villages_and_no_others(client, session, link, villages):
    page = client.get(link).text
    village = client.get(f"{link_of(villages[0])}wilayah/").status_code

    assert all(name in page for name in VILLAGES.values())
    assert "Dinas Lain" not in page
    assert village == 404


def test_five_minutes_from_names_to_tickets(client, session, event, link, villages):
    first, second, third = villages
    data = {**seat(first, 1), **seat(first, 2, name="Ni Wayan 🙏"), **seat(second, 1, name="محمد")}
    saved = client.post(f"{link}isi", data=data)
    lettered = lay_letter(client, link)
    home = client.get(link).text
    sent = client.post(f"{link}kirim", data={}).text
    again = client.post(f"{link}kirim", data={}).text

    assert saved.location == lettered.location == link
    assert names_of(session, first) == ["Contoh Satu", "Ni Wayan 🙏"]
    assert names_of(session, second) == ["محمد"]
    assert (names_of(session, third), third.reply) == (None, Reply.PENDING)
    assert "Kirim 2 pendaftaran yang lengkap" in home
    assert "2 pendaftaran terkirim." in sent
    assert "terkirim." not in again
    assert get_event_by_id(session, event.id).seats_taken == 3
    delegation = find_delegation(session, event.id, first.library_id)
    assert all(ticket_code_of(session, person.id, secret()) for person in roster_of(session, delegation.id))


def test_sound_libraries_are_saved_and_the_others_keep_what_was_typed(client, session, link, villages):
    first, second, _third = villages
    page = client.post(f"{link}isi", data={**seat(first, 1), **seat(second, 1, name="Contoh <Dua>", phone="12")})

    assert page.status_code == 422
    assert 'value="Contoh &lt;Dua&gt;"' in page.text
    assert "Nomor terlalu pendek" in page.text
    assert f'href="#p{second.id}-1-phone"' in page.text
    assert names_of(session, first) == ["Contoh Satu"]
    assert names_of(session, second) is None


def test_what_the_village_wrote_itself_meanwhile_is_not_written_over(client, session, link, villages):
    village = villages[0]
    own = link_of(village)
    client.get(f"{link}isi")
    client.post(f"{own}jawaban", data={"answer": "1"})
    mine = {"name": "Contoh Lima", "phone": "0812 3456 7890", "position": "Kepala desa", "seen": "0"}
    client.post(f"{own}peserta/1", data=mine)
    session.commit()
    page = client.post(f"{link}isi", data=seat(village, 1))

    assert page.status_code == 422
    assert "mengubah isiannya sendiri sementara itu" in page.text
    assert names_of(session, village) == ["Contoh Lima"]


def test_pressing_twice_saves_once(client, session, link, villages):
    data = seat(villages[0], 1)
    answers = [client.post(f"{link}isi", data=data).status_code for _turn in range(2)]

    assert answers == [302, 302]
    assert names_of(session, villages[0]) == ["Contoh Satu"]


def test_one_letter_lies_with_every_draft_as_a_copy_of_its_own(client, session, event, link, villages):
    client.post(f"{link}isi", data={**seat(villages[0], 1), **seat(villages[1], 1)})
    broken = client.post(f"{link}surat", data={"letter": (BytesIO(b"MZ"), "surat.pdf")})
    lay_letter(client, link)
    ids = [find_delegation(session, event.id, one.library_id).id for one in villages[:2]]
    keys = [find_letter(session, one).storage_key for one in ids]

    assert broken.status_code == 422
    assert len(set(keys)) == 2


def test_capacity_refuses_some_and_says_which(client, session, event, link, villages):
    event.capacity = 1
    session.commit()
    client.post(f"{link}isi", data={**seat(villages[0], 1), **seat(villages[1], 1)})
    lay_letter(client, link)
    page = client.post(f"{link}kirim", data={}).text

    assert "1 pendaftaran terkirim." in page
    assert "1 pendaftaran belum terkirim:" in page
    assert get_event_by_id(session, event.id).seats_taken == 1


def test_our_template_comes_back_and_waits_for_the_yes(client, session, event, link, villages):
    table = [list(map(str, row)) for _line, row in read_table(client.get(f"{link}templat.xlsx").data, "x.xlsx").rows]
    header, rows = table[0], [row + [""] * (9 - len(row)) for row in table[1:]]
    for index, row in enumerate(rows):
        row[3], row[5], row[8] = f"Contoh {index}", "0812 3456 7890", "Kepala desa"
    rows[0][5] = "12"
    content = write_xlsx(header, rows)
    answer = client.post(f"{link}unggah", data={"file": (BytesIO(content), "peserta.xlsx")})
    page = client.get(answer.location).text
    before = [names_of(session, one) for one in villages]
    done = client.post(answer.location, data={})
    session.commit()
    again = client.post(answer.location, data={})

    assert len(rows) == 6
    assert "5 baris siap, 1 baris perlu diperbaiki" in page
    assert "Nomor 12 tidak terbaca." in page
    assert before == [None, None, None]
    assert (done.location, again.status_code) == (link, 409)
    assert sum(len(names_of(session, one)) for one in villages) == 5


def test_sheet_belongs_to_the_office_that_brought_it(client, session, event, link, villages):
    content = write_xlsx(["Perpustakaan", "Nama"], [["Perpusdes Tangkum", "Contoh"]])
    answer = client.post(f"{link}unggah", data={"file": (BytesIO(content), "a.xlsx")})
    other = make_library(session, kind=LibraryKind.REGENCY, region_code="62.13", name="Dinas Kedua")
    second = make_invitation(session, event, other)
    session.commit()
    stranger = client.get(answer.location.replace(link_of(villages[0]), "").replace(link, f"{link_of(second)}wilayah/"))

    assert stranger.status_code == 404


def test_headless_and_foreign_sheets_are_explained(client, session, link, villages):
    headless = client.post(f"{link}unggah", data={"file": (BytesIO(write_xlsx(["A"], [["x"]])), "a.xlsx")})
    foreign = client.post(f"{link}unggah", data={"file": (BytesIO(b"%PDF-1.7"), "a.xlsx")})

    assert (headless.status_code, foreign.status_code) == (422, 422)
    assert "Judul kolom Nama dan Perpustakaan tidak ditemukan" in headless.text
