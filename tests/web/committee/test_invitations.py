"""The committee invites, shows links, renews, revokes and sends."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event as sa_event
from sqlalchemy import func, select

from plm.accounts.rules import Role
from plm.clock import now
from plm.extensions import db
from plm.invitations.actions import write_letter
from plm.invitations.queries import find_invitation, token_of
from plm.invitations.rules import Reply
from plm.jobs.rules import JobName
from plm.jobs.tables import Job
from plm.outbox.actions import claim_mail, mark_failed, mark_unknown
from plm.outbox.queries import get_mail
from plm.outbox.rules import MailState
from plm.outbox.tables import MailMessage
from tests.factories import NOON, log_in, make_account, make_event, make_library
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


def test_the_silent_are_shown_and_reminded_once_a_day(committee, session):
    event, library = make_event(session), make_library(session, email="desa@contoh.id")
    make_invitation(session, event, library, sent_at=now() - timedelta(days=4))

    asked = committee.get(f"{LIST}ingatkan").text
    later = committee.get(f"{LIST}ingatkan?hari=7").text
    sent = [committee.post(f"{LIST}ingatkan", data={"hari": "3"}, follow_redirects=True).text for _ in range(2)]

    assert "Kirim 1 pengingat" in asked
    assert "Tidak ada yang perlu diingatkan" in later
    assert "1 pengingat sedang dikirim." in sent[0]
    assert "0 pengingat sedang dikirim." in sent[1]
    assert session.scalar(select(func.count()).select_from(MailMessage)) == 1


def test_an_expired_link_asks_for_a_new_one_and_gets_it_by_mail(committee, session):
    event, library = make_event(session), make_library(session, email="desa@contoh.id")
    invitation = make_invitation(session, event, library, expires_at=now() - timedelta(hours=1))
    link = link_of(invitation)
    session.commit()

    closed = committee.get(link)
    asked = [committee.post(f"{link}tautan-baru").status_code for _ in range(2)]
    again = committee.get(link)
    listed = committee.get(f"{LIST}?jawaban=asking").text
    renewed = committee.post(
        f"{LIST}{invitation.id}/tautan-baru", data={"expires_at": LATER}, follow_redirects=True
    ).text

    assert (closed.status_code, asked) == (410, [302, 302])
    assert f'action="{link}tautan-baru"' in closed.text
    assert "Permintaan tautan baru sudah tercatat." in again.text
    assert "Minta tautan baru," in listed
    assert library.name in listed
    assert "sedang dikirim ke desa@contoh.id" in renewed
    assert session.scalars(select(MailMessage.recipient)).all() == ["desa@contoh.id"]


def test_a_request_for_a_link_is_declined_with_a_reason(committee, session):
    invitation = make_invitation(session, link_asked_at=now())

    empty = committee.post(f"{LIST}{invitation.id}/tanpa-tautan", data={"reason": " "})
    committee.post(f"{LIST}{invitation.id}/tanpa-tautan", data={"reason": "Pendaftaran sudah ditutup."})

    assert empty.status_code == 422
    session.refresh(invitation)
    assert invitation.link_asked_at is None


def test_asking_with_a_guessed_or_revoked_link_tells_nothing_and_notes_nothing(committee, session):
    invitation = make_invitation(session, expires_at=now() - timedelta(hours=1), revoked_at=now())
    link = link_of(invitation)
    session.commit()
    guessed = "/u/0000000000000000000000000A/"

    answers = [committee.post(f"{path}tautan-baru").status_code for path in (guessed, link)]
    pages = [committee.get(path) for path in (guessed, "/u/zzz/")]

    assert answers == [404, 410]
    # The page names its own address for the other language, and nothing else of it.
    assert pages[0].text.replace(guessed.strip("/"), "u/zzz") == pages[1].text
    session.refresh(invitation)
    assert invitation.link_asked_at is None


def test_mails_in_trouble_are_shown_and_settled_by_hand(committee, session):
    event, library = make_event(session), make_library(session, email="desa@contoh.id")
    invitation = make_invitation(session, event, library)
    letter = write_letter(session, invitation=invitation, address=library.email, actor="account:1", now=NOON)
    word = claim_mail(session, letter.id, now=NOON)
    mark_unknown(session, letter.id, word, error="connection lost")
    session.commit()

    noted, shown = committee.get(LIST).text, committee.get(f"{LIST}surel").text
    committee.post(f"{LIST}surel/{letter.id}/terkirim")
    settled = get_mail(session, letter.id).state
    twice = committee.post(f"{LIST}surel/{letter.id}/kirim-ulang")

    assert "1 surel tidak sampai atau tidak pasti sampai." in noted
    assert "connection lost" in shown
    assert settled is MailState.SENT
    assert (twice.status_code, "sudah berangkat" in twice.text) == (409, True)


def test_a_refused_mail_is_sent_again_by_hand(committee, session):
    event, library = make_event(session), make_library(session, email="desa@contoh.id")
    letter = write_letter(
        session, invitation=make_invitation(session, event, library), address=library.email, actor="a", now=NOON
    )
    mark_failed(session, letter.id, claim_mail(session, letter.id, now=NOON), error="550 no")
    session.commit()

    committee.post(f"{LIST}surel/{letter.id}/kirim-ulang")

    assert get_mail(session, letter.id).state is MailState.QUEUED
    (job,) = session.scalars(select(Job))
    assert job.arguments == {"mail_ids": [letter.id]}


def test_the_calendar_opens_behind_the_link_alone(committee, session):
    invitation = make_invitation(session)

    file = committee.get(f"{link_of(invitation)}acara.ics")

    assert file.mimetype == "text/calendar"
    assert b"DTSTART;VALUE=DATE:20241106" in file.data
    assert committee.get("/u/0000000000000000000000000A/acara.ics").status_code == 404
