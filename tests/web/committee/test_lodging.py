"""The committee's rooms, and what a participant is told of them."""

import re

import pytest
from sqlalchemy import event as sa_event

from plm.accounts.rules import Role, Scope
from plm.adapters.spreadsheets import read_table
from plm.events.queries import get_event_by_id
from plm.extensions import db
from plm.logistics.actions import publish_rooms, put_in_room, save_stay_wish
from plm.logistics.queries import find_bed, lodging_of, stay_wish_of
from plm.logistics.rules import Gender, StayWish
from plm.registration.actions import submit_delegation
from plm.registration.queries import participant_token, roster_of
from plm.registration.rules import ParticipantState
from tests.factories import NOON, log_in, make_account, make_event
from tests.logistics.makers import HOTEL, make_rooms, make_sleeper
from tests.registration.makers import make_draft, make_invitation, secret

LIST = "/panitia/plm-2024/kamar/"
BY = {"actor": "account:1", "now": NOON}


@pytest.fixture
def event(session):
    return make_event(session)


@pytest.fixture
def committee(client, session):
    log_in(client, make_account(session))
    return client


def put(session, event, person, room):
    put_in_room(session, event_id=event.id, participant_id=person.id, room_id=room.id, **BY)
    session.commit()


def trio(session, event):
    return [make_sleeper(session, event, f"Contoh {word}") for word in ("Satu", "Dua", "Tiga")]


def test_rooms_are_added_many_at_once_and_what_was_typed_stays_when_refused(committee, session, event):
    session.commit()
    typed = {"hotel": HOTEL, "number": "301-303, 315", "kind": "twin", "beds": ""}

    first = committee.post(f"{LIST}tambah", data=typed, follow_redirects=True).text
    again = committee.post(f"{LIST}tambah", data=typed)
    unclear = committee.post(f"{LIST}tambah", data={**typed, "number": "kamar tiga"})
    single = committee.post(f"{LIST}tambah", data={**typed, "number": "401", "beds": "1"}, follow_redirects=True).text

    assert "4 kamar ditambahkan." in first
    assert again.status_code == 422
    assert "Kamar 301, 302, 303, 315 sudah ada di Hotel Contoh." in again.text
    assert "301-303, 315</textarea>" in again.text
    assert (unclear.status_code, "tidak terbaca sebagai nomor kamar" in unclear.text) == (422, True)
    assert "1 kamar ditambahkan." in single
    assert [line.room.beds for line in lodging_of(session, event).rooms] == [2, 2, 2, 2, 1]


def test_the_list_shows_who_lies_where_by_pile_and_by_search(committee, session, event):
    rooms, people = make_rooms(session, event, "301", "302"), trio(session, event)
    for person in people[:2]:
        put(session, event, person, rooms[0])

    everything = committee.get(LIST).text

    assert [word in everything for word in ("Kamar 301", "Contoh Satu", "Contoh Dua", "Belum ada penghuni")] == [
        True
    ] * 4
    assert "Kamar 301" not in committee.get(f"{LIST}?tab=kosong").text
    assert "Kamar 302" not in committee.get(f"{LIST}?tab=penuh").text
    assert "Contoh Tiga" in committee.get(f"{LIST}?tab=tanpa-kamar").text
    assert "Kamar 302" not in committee.get(f"{LIST}?cari=dua").text
    assert "Kamar 302" in committee.get(f"{LIST}?cari=302").text
    assert "Tidak ada yang cocok" in committee.get(f"{LIST}?cari=%3Cb%3E").text
    assert committee.get(f"{LIST}?tab=rusak&halaman=x").status_code == 200


def test_the_list_asks_the_database_as_often_for_many_rooms_as_for_one(committee, session, event):
    put(session, event, make_sleeper(session, event, "Contoh Satu"), make_rooms(session, event, "301")[0])
    committee.get(LIST)
    one = _statements(lambda: committee.get(LIST))
    for room in make_rooms(session, event, "302", "303", "304"):
        put(session, event, make_sleeper(session, event, f"Contoh {room.number}"), room)

    assert _statements(lambda: committee.get(LIST)) == one


def test_the_proposal_says_how_many_and_why_not_before_it_is_used(committee, session, event):
    make_rooms(session, event, "301")
    trio(session, event)
    make_sleeper(session, event, "Contoh Empat", None)
    make_sleeper(session, event, "Contoh Lima", needs_room=False)
    session.commit()

    page = committee.get(f"{LIST}usulan").text
    seen = re.search(r'name="seen"[^>]*value="(\w+)"', page)[1]
    used = committee.post(f"{LIST}usulan", data={"seen": seen}, follow_redirects=True).text
    late = committee.post(f"{LIST}usulan", data={"seen": seen})

    for words in (
        "2 orang mendapat kamar",
        "1 orang kehabisan kamar",
        "1 orang belum diketahui jenis kelaminnya",
        "1 orang tidak menginap",
    ):
        assert words in page
    assert "2 orang mendapat kamar." in used
    assert (late.status_code, "Periksa usulan yang baru." in late.text) == (200, True)
    assert len(lodging_of(session, event).waiting) == 2


