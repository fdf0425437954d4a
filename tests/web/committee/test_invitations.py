"""The committee invites, shows links, renews, revokes and sends."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event as sa_event
from sqlalchemy import select

from plm.accounts.rules import Role
from plm.clock import now
from plm.extensions import db
from plm.invitations.queries import find_invitation, token_of
from plm.invitations.rules import Reply
from plm.invitations.tables import MailMessage
from plm.jobs.rules import JobName
from plm.jobs.tables import Job
from tests.factories import log_in, make_account, make_event, make_library
from tests.registration.makers import link_of, make_invitation, make_run, secret

LATER = (now() + timedelta(days=20)).strftime("%Y-%m-%dT%H:%M")
LIST = "/panitia/plm-2024/undangan/"


@pytest.fixture
def committee(client, session):
    log_in(client, make_account(session))
    return client


def test_preparing_invites_whom_the_run_allows_and_again_nobody(committee, session):
    event, library = make_event(session), make_library(session)
    make_run(session, event, library)

    first = committee.post(f"{LIST}siapkan", data={"seats": "2", "expires_at": LATER})
    again = committee.post(f"{LIST}siapkan", data={"seats": "2", "expires_at": LATER})
    page = committee.get(LIST)

    invitation = find_invitation(session, event.id, library.id)
    assert (first.status_code, again.status_code) == (302, 200)
    assert "Semua yang memenuhi syarat sudah diundang." in again.text
    assert invitation.expires_at.strftime("%Y-%m-%dT%H:%M") == _utc(LATER)
    assert f"http://127.0.0.1:8000/u/{token_of(invitation, secret())}/" in page.text
    assert "Belum menjawab" in page.text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"seats": "dua", "expires_at": LATER}, "Tulis bilangan bulat"),
        ({"seats": "0", "expires_at": LATER}, "Tulis bilangan 1 sampai 20."),
        ({"seats": "2", "expires_at": "besok"}, "Waktu tidak terbaca."),
        ({"seats": "2", "expires_at": "2020-01-01T08:00"}, "Waktu itu sudah lewat."),
        ({}, "Tulis jumlahnya"),
    ],
)
def test_bad_input_is_explained_and_kept(committee, session, typed, sentence):
    event = make_event(session)
    make_run(session, event, make_library(session))

    page = committee.post(f"{LIST}siapkan", data=typed)

    assert page.status_code == 422
    assert sentence in page.text
    assert all(f'value="{value}"' in page.text for value in typed.values())


def test_renewing_and_revoking_ask_first_and_act_on_the_link(committee, session):
    invitation = make_invitation(session)
    old = link_of(invitation)
    base = f"{LIST}{invitation.id}/"

    asked = [committee.get(f"{base}{page}").status_code for page in ("tautan-baru", "cabut")]
    committee.post(f"{base}tautan-baru", data={"expires_at": LATER})
    new = link_of(invitation)
    opened = (committee.get(old).status_code, committee.get(new).status_code)
    committee.post(f"{base}cabut")

    assert asked == [200, 200]
    assert opened == (404, 200)
    assert committee.get(new).status_code == 410


def test_sending_writes_the_outbox_once_and_asks_for_one_job(committee, session):
    event = make_event(session)
    library = make_library(session, name="TBM Ma'ruf <b>", email="desa@contoh.id", phone="+6281200000001")
    invitation = make_invitation(session, event, library)

    committee.post(f"{LIST}kirim")
    committee.post(f"{LIST}{invitation.id}/kirim")
    page = committee.get(LIST)

    (mail,) = session.scalars(select(MailMessage))
    (job,) = session.scalars(select(Job))
    assert (mail.recipient, mail.sent_at) == ("desa@contoh.id", None)
    assert (job.name, job.arguments) == (JobName.SEND_MAIL, {"mail_ids": [mail.id]})
    assert "https://wa.me/6281200000001?text=Yth.%20TBM%20Ma%27ruf%20%3Cb%3E%2C" in page.text


def test_sending_to_a_library_without_address_is_refused_in_words(committee, session):
    invitation = make_invitation(session)

    answer = committee.post(f"{LIST}{invitation.id}/kirim")

    assert answer.status_code == 409
    assert "belum punya alamat surel" in answer.text


def test_list_shows_replies_reasons_and_an_empty_search(committee, session):
    event = make_event(session)
    make_invitation(session, event, reply=Reply.DECLINED, decline_reason="Panen <raya>")

    page = committee.get(f"{LIST}?jawaban=declined")
    nothing = committee.get(f"{LIST}?cari=%25")

    assert "Panen &lt;raya&gt;" in page.text
    assert "Tidak ada undangan yang cocok." in nothing.text


def test_tabs_count_what_the_search_found(committee, session):
    event = make_event(session)
    make_invitation(session, event, reply=Reply.DECLINED)
    make_invitation(session, event, make_library(session, region_code="62.13.09.2010"))

    pages = [committee.get(f"{LIST}?cari={text}").text for text in ("", "tangkum", "tidak ada")]

    counted = [[int(number) for number in re.findall(r"<span>(\d+)</span></a></li>", page)] for page in pages]
    assert counted == [[2, 1, 1, 0, 1], [1, 0, 1, 0, 1], [0, 0, 0, 0, 0]]
    assert all("2 perpustakaan diundang" in page for page in pages)
    assert "Tidak ada undangan yang cocok." in pages[2]


def test_auditor_reads_the_list_without_links_and_changes_nothing(client, session):
    invitation = make_invitation(session)
    log_in(client, make_account(session, role=Role.AUDITOR))

    page = client.get(LIST)

    assert page.status_code == 200
    assert token_of(invitation, secret()) not in page.text
    assert client.post(f"{LIST}{invitation.id}/cabut").status_code == 403


def test_invitation_of_another_event_is_no_page(committee, session):
    invitation = make_invitation(session)
    make_event(session, slug="lain")

    assert committee.get(f"/panitia/lain/undangan/{invitation.id}/cabut").status_code == 404


def test_list_asks_as_many_questions_for_three_as_for_one(committee, session):
    event = make_event(session)
    make_invitation(session, event)
    committee.get(LIST)
    one = _statements(lambda: committee.get(LIST))
    for code in ("62.13.09.2010", "62.13.08.2006"):
        make_invitation(session, event, make_library(session, region_code=code))

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


def _utc(typed):
    return (datetime.fromisoformat(typed) - timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M")
