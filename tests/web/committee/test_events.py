"""Making meetings on the committee's pages."""

import re

import pytest

from plm.accounts.rules import Role, Scope
from plm.events.actions import add_venue
from plm.events.queries import agenda_of, get_event, venues_of
from plm.events.rules import EventLevel, Zone
from tests.factories import NOON, log_in, make_account, make_event, make_region

TYPED = {
    "name": "PLM Nasional 2024",
    "slug": "",
    "level": "national",
    "mode": "onsite",
    "zone": Zone.WITA.value,
    "starts_on": "2024-11-06",
    "ends_on": "2024-11-08",
    "check_in_on": "2024-11-05",
    "check_out_on": "2024-11-09",
    "place": "Prime Plaza Sanur",
    "city": "Bali",
    "contact_phone": "0812 3456 7890",
    "registration_opens_at": "2024-10-01T08:00",
    "registration_closes_at": "2024-10-25T23:59",
    "capacity": "700",
}


@pytest.fixture
def committee(client, session):
    log_in(client, make_account(session))
    return client


@pytest.fixture
def province(client, session):
    make_region(session, "62.13")
    make_region(session, "73")
    log_in(client, make_account(session, scope=Scope.PROVINCE, region_code="62"))
    return client


def test_a_meeting_is_made_with_its_address_proposed_and_moments_in_its_zone(committee, session):
    answer = committee.post("/panitia/acara/baru", data=TYPED)

    event = get_event(session, "plm-nasional-2024")
    assert answer.location == "/panitia/plm-nasional-2024/acara"
    assert event.registration_opens_at.isoformat() == "2024-10-01T00:00:00+00:00"
    assert (event.capacity, event.contact_phone, event.zone) == (700, "+6281234567890", Zone.WITA)


def test_the_form_shows_moments_back_as_they_were_typed(committee, session):
    committee.post("/panitia/acara/baru", data=TYPED)

    page = committee.get("/panitia/plm-nasional-2024/acara").text

    assert 'value="2024-10-01T08:00"' in page
    assert 'value="2024-11-06"' in page
    assert re.search(r'id="zone-1"[^>]*checked|checked[^>]*id="zone-1"', page)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"name": " "}, "name", "Tulis nama acara."),
        ({"starts_on": "kemarin"}, "starts_on", "Tanggal tidak terbaca."),
        ({"ends_on": "2024-11-05", "check_out_on": ""}, "ends_on", "Tanggal selesai mendahului tanggal mulai."),
        ({"check_in_on": "2024-11-07"}, "check_in_on", "melewati tanggal mulai"),
        ({"registration_closes_at": "2024-10-01T08:00"}, "registration_closes_at", "ditutup sebelum dibuka"),
        ({"level": "province"}, "region_code", "memerlukan wilayah"),
        ({"level": "province", "region_code": "99"}, "region_code", "tidak dikenal"),
        ({"level": "province", "region_code": "Kalteng"}, "region_code", "Bukan kode wilayah"),
        ({"region_code": "62"}, "region_code", "tidak sesuai jenjang"),
        ({"slug": "PLM 2024"}, "slug", "huruf kecil"),
        ({"slug": "akun"}, "slug", "dipakai halaman lain"),
        ({"slug": "sudah-ada"}, "slug", "sudah dipakai acara lain"),
        ({"capacity": "0"}, "capacity", "mulai dari 1"),
        ({"capacity": "banyak"}, "capacity", "bilangan bulat"),
        ({"contact_phone": "08"}, "contact_phone", "Nomor tidak lengkap"),
        ({"zone": "Europe/Paris"}, "zone", "Pilih salah satu."),
    ],
)
def test_bad_input_is_named_at_its_field_and_nothing_typed_is_lost(committee, session, changes, field, words):
    make_region(session, "62")
    make_event(session, slug="sudah-ada")

    answer = committee.post("/panitia/acara/baru", data={**TYPED, **changes})

    assert answer.status_code == 422
    assert words in answer.text
    assert f'href="#{field}"' in answer.text
    assert 'value="Prime Plaza Sanur"' in answer.text


def test_a_name_is_shown_escaped_and_kept_as_typed(committee, session):
    committee.post("/panitia/acara/baru", data={**TYPED, "name": " PLM <b>2024</b> ", "slug": "plm"})

    assert get_event(session, "plm").name == "PLM <b>2024</b>"
    assert "PLM &lt;b&gt;2024&lt;/b&gt;" in committee.get("/panitia/").text


def test_a_provincial_committee_makes_meetings_of_its_province_only(province, session):
    page = province.get("/panitia/acara/baru").text
    own = province.post("/panitia/acara/baru", data={**TYPED, "slug": "a", "level": "province", "region_code": "62"})
    below = province.post("/panitia/acara/baru", data={**TYPED, "slug": "b", "level": "regency", "region_code": "6213"})
    other = province.post("/panitia/acara/baru", data={**TYPED, "slug": "c", "level": "province", "region_code": "73"})
    national = province.post("/panitia/acara/baru", data={**TYPED, "slug": "d"})

    assert 'value="62"' in page
    assert (own.status_code, below.status_code) == (302, 302)
    assert get_event(session, "b").region_code == "62.13"
    assert (other.status_code, national.status_code) == (422, 422)
    assert "Hak Anda tidak mencakup wilayah ini." in other.text


