"""The committee's attendance: figures, checkpoints, devices, tickets."""

from uuid import uuid4

import pytest

from plm.accounts.rules import Role
from plm.checkin.queries import find_device, find_live_ticket, get_checkpoint
from tests.checkin.people import make_checkpoint, make_holder
from tests.factories import log_in, make_account, make_event

HERE = "/panitia/plm-2024/kehadiran/"


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


def test_an_event_without_checkpoints_says_what_comes_first(committee):
    assert "Buat titik pertama" in committee.get(HERE).text


def test_a_checkpoint_is_made_closed_and_opened(committee, session, event):
    made = committee.post(HERE + "titik", data={"name": " Pintu Pleno ", "kind": "door", "hand_out": "Tas"})
    closed = committee.post(HERE + "titik/pintu-pleno/tutup", follow_redirects=True)
    opened = committee.post(HERE + "titik/pintu-pleno/buka", follow_redirects=True)

    assert made.location == HERE
    assert "Pintu Pleno ditutup." in closed.text
    assert "Tertutup" in closed.text
    assert "Pintu Pleno dibuka." in opened.text
    assert get_checkpoint(session, event.id, "pintu-pleno").hand_out == "Tas"


def test_a_second_checkpoint_of_one_name_keeps_what_was_typed(committee, session, event):
    make_checkpoint(session, event)

    answer = committee.post(HERE + "titik", data={"name": "PLENO", "kind": "meal", "hand_out": "Nasi"})

    assert answer.status_code == 422
    assert "Sudah ada titik bernama PLENO" in answer.text
    assert 'value="Nasi"' in answer.text


def test_figures_and_ledger_show_what_happened_at_the_door(committee, session, event):
    make_checkpoint(session, event)
    holder = make_holder(session, event)
    make_holder(session, event, name="Contoh Dua")
    for code in (holder.code, holder.code, "bukan tiket"):
        committee.post("/meja/plm-2024/pleno/pindai", json={"id": str(uuid4()), "ticket": code})

    page, live = committee.get(HERE), committee.get(HERE + "angka")

    for answer in (page, live):
        assert "dari 2 pemegang tiket" in answer.text
        assert "Contoh Satu, S.Pd." in answer.text
        assert "Kode tidak lengkap" in answer.text
    assert "<html" not in live.text


def test_a_device_is_paired_once_and_revoked_after_a_question(committee, session, event):
    make_checkpoint(session, event)

    paired = committee.post(HERE + "alat", data={"name": "Gerbang 1", "checkpoint": "pleno"})
    twice = committee.post(HERE + "alat", data={"name": "Gerbang 1", "checkpoint": "pleno"})
    token = paired.text.partition('<dd class="plm-code">')[2].partition("<")[0]
    device = find_device(session, token)
    assert device is not None
    question = committee.get(f"{HERE}alat/{device.id}/cabut")
    revoked = committee.post(f"{HERE}alat/{device.id}/cabut", follow_redirects=True)

    assert paired.headers["Cache-Control"] == "no-store"
    assert token not in committee.get(HERE).text
    assert twice.status_code == 422
    assert "Cabut akses Gerbang 1?" in question.text
    assert "Akses Gerbang 1 dicabut." in revoked.text
    assert find_device(session, token) is None


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


def test_rows_of_another_event_are_not_found(committee, session):
    other = make_event(session, slug="lain")
    holder, checkpoint = make_holder(session, other), make_checkpoint(session, other)

    assert committee.get(f"{HERE}tiket/{holder.ticket_id}/ganti").status_code == 404
    assert committee.post(f"{HERE}titik/{checkpoint.code}/tutup").status_code == 404


def test_an_auditor_reads_and_changes_nothing(auditor, session, event):
    make_checkpoint(session, event)

    page = auditor.get(HERE)

    assert page.status_code == 200
    assert "Tambah titik" not in page.text
    assert "/meja/" not in page.text
    assert auditor.post(HERE + "titik/pleno/tutup").status_code == 403


def test_an_earlier_day_can_be_looked_at(committee, session, event):
    make_checkpoint(session, event)

    page = committee.get(HERE + "?hari=2024-11-06")

    assert "Hadir 6 November 2024" in page.text
    assert 'hari=2024-11-08"' in page.text
    assert committee.get(HERE + "?hari=besok").status_code == 200
