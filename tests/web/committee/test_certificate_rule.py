import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from plm.accounts.rules import Role
from plm.adapters.spreadsheets import read_table
from plm.certificates.actions import Terms
from plm.certificates.rules import Attendance, SealWay
from plm.certificates.tables import CertificateSettings
from plm.checkin.rules import CheckpointKind
from plm.checkin.tables import Checkpoint
from plm.events.tables import Event
from plm.registration.rules import EventRole
from tests.certificates.scenes import make_person, set_wording
from tests.factories import log_in, make_account, make_event
from tests.web.committee.test_certificates import HOME, TYPED, words


@pytest.fixture
def event(session: Session) -> Event:
    return make_event(session)


@pytest.fixture
def committee(client: FlaskClient, session: Session, event: Event) -> FlaskClient:
    log_in(client, make_account(session))
    return client


@pytest.fixture
def door(session: Session, event: Event) -> Checkpoint:
    door = Checkpoint(event_id=event.id, code="sesi-1", name="Kelas Berbagi", kind=CheckpointKind.SESSION)
    session.add(door)
    session.flush()
    return door


def held_by(session: Session, event: Event) -> CertificateSettings:
    session.expire_all()
    return session.get_one(CertificateSettings, event.id)


def test_a_share_of_sessions_is_kept_with_the_checkpoints_of_this_moment(
    committee: FlaskClient, session: Session, event: Event, door: Checkpoint
) -> None:
    rule = {"attendance": "share", "share_percent": "75", "basis_checkpoints": [str(door.id)], "papers_required": "y"}
    answer = committee.post(HOME + "pengaturan", data={**TYPED, **rule, "seal_way": "outside", "mail_when_ready": "y"})

    held = held_by(session, event)
    assert answer.status_code == 302
    assert (held.attendance, held.share_percent, held.basis_checkpoint_ids) == (Attendance.SHARE, 75, [door.id])
    assert (held.papers_required, held.feedback_required, held.mail_when_ready) == (True, False, True)
    assert held.seal_way is SealWay.OUTSIDE


def test_each_day_keeps_its_days_and_no_checkpoints(
    committee: FlaskClient, session: Session, event: Event, door: Checkpoint
) -> None:
    day = event.starts_on.isoformat()
    committee.post(
        HOME + "pengaturan",
        data={**TYPED, "attendance": "each_day", "basis_days": [day], "basis_checkpoints": [str(door.id)]},
    )

    held = held_by(session, event)
    assert (held.attendance, held.basis_days, held.basis_checkpoint_ids) == (Attendance.EACH_DAY, [day], [])


@pytest.mark.parametrize(
    ("typed", "at", "sentence"),
    [
        ({"attendance": "share", "share_percent": ""}, "share_percent", "Tulis berapa persen sesi"),
        ({"attendance": "share", "share_percent": "101"}, "share_percent", "Tulis berapa persen sesi"),
        ({"attendance": "share", "share_percent": "banyak"}, "share_percent", "Tulis bilangan bulat"),
        ({"attendance": "share", "share_percent": "80"}, "basis_checkpoints", "Pilih sesi atau titik yang dihitung."),
        ({"attendance": "share", "basis_checkpoints": "99999"}, "basis_checkpoints", "Pilih dari daftar."),
        ({"attendance": "each_day"}, "basis_days", "Pilih hari yang dihitung."),
        ({"attendance": "each_day", "basis_days": "1999-01-01"}, "basis_days", "Pilih dari daftar."),
        ({"attendance": "none"}, "attendance", "Pilih salah satu."),
        ({"seal_way": "nobody"}, "seal_way", "Pilih salah satu."),
    ],
)
def test_a_rule_that_lacks_something_says_so_at_its_field_and_loses_nothing(
    committee: FlaskClient, door: Checkpoint, typed: dict[str, str], at: str, sentence: str
) -> None:
    answer = committee.post(HOME + "pengaturan", data={**TYPED, **typed})

    assert answer.status_code == 422
    assert re.search(rf'id="{at}-e">.*?{re.escape(sentence)}', answer.text, re.DOTALL)
    assert 'value="Denpasar"' in answer.text


def test_a_share_without_any_checkpoint_says_so(committee: FlaskClient) -> None:
    answer = committee.post(HOME + "pengaturan", data={**TYPED, "attendance": "share", "share_percent": "80"})

    assert answer.status_code == 422
    assert 'id="basis_checkpoints-e"' in answer.text
    assert "Acara ini belum mempunyai titik kehadiran untuk dihitung." in answer.text


