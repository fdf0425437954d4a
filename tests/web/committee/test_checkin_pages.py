"""Conflicts, ledger, lists, guests and letting people in by hand, as the committee does it."""

import csv
import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest

from plm.accounts.rules import Role
from plm.adapters.spreadsheets import read_table
from plm.audit.queries import entries_of
from plm.checkin.actions import record_scan
from plm.checkin.queries import LedgerFilter, conflicts_of, figures_of, guest_ids, ledger_page, post_of, present_at
from plm.checkin.rules import Direction, ScanOutcome, day_at
from plm.checkin.tables import Device
from plm.clock import now
from plm.registration.actions import submit_delegation
from plm.registration.queries import roster_of
from tests.checkin.people import make_checkpoint, make_holder, scan_of
from tests.checkin.test_guests import make_class
from tests.counting import counted
from tests.factories import NOON, log_in, make_account, make_event
from tests.registration.makers import make_draft, make_invitation

HERE = "/panitia/plm-2024/kehadiran/"
LATER = NOON + timedelta(minutes=30)


@pytest.fixture
def event(session):
    return make_event(session)


@pytest.fixture
def committee(client, session, event):
    log_in(client, make_account(session))
    return client


@pytest.fixture
def door(session, event):
    return make_checkpoint(session, event)


def make_device(session, event, place, name):
    device = Device(event_id=event.id, checkpoint_id=place.id, name=name, created_at=NOON - timedelta(days=1))
    session.add(device)
    session.flush()
    return device


def two_doors(session, event, door, code):
    """Both let the same ticket in without network; what was scanned later came first."""
    for name, minutes in (("Meja 2", 10), ("Meja 1", 5)):
        scan = scan_of(code, scanned_at=NOON + timedelta(minutes=minutes), offline=True, shown=ScanOutcome.ACCEPTED)
        post = post_of(event, door, make_device(session, event, door, name))
        record_scan(session, post=post, scan=scan, scanned_by=name, now=LATER)
    (conflict,) = conflicts_of(session, event)
    return conflict


def rows_of(answer):
    return [list(row) for _, row in read_table(answer.data, "x.xlsx").rows]


def test_a_conflict_shows_both_facts_and_is_resolved_with_a_note(committee, session, event, door):
    conflict = two_doors(session, event, door, make_holder(session, event).code)
    address = f"{HERE}periksa/{conflict.line.scan.id}"

    home, inbox = committee.get(HERE).text, committee.get(HERE + "periksa").text
    without = committee.post(address, data={f"n{conflict.line.scan.id[:8]}-note": " "})
    done = committee.post(
        address, data={f"n{conflict.line.scan.id[:8]}-note": "Dipindai dua kali"}, follow_redirects=True
    ).text

    assert "Perlu diperiksa" in home
    assert re.search(r"Perlu diperiksa <span>1</span>", home)
    for words in ("Contoh Satu, S.Pd. masuk dua kali di Pintu Pleno", "Meja 1, luring", "Meja 2, luring", "Dihitung"):
        assert words in inbox
    # The later scan was uploaded first and accepted then; today it is the one that does not count.
    assert (conflict.line.scan.scanned_by, conflict.first.scan.scanned_by) == ("Meja 2", "Meja 1")
    assert without.status_code == 422
    assert "Tulis apa yang terjadi" in without.text
    assert "Dipindai dua kali" in done
    assert "Tidak ada yang perlu diperiksa." in done


def test_annulling_keeps_the_line_with_both_and_lets_the_other_count(committee, session, event, door):
    conflict = two_doors(session, event, door, make_holder(session, event).code)
    address = f"{HERE}pindaian/{conflict.first.scan.id}/batalkan"

    question, without = committee.get(address).text, committee.post(address, data={"reason": ""})
    committee.post(address, data={"reason": "Salah orang"})
    again = committee.post(address, data={"reason": "Salah orang"})
    book = committee.get(HERE + "catatan").text

    assert "Batalkan pindaian ini?" in question
    assert without.status_code == 422
    assert "sudah dibatalkan" in again.text
    assert "Dibatalkan" in book
    assert "Salah orang" in book
    assert conflicts_of(session, event) == []
    assert [entry.verb for entry in entries_of(session, event.id)].count("scan.annul") == 1


