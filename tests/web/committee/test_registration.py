"""The committee's list, delegations, letters, people without a library, the export."""

import re
from io import BytesIO

import pytest
from flask import current_app
from sqlalchemy import event as sa_event

from plm.accounts.rules import Role, Scope
from plm.adapters.spreadsheets import read_table
from plm.adapters.storage import storage_of
from plm.audit.queries import entries_of
from plm.checkin.actions import issue_tickets
from plm.checkin.queries import ticket_code_of
from plm.events.queries import get_event_by_id
from plm.extensions import db
from plm.registration.actions import submit_delegation
from plm.registration.queries import find_letter, individuals_of, participant_token, roster_of
from plm.registration.rules import DocumentState, letter_slot
from tests.certificates.scenes import issue_one, make_person
from tests.factories import NOON, log_in, make_account, make_event, make_library
from tests.registration.makers import PDF, make_draft, make_invitation, secret

LIST = "/panitia/plm-2024/peserta/"


@pytest.fixture
def committee(client, session):
    log_in(client, make_account(session))
    return client


@pytest.fixture
def delegation(session):
    delegation = make_draft(session, make_invitation(session))
    submit_delegation(session, delegation=delegation, now=NOON)
    session.commit()
    return delegation


def _paths(delegation):
    paper = f"{LIST}berkas/{letter_slot(delegation.id).word}"
    return f"{LIST}rombongan/{delegation.id}/", paper, f"{paper}/terima", f"{paper}/tolak"


def test_list_shows_delegations_by_pile_and_search(committee, session, delegation):
    everything = committee.get(LIST).text

    assert "Perpusdes Tangkum" in everything
    assert "Contoh Satu, S.Pd." in everything
    assert "Menunggu" in everything
    assert "Tidak ada delegasi pada tahap ini." in committee.get(f"{LIST}?tab=draft").text
    assert "Perpusdes Tangkum" in committee.get(f"{LIST}?cari=satu").text
    assert "Tidak ada yang cocok" in committee.get(f"{LIST}?cari=%3Cb%3E").text
    assert committee.get(f"{LIST}?tab=rusak&halaman=x").status_code == 200


def test_the_headline_counts_people_as_the_dashboard_and_seats_apart(committee, session, delegation):
    event = get_event_by_id(session, delegation.event_id)
    event.capacity = 120
    make_person(session, event, present=False)
    make_draft(session, make_invitation(session, event, make_library(session, region_code="62.13.09.2010")))
    session.commit()

    page = committee.get(LIST).text
    dashboard = committee.get("/panitia/plm-2024/").text

    assert f"2 orang terdaftar; {event.seats_taken} kursi terisi dari 120." in page
    assert re.search(r"Terdaftar</span><span class=.plm-value.>2</span>", dashboard)


def test_tabs_count_what_the_search_found(committee, session, delegation):
    event = get_event_by_id(session, delegation.event_id)
    make_draft(session, make_invitation(session, event, make_library(session, region_code="62.13.09.2010")))
    committee.post(
        f"{LIST}tambah",
        data={"name": "Contoh Lima", "institution": "Contoh", "roles": ["speaker"], "cost_bearer": "self"},
    )
    session.commit()

    everything, found, person = (_tabs(committee.get(f"{LIST}?cari={text}")) for text in ("", "62.13.08", "lima"))

    assert everything == [2, 1, 1, 1, 0, 0, 1]
    assert found == [1, 0, 1, 1, 0, 0, 0]
    assert person == [0, 0, 0, 0, 0, 0, 1]


def _tabs(page):
    return [int(number) for number in re.findall(r"<span>(\d+)</span></a></li>", page.text)]


def test_empty_list_says_what_to_do_first(committee, session):
    make_event(session)

    assert "Belum ada peserta. Kirim undangan dulu." in committee.get(LIST).text


def test_letter_is_received_and_rejected_with_a_reason(committee, session, delegation):
    base, _letter, receive, reject = _paths(delegation)
    seen = find_letter(session, delegation.id).sha256

    committee.post(receive, data={"seen": seen})
    received = find_letter(session, delegation.id).state
    without = committee.post(reject, data={"seen": seen, "reason": ""})
    committee.post(reject, data={"seen": seen, "reason": "Belum <dicap>"})
    page = committee.get(base)

    assert received is DocumentState.RECEIVED
    assert without.status_code == 422
    assert "Tulis alasannya; pengirimnya membacanya." in without.text
    assert "Belum &lt;dicap&gt;" in page.text


def test_letter_that_changed_meanwhile_is_not_received(committee, delegation):
    answer = committee.post(_paths(delegation)[2], data={"seen": "0" * 64})

    assert answer.status_code == 409
    assert "Baru saja diunggah berkas lain" in answer.text