def test_moving_into_a_mixed_room_asks_first(committee, session, event):
    (room,) = make_rooms(session, event, "301")
    put(session, event, make_sleeper(session, event, "Contoh Satu"), room)
    man = make_sleeper(session, event, "Contoh Dua", Gender.MALE)
    session.commit()
    address = f"{LIST}orang/{man.id}/pindah"

    refused = committee.post(address, data={"room": room.id})
    allowed = committee.post(address, data={"room": room.id, "mixed": "y"}, follow_redirects=True)

    assert (refused.status_code, "berbeda jenis kelamin" in refused.text) == (422, True)
    assert "Boleh sekamar" not in committee.get(f"{LIST}orang/{man.id}/tukar").text
    assert "Kamar dipindahkan." in allowed.text
    assert committee.post(address, data={"room": ""}).status_code == 422


def test_swapping_taking_out_and_locking(committee, session, event):
    rooms, people = make_rooms(session, event, "301", "302"), trio(session, event)
    put(session, event, people[0], rooms[0])
    put(session, event, people[1], rooms[1])
    one = f"{LIST}orang/{people[0].id}"

    assert "Tempat ditukar." in committee.post(f"{one}/tukar", data={"other": people[1].id}, follow_redirects=True).text
    assert find_bed(session, people[0].id).room_id == rooms[1].id
    assert "Lepas kunci" in committee.get(f"{one}/").text
    assert "Kunci dilepas" in committee.post(f"{one}/lepas", follow_redirects=True).text
    assert "dikunci" in committee.post(f"{one}/kunci", follow_redirects=True).text
    assert "Contoh Satu" in committee.get(f"{one}/keluarkan").text
    assert "dikosongkan" in committee.post(f"{one}/keluarkan", follow_redirects=True).text
    assert find_bed(session, people[0].id) is None
    assert committee.post(f"{one}/kunci").status_code == 409


def test_somebody_found_is_put_into_the_room_at_once(committee, session, event):
    (room,) = make_rooms(session, event, "301")
    people = trio(session, event)
    make_sleeper(session, event, "Contoh Empat", None)
    put(session, event, people[0], room)
    session.commit()

    page = committee.get(f"{LIST}{room.id}/?cari=contoh").text

    assert f"{LIST}{room.id}/isi/{people[1].id}" in page
    assert "Perlu izin" in page
    assert "Ditempatkan." in committee.post(f"{LIST}{room.id}/isi/{people[1].id}", follow_redirects=True).text
    assert committee.post(f"{LIST}{room.id}/isi/{people[2].id}").status_code == 409


def test_a_room_is_corrected_and_given_back_only_when_empty(committee, session, event):
    room, other = make_rooms(session, event, "301", "302")
    person = make_sleeper(session, event, "Contoh Satu")
    put(session, event, person, room)
    address = f"{LIST}{room.id}/"
    typed = {"hotel": HOTEL, "number": "305", "kind": "single", "beds": ""}

    taken = committee.post(f"{address}ubah", data={**typed, "number": other.number})
    changed = committee.post(f"{address}ubah", data=typed, follow_redirects=True).text

    assert (taken.status_code, "sudah ada" in taken.text) == (422, True)
    assert "Kamar 305" in changed
    assert committee.post(f"{address}hapus").status_code == 409
    assert "Kamar dihapus." in committee.post(f"{LIST}{other.id}/hapus", follow_redirects=True).text


def test_what_somebody_told_the_committee_is_written_down(committee, session, event):
    person = make_sleeper(session, event, "Contoh Satu", None)
    session.commit()
    address = f"{LIST}orang/{person.id}/ubah"
    told = {"needs_room": "yes", "gender": "male", "shares_with": "Contoh Dua", "arrives_on": "2024-11-06"}

    wrong = committee.post(address, data={**told, "leaves_on": "2024-11-05"})
    kept = committee.post(address, data={**told, "leaves_on": ""}, follow_redirects=True).text

    assert (wrong.status_code, "Hari pulang harus sesudah hari datang" in wrong.text) == (422, True)
    assert "Data menginap tersimpan." in kept
    assert "6–9 November 2024" in kept
    assert stay_wish_of(session, person.id).gender is Gender.MALE


def test_the_hotel_gets_a_row_for_every_bed(committee, session, event):
    rooms, people = make_rooms(session, event, "301", "302"), trio(session, event)
    for person in people[:2]:
        put(session, event, person, rooms[0])

    answer = committee.get(f"{LIST}unduh.xlsx")
    rows = [row for _, row in read_table(answer.data, "kamar.xlsx").rows]
    printed = committee.get(f"{LIST}cetak").text

    assert rows[0][:4] == ("Hotel", "Nomor kamar", "Jenis kamar", "Nama")
    assert rows[1][1] == "301"
    assert rows[1][3:7] == ("Contoh Satu", "Perpustakaan Desa Mappalo Ulaweng", "Perempuan", "Contoh Dua")
    assert rows[1][9] == 4
    assert [row[3] for row in rows[3:]] == ["(kosong)", "(kosong)"]
    assert [words in printed for words in (HOTEL, "Contoh Satu", "4 malam", "2 kosong")] == [True] * 4