def test_the_ledger_shows_what_counts_today_and_goes_to_excel(committee, session, event, door):
    two_doors(session, event, door, make_holder(session, event).code)
    record_scan(session, post=post_of(event, door), scan=scan_of("bukan tiket"), scanned_by="Meja 3", now=LATER)

    changed = committee.get(HERE + "catatan?hasil=changed").text
    nonsense = committee.get(HERE + "catatan?hasil=x&hari=y&titik=z&halaman=0").text
    rows = rows_of(committee.get(HERE + "catatan.xlsx?titik=pleno"))

    assert "Sekarang dihitung:" in changed
    assert "1 pindaian." in changed
    assert "3 pindaian." in nonsense
    assert len(rows) == 4
    meja_2 = next(row for row in rows if row[5] == "Meja 2")
    assert (meja_2[7], meja_2[9]) == ("Diterima", "Sudah masuk")
    assert next(row for row in rows if row[5] == "Meja 3")[8] == "Kode tidak lengkap"


def test_page_list_csv_and_excel_say_the_same(committee, session, event):
    door = make_checkpoint(session, event, exits=True)
    holders = [make_holder(session, event, name=f"Contoh {number}") for number in range(4)]
    moment = now()
    for number, direction in ((0, "in"), (1, "in"), (1, "out"), (2, "in"), (0, "in")):
        scan = scan_of(holders[number].code, scanned_at=moment, direction=Direction(direction))
        record_scan(session, post=post_of(event, door), scan=scan, scanned_by="Meja 1", now=moment)
    day = day_at(moment, event.zone)
    (line,) = figures_of(session, event, day)

    page = committee.get(f"{HERE}?hari={day}").text
    for word, number in {
        "diharapkan": line.expected, "masuk": line.entered, "di-dalam": line.inside, "keluar": line.out,
    }.items():  # fmt: skip
        query = f"titik=pleno&amp;isi={word}"
        on_page = set(re.findall(rf'href="[^"]*{query}[^"]*">(\d+)<', page))
        asked = f"hari={day}&titik=pleno&isi={word}"
        shown = committee.get(f"{HERE}daftar?{asked}").text
        listed = len(re.findall("data-person=", shown))
        assert f": {number}</h2>" in shown
        text = committee.get(f"{HERE}daftar.csv?{asked}").data.decode("utf-8-sig")
        book = rows_of(committee.get(f"{HERE}daftar.xlsx?{asked}"))
        assert on_page == {str(number)}
        assert listed == len(list(csv.reader(io.StringIO(text), delimiter=";"))) - 1 == len(book) - 1 == number
    assert (line.expected, line.entered, line.inside, line.out) == (4, 3, 2, 1)
    whole = committee.get(f"{HERE}daftar?hari={day}").text
    assert len(re.findall("data-person=", whole)) == present_at(session, event.id, day) == 3


def test_a_delegation_is_let_in_at_once_by_the_same_rules(committee, session, event):
    door = make_checkpoint(session, event, guests_only=True)
    one, two = make_holder(session, event), make_holder(session, event, name="Contoh Dua")
    committee.post(HERE + "titik/pleno/daftar", data={"ids": [one.participant.id]})
    found = committee.get(HERE + "tanpa-tiket?titik=pleno&cari=mappalo").text
    form = {"batch": str(uuid4()), "tiket": [one.ticket_id, two.ticket_id]}

    first = committee.post(HERE + "tanpa-tiket/pleno", data=form)
    again = committee.post(HERE + "tanpa-tiket/pleno", data=form)
    nobody = committee.post(HERE + "tanpa-tiket/pleno", data={"batch": str(uuid4())}, follow_redirects=True)

    assert "2 orang ditemukan" in found
    for page in (first, again):
        assert "1 dari 2 diterima di Pintu Pleno" in page.text
    assert "Belum ada yang dicentang" in nobody.text
    lines, total = ledger_page(session, event, LedgerFilter(checkpoint_id=door.id), limit=None)
    assert total == 2
    assert {(line.scan.manual, line.scan.scanned_by) for line in lines} == {(True, lines[0].scan.scanned_by)}
    noted = [entry.verb for entry in entries_of(session, event.id)]
    assert (noted.count("ticket.check_in_by_hand"), noted.count("people.search")) == (2, 1)