def test_saving_something_else_never_shortens_a_basis_that_has_gone(
    committee: FlaskClient, session: Session, event: Event, door: Checkpoint
) -> None:
    gone = door.id + 1000
    set_wording(session, event, terms=Terms(Attendance.SHARE, 100, basis_checkpoint_ids=(door.id, gone)))

    page = committee.get(HOME + "pengaturan").text
    chosen = re.findall(r'<input checked[^>]* name="basis_checkpoints"[^>]* value="(\d+)"', page)
    committee.post(
        HOME + "pengaturan",
        data={**TYPED, "attendance": "share", "share_percent": "100", "basis_checkpoints": chosen},
    )

    assert "Titik yang sudah tidak ada" in page
    assert held_by(session, event).basis_checkpoint_ids == [door.id, gone]


def test_days_stay_in_the_basis_when_the_event_moves(committee: FlaskClient, session: Session, event: Event) -> None:
    make_person(session, event)
    set_wording(session, event, terms=Terms(Attendance.EACH_DAY, basis_days=(event.starts_on, event.ends_on)))

    event.ends_on = event.starts_on
    session.flush()

    page = words(committee.get(HOME + "calon").text)
    assert "0 akan mendapat, 0 sudah terdaftar, 1 tidak." in page
    assert "Tercatat pada 1 dari 2 hari. Tidak tercatat pada: 8 November 2024." in page


def test_the_dry_run_says_the_facts_of_a_share(
    committee: FlaskClient, session: Session, event: Event, door: Checkpoint
) -> None:
    make_person(session, event)
    make_person(session, event, name="Contoh Dua", roles=(EventRole.SPEAKER,))
    set_wording(session, event, terms=Terms(Attendance.SHARE, 70, basis_checkpoint_ids=(door.id, door.id + 1)))

    page = words(committee.get(HOME + "calon").text)

    assert "Tercatat di 1 dari 2 sesi; diperlukan 2." in page
    assert "sedikitnya 2 dari 2 sesi (70 persen) tercatat: Kelas Berbagi, titik yang sudah tidak ada." in page
    assert "1 akan mendapat, 0 sudah terdaftar, 1 tidak." in page


def test_the_dry_run_is_searched_and_filtered(committee: FlaskClient, session: Session, event: Event) -> None:
    make_person(session, event, name="Contoh Satu")
    make_person(session, event, name="Contoh Dua", present=False)
    make_person(session, event, name="Contoh Sembilan", roles=(EventRole.GUEST,))

    def shown(query: str) -> list[str]:
        page = committee.get(f"{HOME}calon?{query}").text
        return [name for name in ("Contoh Satu", "Contoh Dua", "Contoh Sembilan") if name in page]

    assert shown("") == ["Contoh Satu", "Contoh Dua", "Contoh Sembilan"]
    assert shown("cari=contoh dua") == ["Contoh Dua"]
    assert shown("sebab=role_earns_none") == ["Contoh Sembilan"]
    assert shown("peran=guest") == ["Contoh Sembilan"]
    assert shown("peran=lain&sebab=lain") == ["Contoh Satu", "Contoh Dua", "Contoh Sembilan"]


def test_odd_names_are_shown_before_anything_is_issued(committee: FlaskClient, session: Session, event: Event) -> None:
    make_person(session, event, name="CONTOH  \u202eSATU")

    page = words(committee.get(HOME + "calon").text)

    assert "Nama yang perlu dilihat dulu 1 nama" in page
    assert "Memuat tanda yang tidak terlihat, misalnya pembalik arah tulisan." in page
    assert "Semuanya huruf besar." in page
    assert "Memuat spasi berlebih." in page


def test_the_sheet_of_the_dry_run_says_the_same(committee: FlaskClient, session: Session, event: Event) -> None:
    make_person(session, event, name="Contoh <Satu>")
    make_person(session, event, name="Contoh Dua", present=False)

    answer = committee.get(HOME + "calon.xlsx")

    rows = [[cell or "" for cell in row] for _, row in read_table(answer.data, "calon.xlsx").rows]
    here = "Perpustakaan Desa Mappalo Ulaweng"
    assert rows == [
        ["Nama", "Lembaga", "Peran", "Penghargaan", "Keputusan", "Sebab", "Perlu dilihat"],
        ["Contoh <Satu>, S.Pd.", here, "Peserta", "", "Akan mendapat", "Tercatat hadir", ""],
        [
            "Contoh Dua, S.Pd.", here, "Peserta", "", "Tidak mendapat",
            "Belum tercatat hadir di satu pos pun.", "",
        ],
    ]  # fmt: skip


def test_an_auditor_reads_the_dry_run_and_is_offered_no_change(
    client: FlaskClient, session: Session, event: Event
) -> None:
    log_in(client, make_account(session, role=Role.AUDITOR))
    make_person(session, event)

    page = client.get(HOME + "calon").text

    assert "Contoh Satu" in page
    assert "Ubah aturan" not in page
    assert "/terbitkan" not in page
    assert client.get(HOME + "calon.xlsx").status_code == 200
    assert client.post(HOME + "pengaturan", data=TYPED).status_code == 403