def test_a_provincial_committee_cannot_move_its_meeting_away(province, session):
    make_event(session, slug="kalteng", level=EventLevel.PROVINCE, region_code="62")

    answer = province.post(
        "/panitia/kalteng/acara", data={**TYPED, "level": "province", "region_code": "73", "slug": "kalteng"}
    )

    assert answer.status_code == 422
    assert get_event(session, "kalteng").region_code == "62"


@pytest.mark.parametrize("role", [Role.DESK, Role.AUDITOR])
def test_only_a_committee_makes_meetings(client, session, role):
    log_in(client, make_account(session, role=role))

    assert "Acara baru" not in client.get("/panitia/").text
    assert client.get("/panitia/acara/baru").status_code == 403
    assert client.post("/panitia/acara/baru", data=TYPED).status_code == 403


def test_the_list_shows_state_and_only_what_one_may_see(province, session):
    make_event(session, slug="nasional", name="PLM Nasional")
    make_event(session, slug="kalteng", name="PLM Kalteng", level=EventLevel.PROVINCE, region_code="62")

    page = province.get("/panitia/").text

    assert "PLM Kalteng" in page
    assert "PLM Nasional" not in page
    assert "Selesai" in page
    assert 'href="/panitia/kalteng/"' in page


def test_the_desk_goes_from_the_list_to_its_door(client, session):
    event = make_event(session)
    log_in(client, make_account(session, role=Role.DESK, scope=Scope.EVENT, event_id=event.id))

    assert 'href="/meja/plm-2024/"' in client.get("/panitia/").text


def test_an_auditor_reads_the_meeting_without_a_button(client, session):
    make_event(session)
    log_in(client, make_account(session, role=Role.AUDITOR))

    page = client.get("/panitia/plm-2024/acara").text

    assert "Simpan perubahan" not in page
    assert "<fieldset" in page
    assert "disabled" in page


def test_a_session_takes_place_in_a_venue_of_its_own_meeting(committee, session):
    event = make_event(session)
    strange = add_venue(session, event_id=make_event(session, slug="lain").id, name="Lain", actor="cli", now=NOON)
    committee.post("/panitia/plm-2024/acara/tempat/baru", data={"name": "Ruang pleno", "online_url": ""})
    (hall,) = venues_of(session, event.id)
    typed = {
        "title": "Pembukaan",
        "kind": "plenary",
        "starts_at": "2024-11-06T08:00",
        "ends_at": "2024-11-06T10:00",
        "venue": str(hall.id),
    }

    made = committee.post("/panitia/plm-2024/acara/agenda/baru", data=typed)
    elsewhere = committee.post("/panitia/plm-2024/acara/agenda/baru", data={**typed, "venue": str(strange.id)})
    backwards = committee.post("/panitia/plm-2024/acara/agenda/baru", data={**typed, "ends_at": "2024-11-06T08:00"})

    ((line, where),) = agenda_of(session, event.id)
    assert made.status_code == 302
    assert (line.title, line.starts_at.isoformat(), where) == ("Pembukaan", "2024-11-06T00:00:00+00:00", hall)
    assert (elsewhere.status_code, backwards.status_code) == (422, 422)
    page = committee.get("/panitia/plm-2024/acara").text
    assert "6 November 2024 pukul 08.00–10.00 WITA" in page


def test_a_venue_is_changed_and_taken_away_after_a_question(committee, session):
    event = make_event(session)
    hall = add_venue(session, event_id=event.id, name="Ruang pleno", actor="cli", now=NOON)
    url = f"/panitia/plm-2024/acara/tempat/{hall.id}"

    changed = committee.post(url, data={"name": "Ruang Sanur", "online_url": "https://contoh.id/a"})
    asked = committee.get(f"{url}/hapus")

    assert changed.status_code == 302
    assert "Hapus Ruang Sanur?" in asked.text
    assert committee.post(f"{url}/hapus").status_code == 302
    assert venues_of(session, event.id) == []


@pytest.mark.parametrize("url", ["javascript:alert(1)", "contoh.id", "https://", 'https://a.id/"><b>'])
def test_an_online_address_must_be_one(committee, session, url):
    make_event(session)

    answer = committee.post("/panitia/plm-2024/acara/tempat/baru", data={"name": "Daring", "online_url": url})

    assert answer.status_code == 422
    assert "Tulis tautan lengkap" in answer.text


@pytest.mark.parametrize("kind", ["tempat", "agenda"])
def test_what_belongs_to_another_meeting_is_not_found(committee, session, kind):
    other = make_event(session, slug="lain")
    hall = add_venue(session, event_id=other.id, name="Lain", actor="cli", now=NOON)
    make_event(session)

    assert committee.get(f"/panitia/plm-2024/acara/{kind}/{hall.id}").status_code == 404
    assert committee.post(f"/panitia/plm-2024/acara/{kind}/{hall.id}/hapus").status_code == 404


def test_a_capacity_of_twenty_digits_is_too_large(committee):
    answer = committee.post("/panitia/acara/baru", data={**TYPED, "capacity": "9" * 20})

    assert answer.status_code == 422
    assert "Angkanya terlalu besar. Paling banyak 1.000.000." in answer.text
    assert "mulai dari 1." not in answer.text


def test_a_capacity_below_the_seats_taken_says_how_many_are_taken(committee, session):
    make_event(session, seats_taken=1420)

    answer = committee.post("/panitia/plm-2024/acara", data=TYPED)

    assert answer.status_code == 422
    assert "Sudah 1.420 kursi terisi. Tulis kapasitas paling sedikit sebanyak itu." in answer.text
