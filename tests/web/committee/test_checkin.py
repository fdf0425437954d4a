"""The committee's attendance: figures, checkpoints, devices, tickets."""

import re
from datetime import timedelta

import pytest

from plm.accounts.rules import Role
from plm.checkin.actions import make_pairing_code, record_scan
from plm.checkin.queries import find_device, find_live_ticket, get_checkpoint, latest_pairing, post_of
from plm.checkin.rules import Passing, UnknownOffline
from plm.checkin.tables import Device
from plm.clock import now
from plm.events.tables import AgendaSession
from tests.checkin.people import make_checkpoint, make_holder, scan_of
from tests.factories import NOON, log_in, make_account, make_event

HERE = "/panitia/plm-2024/kehadiran/"
DOOR = {"name": " Pintu Pleno ", "kind": "door", "passing": "once_a_day", "unknown_offline": "let_in"}


@pytest.fixture
def event(session):
    return make_event(session)


@pytest.fixture
def committee(client, session, event):
    log_in(client, make_account(session))
    return client


@pytest.fixture
def auditor(client, session, event):
    log_in(client, make_account(session, role=Role.AUDITOR))
    return client


def scan(session, event, door, code):
    moment = now()
    record_scan(
        session,
        post=post_of(event, door),
        scan=scan_of(code, scanned_at=moment),
        scanned_by="Meja 1",
        now=moment,
    )


def test_an_event_without_checkpoints_says_what_comes_first(committee):
    assert "Buat titik pertama" in committee.get(HERE).text
    assert "jenis=meal" in committee.get(HERE + "titik").text


def test_a_checkpoint_is_made_closed_and_opened(committee, session, event):
    made = committee.post(HERE + "titik", data={**DOOR, "hand_out": "Tas"})
    closed = committee.post(HERE + "titik/pintu-pleno/tutup", follow_redirects=True)
    opened = committee.post(HERE + "titik/pintu-pleno/buka", follow_redirects=True)

    assert made.location == HERE + "titik/pintu-pleno/"
    assert "Pintu Pleno ditutup." in closed.text
    assert "Tertutup" in closed.text
    assert "Pintu Pleno dibuka." in opened.text
    assert get_checkpoint(session, event.id, "pintu-pleno").hand_out == "Tas"


def test_a_kind_brings_what_is_usual(committee):
    kit = committee.get(HERE + "titik?jenis=kit").text

    assert re.search(r'checked[^>]*value="once"', kit)
    assert re.search(r'checked[^>]*value="refuse"', kit)


def test_a_second_checkpoint_of_one_name_keeps_what_was_typed(committee, session, event):
    make_checkpoint(session, event)

    answer = committee.post(HERE + "titik", data={**DOOR, "name": "PLENO", "kind": "meal", "hand_out": "Nasi"})

    assert answer.status_code == 422
    assert "Sudah ada titik bernama PLENO" in answer.text
    assert 'value="Nasi"' in answer.text


def test_all_rules_are_kept_in_the_zone_of_the_event(committee, session, event):
    line = AgendaSession(
        event_id=event.id, kind="class", title="Kelas", starts_at=NOON, ends_at=NOON + timedelta(hours=1)
    )
    session.add(line)
    session.flush()
    form = {
        "name": "Kelas A", "kind": "session", "session": str(line.id), "roles": ["speaker", "participant"],
        "choosable": "y", "windows-0-opens": "2024-11-06T08:00", "windows-0-closes": "2024-11-06T12:00",
        "windows-1-opens": "2024-11-07T08:00", "windows-1-closes": "2024-11-07T12:00", "windows-2-opens": "",
        "passing": "once", "capacity": "40", "exits": "y", "re_entry": "y", "unknown_offline": "refuse",
    }  # fmt: skip

    answer = committee.post(HERE + "titik", data=form)
    shown = committee.get(HERE + "titik/kelas-a/ubah").text
    place = get_checkpoint(session, event.id, "kelas-a")

    assert answer.status_code == 302, answer.text
    assert (place.session_id, place.roles, place.passing, place.capacity, place.exits, place.re_entry) == (
        line.id, ["participant", "speaker"], Passing.ONCE, 40, True, True,
    )  # fmt: skip
    assert (place.guests_only, place.choosable, place.unknown_offline) == (True, True, UnknownOffline.REFUSE)
    assert place.windows[0] == ["2024-11-06T00:00:00+00:00", "2024-11-06T04:00:00+00:00"]
    assert 'value="2024-11-07T08:00"' in shown
    assert "waktu di tempat acara" in shown