def test_a_bed_of_somebody_cancelled_shows_where_to_look(committee, session, event):
    (room,) = make_rooms(session, event, "301")
    person = make_sleeper(session, event, "Contoh Satu")
    put(session, event, person, room)
    person.state = ParticipantState.CANCELLED
    session.commit()

    assert "Batal hadir" in committee.get(f"{LIST}?tab=periksa").text
    assert "batal hadir, tetapi tempat tidurnya masih terisi" in committee.get(f"{LIST}orang/{person.id}/").text


def test_rooms_are_told_by_a_button_and_hidden_again(committee, session, event):
    (room,) = make_rooms(session, event, "301")
    put(session, event, make_sleeper(session, event, "Contoh Satu"), room)

    assert "1 orang akan melihat hotel" in committee.get(f"{LIST}umumkan").text
    assert "Kamar diumumkan." in committee.post(f"{LIST}umumkan", follow_redirects=True).text
    assert "Sembunyikan lagi" in committee.get(LIST).text
    assert "Belum diumumkan" in committee.post(f"{LIST}sembunyikan", follow_redirects=True).text


def test_a_participant_sees_the_room_and_the_roommates_name_only_once_it_is_told(client, session):
    delegation = make_draft(session, make_invitation(session), seats=2)
    submit_delegation(session, delegation=delegation, now=NOON)
    people = roster_of(session, delegation.id)
    event = get_event_by_id(session, delegation.event_id)
    (room,) = make_rooms(session, event, "301")
    for person in people:
        told = StayWish(gender=Gender.FEMALE)
        save_stay_wish(session, event_id=event.id, participant_id=person.id, wish=told, now=NOON)
        put(session, event, person, room)
    page = f"/p/{participant_token(people[0], secret())}/"

    before = client.get(page).text
    publish_rooms(session, event_id=event.id, **BY)
    session.commit()
    after = client.get(page).text

    assert "Kamar Anda" not in before
    assert [words in after for words in ("Kamar Anda", "301", HOTEL, "4 malam")] == [True] * 4
    card = after[after.index("Kamar Anda") : after.index("</section>", after.index("Kamar Anda"))]
    assert "Contoh Satu" in card
    assert "6281234567890" not in card.replace(" ", "").replace("-", "")


def test_the_persons_own_page_leads_to_the_stay_once_registered(committee, session):
    delegation = make_draft(session, make_invitation(session))
    (person,) = roster_of(session, delegation.id)
    session.commit()
    address = f"/panitia/plm-2024/peserta/orang/{person.id}/"

    draft = committee.get(address).text
    submit_delegation(session, delegation=delegation, now=NOON)
    session.commit()

    assert "Kamar dan menginap" not in draft
    assert f"{LIST}orang/{person.id}/" in committee.get(address).text
    assert committee.get(f"{LIST}orang/{person.id}/").status_code == 200


def test_the_auditor_reads_and_changes_nothing(client, session, event):
    (room,) = make_rooms(session, event, "301")
    person = make_sleeper(session, event, "Contoh Satu")
    put(session, event, person, room)
    log_in(client, make_account(session, role=Role.AUDITOR, scope=Scope.NATIONAL))
    session.commit()

    assert "Susun usulan" not in client.get(LIST).text
    assert "Pindahkan" not in client.get(f"{LIST}orang/{person.id}/").text
    assert client.get(f"{LIST}usulan").status_code == 403


def test_rooms_and_people_of_another_event_are_not_there(committee, session, event):
    other = make_event(session, slug="plm-lain")
    (room,) = make_rooms(session, other, "301")
    person = make_sleeper(session, other, "Contoh Satu")
    session.commit()

    assert committee.get(f"{LIST}{room.id}/").status_code == 404
    session.commit()
    assert committee.get(f"{LIST}orang/{person.id}/").status_code == 404


def test_the_section_stands_only_where_people_stay(committee, session, event):
    make_event(session, slug="daring", check_in_on=None, check_out_on=None)
    session.commit()

    assert 'href="/panitia/plm-2024/kamar/"' in committee.get("/panitia/plm-2024/peserta/").text
    assert "/panitia/daring/kamar/" not in committee.get("/panitia/daring/peserta/").text


def _statements(act):
    db.session.expire_all()
    seen = []
    engine = db.session().connection().engine

    def note(connection, cursor, statement, *rest):
        seen.append(statement)

    sa_event.listen(engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        sa_event.remove(engine, "before_cursor_execute", note)
    return len(seen)