def test_letter_is_served_as_a_strangers_file(committee, session, delegation):
    letter = find_letter(session, delegation.id)
    storage_of(current_app).put(letter.storage_key, PDF)

    answer = committee.get(_paths(delegation)[1])

    assert answer.data == PDF
    assert answer.headers["Content-Disposition"] == "attachment; filename=surat.pdf"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.content_type == "application/pdf"


def test_desk_sees_neither_list_nor_letter(client, session, delegation):
    log_in(client, make_account(session, role=Role.DESK))

    assert [client.get(path).status_code for path in (LIST, *_paths(delegation)[:2])] == [403, 403, 403]


def test_auditor_reads_but_judges_nothing_and_gets_no_personal_link(client, session, delegation):
    log_in(client, make_account(session, role=Role.AUDITOR))
    (person,) = roster_of(session, delegation.id)

    page = client.get(f"{LIST}orang/{person.id}/")

    assert page.status_code == 200
    assert "/p/" not in page.text
    assert client.post(_paths(delegation)[2]).status_code == 403


def test_committee_of_another_event_sees_nothing(client, session, delegation):
    other = make_event(session, slug="lain")
    log_in(client, make_account(session, scope=Scope.EVENT, event_id=other.id))

    assert client.get(LIST).status_code == 403
    assert client.get(f"/panitia/lain/peserta/rombongan/{delegation.id}/").status_code == 404
    assert client.get(f"/panitia/lain/peserta/rombongan/{delegation.id}/surat").status_code == 404


def test_person_without_library_gets_roles_and_ticket_at_once(committee, session):
    event = make_event(session)
    typed = {
        "name": "Contoh Lima",
        "institution": "Contoh Lembaga",
        "roles": ["speaker", "panelist"],
        "phone": "0812 3456 7890",
        "cost_bearer": "organiser",
    }

    answer = committee.post(f"{LIST}tambah", data=typed)
    page = committee.get(answer.location)

    (person,) = individuals_of(session, event.id)
    assert ticket_code_of(session, person.id, secret()) is not None
    assert "Narasumber, Panelis" in page.text
    assert "http://127.0.0.1:8000/p/" in page.text


def test_ticket_message_for_whatsapp_names_people_as_typed(committee, session, delegation):
    (person,) = roster_of(session, delegation.id)
    person.name = "Ma'ruf <b>"
    session.commit()

    page = committee.get(f"{LIST}orang/{person.id}/").text

    assert "https://wa.me/6281234567890?text=Tiket%20PLM%20Nasional%202024%20untuk%20Ma%27ruf%20%3Cb%3E%3A%20" in page


RIGHT = {
    "title_prefix": "Dra.",
    "name": "Ma'ruf <b>",
    "title_suffix": "S.Pd.",
    "institution": "Perpusdes Tangkum",
    "position": "Kepala desa",
    "phone": "0812 3456 7890",
}


def test_data_of_a_registered_person_is_corrected_and_noted_without_values(committee, session, delegation):
    (person,) = roster_of(session, delegation.id)
    page = f"{LIST}orang/{person.id}/"

    asked = committee.get(f"{page}ubah").text
    answer = committee.post(f"{page}ubah", data=RIGHT, follow_redirects=True)
    committee.post(f"{page}ubah", data=RIGHT)

    (noted,) = [entry for entry in entries_of(session, delegation.event_id) if entry.verb == "participant.correct"]
    assert 'value="0812 3456 7890"' in asked
    assert f'href="{page}ubah"' in answer.text
    assert "Data diperbaiki." in answer.text
    assert "Dra. Ma&#39;ruf &lt;b&gt;, S.Pd." in answer.text
    assert (noted.subject, noted.facts) == (f"participant:{person.id}", {"changed": ["name", "title_prefix"]})


def test_faulty_correction_keeps_what_was_typed_and_changes_nothing(committee, session, delegation):
    (person,) = roster_of(session, delegation.id)
    typed = {**RIGHT, "name": "", "phone": "12", "email": "bukan-surel", "position": "Juru <tulis>"}

    answer = committee.post(f"{LIST}orang/{person.id}/ubah", data=typed)

    assert answer.status_code == 422
    assert "Ada 3 isian yang perlu diperbaiki" in answer.text
    for kept in ('value="12"', 'value="bukan-surel"', 'value="Juru &lt;tulis&gt;"', 'value="Dra."'):
        assert kept in answer.text
    assert (person.name, person.title_prefix) == ("Contoh Satu", "")