EIGHT, ELEVEN, NOON_, ONE = (f"2024-11-06T{hour}:00" for hour in ("08", "11", "12", "13"))


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"windows-0-opens": NOON_, "windows-0-closes": EIGHT}, "windows-0-closes", "mendahului waktu buka"),
        ({"windows-0-opens": NOON_}, "windows-0-closes", "kosongkan keduanya"),
        (
            {"windows-0-opens": "2042-11-06T08:00", "windows-0-closes": "2042-11-06T12:00"},
            "windows-0-closes",
            "jauh dari tanggal acara",
        ),
        (
            {
                "windows-0-opens": EIGHT,
                "windows-0-closes": NOON_,
                "windows-1-opens": ELEVEN,
                "windows-1-closes": ONE,
            },
            "windows-1-closes",
            "bertumpuk",
        ),
        ({"windows-0-opens": "kemarin", "windows-0-closes": EIGHT}, "windows-0-opens", "tidak terbaca"),
        ({"passing": "many", "exits": "y"}, "exits", "tidak ada yang keluar"),
        ({"re_entry": "y"}, "re_entry", "Nyalakan pencatatan keluar"),
        ({"choosable": "y"}, "session", "pilih dulu sesi"),
        ({"capacity": "0"}, "capacity", "mulai dari 1"),
        ({"passing": "sering"}, "passing", "Pilih salah satu"),
        ({"name": "  "}, "name", "Tulis nama titik"),
    ],
)
def test_what_makes_no_sense_is_named_at_its_field(committee, changes, field, words):
    answer = committee.post(HERE + "titik", data={**DOOR, "hand_out": "Topi", **changes})

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert words in answer.text
    assert 'value="Topi"' in answer.text


def test_another_time_is_asked_for_without_losing_anything(committee):
    data = {**DOOR, "name": "Bus", "windows-0-opens": "2024-11-06T12:00", "more": "1"}

    page = committee.post(HERE + "titik", data=data)

    assert page.status_code == 200
    assert 'value="2024-11-06T12:00"' in page.text
    assert 'name="windows-1-opens"' in page.text
    assert 'value="Bus"' in page.text


def test_what_scans_were_counted_by_stays_and_is_said(committee, session, event):
    scan(session, event, make_checkpoint(session, event), make_holder(session, event).code)
    page = committee.get(HERE + "titik/pleno/ubah").text

    committee.post(HERE + "titik/pleno/ubah", data={**DOOR, "kind": "meal", "passing": "many", "capacity": "9"})
    place = get_checkpoint(session, event.id, "pleno")

    assert "tidak dapat diubah, karena pindaian itu dihitung dengannya" in page
    assert (place.kind, place.passing, place.capacity, place.name) == ("door", Passing.ONCE_A_DAY, 9, "Pintu Pleno")


def test_figures_and_ledger_show_what_happened_at_the_door(committee, session, event):
    door, holder = make_checkpoint(session, event), make_holder(session, event)
    make_holder(session, event, name="Contoh Dua")
    for code in (holder.code, holder.code, "bukan tiket"):
        scan(session, event, door, code)

    page, live = committee.get(HERE), committee.get(HERE + "angka")

    for answer in (page, live):
        assert "dari 2 pemegang tiket" in answer.text
        assert "Contoh Satu, S.Pd." in answer.text
        assert "Kode tidak lengkap" in answer.text
    assert "<html" not in live.text