def test_a_list_is_filled_by_search_and_role_and_emptied(committee, session, event, door):
    holders = [make_holder(session, event, name=f"Contoh {number}") for number in range(3)]
    found = committee.get(HERE + "titik/pleno/daftar?cari=Contoh 1").text

    committee.post(HERE + "titik/pleno/daftar", data={"ids": [holders[1].participant.id]})
    by_role = committee.post(HERE + "titik/pleno/daftar", data={"peran": "participant"}, follow_redirects=True).text
    committee.post(f"{HERE}titik/pleno/daftar/{holders[0].participant.id}/hapus")

    assert f'value="{holders[1].participant.id}"' in found
    assert f'value="{holders[2].participant.id}"' not in found
    assert "2 orang ditambahkan ke daftar." in by_role
    assert guest_ids(session, door.id) == {holder.participant.id for holder in holders[1:]}


def test_a_whole_delegation_is_put_on_a_list(committee, session, event, door):
    delegation = make_draft(session, make_invitation(session, event), seats=2)
    submit_delegation(session, delegation=delegation, now=NOON)
    session.commit()
    people = roster_of(session, delegation.id)
    found = committee.get(HERE + f"titik/pleno/daftar?cari={people[0].name}").text

    committee.post(HERE + "titik/pleno/daftar", data={"utusan": delegation.id})

    assert f"Semua dari {people[0].institution}" in found
    assert guest_ids(session, door.id) == {person.id for person in people} != set()
    assert committee.post(HERE + "titik/pleno/daftar", data={"utusan": 10**6}).status_code == 404


def test_a_full_session_says_how_many_places_are_left(committee, session, event):
    make_class(session, event, "kelas-a", capacity=1)
    ids = [make_holder(session, event).participant.id for _ in range(2)]
    session.commit()

    answer = committee.post(HERE + "titik/kelas-a/daftar", data={"ids": ids})

    assert answer.status_code == 422
    assert "Sisa 1 tempat, sedangkan yang ditambahkan 2." in answer.text


def test_an_observer_sees_conflicts_and_changes_none(client, session, event, door):
    conflict = two_doors(session, event, door, make_holder(session, event).code)
    log_in(client, make_account(session, role=Role.AUDITOR))

    inbox = client.get(HERE + "periksa")

    assert "Contoh Satu, S.Pd. masuk dua kali" in inbox.text
    assert "Selesai diperiksa" not in inbox.text
    assert "batalkan" not in inbox.text
    assert "/batalkan" not in client.get(HERE + "catatan").text
    assert client.post(f"{HERE}periksa/{conflict.line.scan.id}").status_code == 403
    assert client.get(f"{HERE}pindaian/{conflict.line.scan.id}/batalkan").status_code == 403


@pytest.mark.parametrize("path", ["", "catatan", "daftar", "periksa"])
def test_longer_lists_ask_no_more_of_the_database(committee, session, event, door, path):
    def count():
        with counted() as seen:
            assert committee.get(HERE + path).status_code == 200
        return len(seen)

    two_doors(session, event, door, make_holder(session, event).code)
    count()
    few = count()
    for number in range(3):
        holder = make_holder(session, event, name=f"Contoh {number}")
        record_scan(session, post=post_of(event, door), scan=scan_of(holder.code), scanned_by="Meja 9", now=LATER)

    assert count() == few