def test_correction_says_which_certificate_keeps_the_old_name_until_it_is_replaced(committee, session):
    event = make_event(session)
    person = make_person(session, event, phone="+6281234567890")
    certificate = issue_one(session, event, person)
    session.commit()
    page, paper = f"{LIST}orang/{person.id}/", f"/panitia/plm-2024/sertifikat/{certificate.id}"

    before = committee.get(page).text
    committee.post(f"{page}ubah", data={**RIGHT, "institution": person.institution})
    after = committee.get(page).text
    committee.post(f"{paper}/ganti", data={"reason": "Nama keliru"})

    assert certificate.identity["name"] == "Contoh Satu, S.Pd."
    assert [f'href="{paper}"' in shown for shown in (before, after)] == [False, True]
    assert "Sertifikat yang sudah terbit tetap memuat data lama sampai diganti:" in after
    assert "memuat data lama" not in committee.get(page).text


def test_only_who_may_change_corrects(client, session, delegation):
    (person,) = roster_of(session, delegation.id)
    log_in(client, make_account(session, role=Role.AUDITOR))
    page = f"{LIST}orang/{person.id}/"

    read = client.get(page).text
    refused = [client.get(f"{page}ubah").status_code, client.post(f"{page}ubah", data=RIGHT).status_code]

    assert "Perbaiki data" not in read
    assert refused == [403, 403]


def test_person_of_another_event_is_not_corrected(committee, session, delegation):
    (person,) = roster_of(session, delegation.id)
    make_event(session, slug="lain")
    session.commit()

    assert committee.post(f"/panitia/lain/peserta/orang/{person.id}/ubah", data=RIGHT).status_code == 404
    assert person.name == "Contoh Satu"


def test_person_without_role_or_with_a_bad_number_keeps_what_was_typed(committee, session):
    make_event(session)
    session.commit()
    typed = {"name": "Contoh Lima", "institution": "Contoh Lembaga", "cost_bearer": "organiser", "phone": "12"}

    bad_number = committee.post(f"{LIST}tambah", data={**typed, "roles": ["guest"]})
    no_role = committee.post(f"{LIST}tambah", data={**typed, "phone": ""})
    odd_role = committee.post(f"{LIST}tambah", data={**typed, "phone": "", "roles": ["raja"]})

    assert (bad_number.status_code, no_role.status_code, odd_role.status_code) == (422, 422, 422)
    assert "Nomor terlalu pendek" in bad_number.text
    assert 'value="12"' in bad_number.text
    assert "Pilih paling sedikit satu peran." in no_role.text
    assert "Pilih dari daftar." in odd_role.text
    assert 'value="Contoh Lembaga"' in no_role.text


def test_export_keeps_every_field_as_text(committee, session, delegation):
    (person,) = roster_of(session, delegation.id)
    person.name, person.nip = '=HYPERLINK("x")', "196111111990011001"
    session.commit()

    answer = committee.get(f"{LIST}unduh.xlsx")

    rows = [row for _line, row in read_table(BytesIO(answer.data).getvalue(), "peserta.xlsx").rows]
    assert rows[0][:4] == ("Kunci", "Lembaga", "Gelar depan", "Nama")
    assert rows[1][11] == "62.13.08.2008"
    assert '=HYPERLINK("x")' in rows[1]
    assert "+6281234567890" in rows[1]
    assert "196111111990011001" in rows[1]
    assert "Menunggu" in rows[1]


def test_list_asks_as_many_questions_for_three_as_for_one(committee, session, delegation):
    event = get_event_by_id(session, delegation.event_id)
    committee.get(LIST)
    one = _statements(lambda: committee.get(LIST))
    for code in ("62.13.09.2010", "62.13.08.2006"):
        library = make_library(session, region_code=code)
        make_draft(session, make_invitation(session, event, library), seats=2)
    session.commit()

    assert _statements(lambda: committee.get(LIST)) == one


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


def test_forwarded_link_is_exchanged_and_the_ticket_stays(committee, session, delegation):
    (person,) = roster_of(session, delegation.id)
    issue_tickets(session, event_id=person.event_id, participant_ids=[person.id], secret_key=secret(), now=NOON)
    session.commit()
    old, code = participant_token(person, secret()), ticket_code_of(session, person.id, secret())
    asked = committee.get(f"{LIST}orang/{person.id}/tautan-baru").text
    committee.post(f"{LIST}orang/{person.id}/tautan-baru")
    fresh = participant_token(person, secret())

    assert "Ganti tautan Contoh Satu, S.Pd.?" in asked
    assert fresh != old
    assert committee.get(f"/p/{fresh}/").status_code == 200
    assert ticket_code_of(session, person.id, secret()) == code
    assert committee.get(f"/p/{old}/").status_code == 404