def test_a_headless_device_gets_a_token_once_another_later_and_is_revoked_after_a_question(committee, session, event):
    make_checkpoint(session, event)

    added = committee.post(HERE + "alat", data={"name": "Gerbang 1", "checkpoint": "pleno", "kind": "headless"})
    twice = committee.post(HERE + "alat", data={"name": "Gerbang 1", "checkpoint": "pleno", "kind": "headless"})
    device = find_device(session, token_of(added))
    assert device is not None
    rolled = committee.post(f"{HERE}alat/{device.id}/token")
    question = committee.get(f"{HERE}alat/{device.id}/cabut")
    revoked = committee.post(f"{HERE}alat/{device.id}/cabut", follow_redirects=True)

    assert added.headers["Cache-Control"] == "no-store"
    assert token_of(added) not in committee.get(HERE).text
    assert twice.status_code == 422
    assert find_device(session, token_of(added)) is None
    assert "Cabut akses Gerbang 1?" in question.text
    assert "Akses Gerbang 1 dicabut." in revoked.text
    assert find_device(session, token_of(rolled)) is None


def token_of(page):
    return page.text.partition('<dt>Kode akses</dt><dd class="plm-code">')[2].partition("<")[0]


def test_a_phone_is_added_moved_and_paired_with_a_code_that_is_shown_once(committee, session, event):
    make_checkpoint(session, event)
    make_checkpoint(session, event, code="makan", name="Makan siang")
    added = committee.post(HERE + "alat", data={"name": "Meja 1", "checkpoint": "pleno", "kind": "app", "kiosk": "y"})
    address = added.location
    moved = committee.post(address + "ubah", data={"name": "Meja 1", "checkpoint": "makan"}, follow_redirects=True)

    shown = committee.post(address + "pasang")
    code = re.search(r'plm-ticket-code plm-code mx-auto">([^<]+)<', shown.text)[1].replace("-", "")
    state = re.search(r'data-live="([^"]+)"', shown.text)[1]

    assert "Belum dipasangkan" in committee.get(HERE).text
    assert "Makan siang" in moved.text
    assert shown.headers["Cache-Control"] == "no-store"
    assert "/pindai/" in shown.text
    assert "Menunggu alat" in committee.get(state).text
    assert code not in committee.get(address).text
    assert code not in committee.get(state).text


def test_the_pairing_page_says_when_its_code_was_used_or_is_over(committee, session, event):
    place = make_checkpoint(session, event)
    device = Device(event_id=event.id, checkpoint_id=place.id, name="Meja 1", created_at=NOON)
    session.add(device)
    session.flush()
    make_pairing_code(session, device=device, actor="account:1", now=now() - timedelta(minutes=11))
    old = committee.get(f"{HERE}alat/{device.id}/pasang/{mark_of(session, device)}")
    make_pairing_code(session, device=device, actor="account:1", now=now())
    latest_pairing(session, device.id).used_at = now()
    session.flush()
    used = committee.get(f"{HERE}alat/{device.id}/pasang/{mark_of(session, device)}")

    assert "Kedaluwarsa" in old.text
    assert "Meja 1 terpasang pada" in used.text
    assert "data-live-done" in used.text


def mark_of(session, device):
    return latest_pairing(session, device.id).code_hash[:16]


def test_the_list_of_devices_says_what_waits_and_whose_clock_is_wrong(committee, session, event):
    place = make_checkpoint(session, event)
    session.add(
        Device(
            event_id=event.id, checkpoint_id=place.id, name="Meja 1", created_at=NOON, token_hash="x" * 64,
            paired_at=NOON, last_seen_at=now(), clock_offset_ms=-2 * 3_600_000, waiting=7,
        )
    )  # fmt: skip
    session.flush()

    page = committee.get(HERE).text

    assert "Tersambung" in page
    assert "7 pindaian menunggu" in page
    assert "Jam alat terlalu cepat 120 menit" in page


def test_a_lost_ticket_is_replaced_with_a_reason(committee, session, event):
    holder = make_holder(session, event)
    address = f"{HERE}tiket/{holder.ticket_id}/ganti"

    found = committee.get(HERE + "tiket?cari=contoh")
    without = committee.post(address, data={"reason": " "})
    replaced = committee.post(address, data={"reason": "Ponsel hilang"}, follow_redirects=True)

    assert address in found.text
    assert without.status_code == 422
    assert "Tiket Contoh Satu, S.Pd. diganti." in replaced.text
    live = find_live_ticket(session, holder.participant.id)
    assert live is not None
    assert live.id != holder.ticket_id


def test_a_revoked_ticket_cannot_be_revoked_again(committee, session, event):
    holder = make_holder(session, event)
    address = f"{HERE}tiket/{holder.ticket_id}/cabut"
    committee.post(address, data={"reason": "Salah orang"})

    again = committee.post(address, data={"reason": "Salah orang"})

    assert again.status_code == 409
    assert "sudah tidak berlaku" in again.text


def test_the_kind_of_ticket_is_chosen_and_a_key_revoked_with_a_warning(committee, session, event):
    page = committee.get(HERE + "tiket/jenis").text
    chosen = committee.post(HERE + "tiket/jenis", data={"kind": "signed"}, follow_redirects=True).text
    committee.post(HERE + "tiket/kunci")
    question = committee.get(HERE + "tiket/kunci/1/cabut").text
    without = committee.post(HERE + "tiket/kunci/1/cabut", data={"reason": ""})
    revoked = committee.post(HERE + "tiket/kunci/1/cabut", data={"reason": "Bocor"}, follow_redirects=True).text

    assert "Kunci nomor" not in page
    assert "Kunci nomor 1" in chosen
    assert "Semua tiket yang ditandatangani kunci ini ditolak" in question
    assert without.status_code == 422
    assert "Kunci nomor 1 dicabut." in revoked
    assert "Menandatangani" in revoked


def test_rows_of_another_event_are_not_found(committee, session):
    other = make_event(session, slug="lain")
    holder, checkpoint = make_holder(session, other), make_checkpoint(session, other)

    assert committee.get(f"{HERE}tiket/{holder.ticket_id}/ganti").status_code == 404
    for address in ("tutup", "daftar"):
        assert committee.post(f"{HERE}titik/{checkpoint.code}/{address}").status_code == 404
    for address in ("", "ubah", "daftar"):
        assert committee.get(f"{HERE}titik/{checkpoint.code}/{address}").status_code == 404


def test_an_auditor_reads_and_changes_nothing(auditor, session, event):
    place = make_checkpoint(session, event)
    device = Device(event_id=event.id, checkpoint_id=place.id, name="Meja 1", created_at=NOON)
    session.add(device)
    session.flush()

    page = auditor.get(HERE)
    pages = [
        auditor.get(HERE + path)
        for path in (
            "titik/pleno/", "titik/pleno/daftar", f"alat/{device.id}/", "periksa", "catatan", "daftar", "tiket/jenis",
        )
    ]  # fmt: skip

    assert page.status_code == 200
    assert "Tambah titik" not in page.text
    assert "/meja/" not in page.text
    assert [one.status_code for one in pages] == [200] * len(pages)
    for path in ("titik/pleno/tutup", "titik/pleno/daftar", f"alat/{device.id}/pasang", f"alat/{device.id}/token"):
        assert auditor.post(HERE + path).status_code == 403
    assert auditor.get(HERE + "tanpa-tiket").status_code == 403


def test_an_earlier_day_can_be_looked_at(committee, session, event):
    make_checkpoint(session, event)

    page = committee.get(HERE + "?hari=2024-11-06")

    assert "Hadir 6 November 2024" in page.text
    assert 'hari=2024-11-08"' in page.text
    assert committee.get(HERE + "?hari=besok").status_code == 200
