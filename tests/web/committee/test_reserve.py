"""Places, the reserve and questions on the committee's pages and behind the link."""

import pytest
from sqlalchemy import select, update

from plm.accounts.rules import Role
from plm.codes import derive_code, hash_code
from plm.invitations.actions import answer_question, ask_question, set_reserve
from plm.invitations.queries import find_invitation, moves_of, questions_of_invitation
from plm.invitations.rules import LINK
from plm.invitations.tables import Invitation
from plm.jobs.rules import JobName
from plm.jobs.tables import Job
from plm.outbox.tables import MailMessage
from plm.registration.actions import decline_invitation
from tests.factories import NOON, log_in, make_account
from tests.invitations.test_reserve import decline
from tests.invitations.test_reserve import scene as invited  # noqa: F401  # a fixture
from tests.registration.makers import link_of, make_invitation, secret
from workers import mail as mail_worker
from workers import reserve as reserve_worker
from workers.registry import WATCHES
from workers.running import look_around

LIST = "/panitia/plm-2024/undangan/"


@pytest.fixture
def committee(client, session):
    log_in(client, make_account(session))
    return client


@pytest.fixture
def scene(session, invited):  # noqa: F811
    """The same with links that are still open today."""
    session.execute(update(Invitation).values(expires_at=NOON.replace(year=2099)))
    session.commit()
    return invited


def test_who_is_next_is_shown_and_moved_by_a_press(committee, session, scene):
    scene.pangkan.email = "desa@contoh.id"
    decline(session, scene, scene.tangkum)

    shown = committee.get(f"{LIST}cadangan").text
    moved = [committee.post(f"{LIST}cadangan", follow_redirects=True).text for _ in range(2)]

    assert "Berikutnya:" in shown
    assert "Pangkan" in shown
    assert "1 tempat dipindahkan." in moved[0]
    assert "Catatan perpindahan" in moved[0]
    assert "0 tempat dipindahkan." in moved[1]
    assert session.scalars(select(MailMessage.recipient)).all() == ["desa@contoh.id"]


def test_the_rule_is_set_with_its_bounds(committee, session, scene):
    wrong = committee.post(f"{LIST}cadangan/aturan", data={"term_days": "0"})
    right = committee.post(f"{LIST}cadangan/aturan", data={"automatic": "y", "term_days": "5"}, follow_redirects=True)

    assert wrong.status_code == 422
    assert "pindah dengan sendirinya" in right.text
    assert "5 hari untuk menjawab" in right.text


def test_whose_place_has_moved_is_told_on_its_page(committee, session, scene):
    invitation = make_invitation(session, scene.event, scene.turan_amis)
    decline_invitation(session, invitation=invitation, reason="Panen raya", actor="library:1", now=NOON)
    invitation.place_moved_at = NOON
    session.commit()
    page = committee.get(link_of(invitation)).text
    sent = committee.post(f"{link_of(invitation)}jawaban", data={"answer": "1"})

    assert "sudah beralih" in page
    assert "Ubah jawaban" not in page
    assert (sent.status_code, "sudah beralih" in sent.text) == (409, True)


def test_a_worker_moves_what_may_move_by_itself_and_asks_no_more_than_needed(app, session, scene):
    scene.pangkan.email = "desa@contoh.id"
    decline(session, scene, scene.tangkum)
    set_reserve(session, event=scene.event, automatic=True, term_days=7, actor="cli", now=NOON)
    session.commit()

    asked = [reserve_worker.look_for_free_places(session, moment=NOON) for _ in range(2)]
    with app.test_request_context():
        for _ in range(2):
            reserve_worker.move(session, event_id=scene.event.id)

    assert [len(jobs) for jobs in asked] == [1, 0]
    (line,) = moves_of(session, scene.event.id)
    assert (line.to, line.move.moved_by) == (scene.pangkan, "plm")
    names = session.scalars(select(Job.name).order_by(Job.id)).all()
    assert names == [JobName.MOVE_RESERVE, JobName.SEND_MAIL]


def test_the_sweeper_looks_around_now_and_then(app, session, scene, monkeypatch):
    calls = []
    monkeypatch.setattr("workers.running._looked", {})
    monkeypatch.setattr("workers.running.WATCHES", {lambda session, moment: calls.append(moment) or []: 3600})

    look_around(app)
    look_around(app)

    assert len(calls) == 1
    assert WATCHES[reserve_worker.look_for_free_places] == 30


def test_a_question_is_asked_once_answered_and_read_behind_the_link(committee, session, scene):
    scene.tangkum.email = "desa@contoh.id"
    invitation = find_invitation(session, scene.event.id, scene.tangkum.id)
    link = link_of_own(invitation)
    empty = committee.post(f"{link}tanya", data={"words": " "})
    for _ in range(2):
        committee.post(f"{link}tanya", data={"words": "Apakah <b>hotel</b> ditanggung?"})
    (asked,) = questions_of_invitation(session, invitation.id)
    listed = committee.get(f"{LIST}pertanyaan").text
    page = f"{LIST}pertanyaan/{asked.id}"
    committee.post(page, data={"answer": "Ya, dua malam."})
    again = committee.post(page, data={"answer": "Tidak."})

    assert empty.status_code == 422
    assert "Apakah &lt;b&gt;hotel&lt;/b&gt; ditanggung?" in listed
    assert "Ya, dua malam." in committee.get(f"{link}tanya").text
    assert (again.status_code, "sudah dijawab" in again.text) == (422, True)
    assert session.scalars(select(MailMessage.template)).all() == ["question"]
    assert "(1)" not in committee.get(LIST).text.partition("Pertanyaan")[2][:60]


def link_of_own(invitation):
    """The scene's links are made with a key of their own; this one opens."""
    token = derive_code(secret(), LINK, invitation.link_nonce)
    invitation.token_hash = hash_code(token)
    return f"/u/{token}/"


def test_the_answer_goes_out_by_mail(app, session, scene):
    invitation = find_invitation(session, scene.event.id, scene.tangkum.id)
    asked = ask_question(session, invitation=invitation, words="Berapa hari?", now=NOON)
    mail = answer_question(
        session, question=asked, answer="Tiga hari.", address="desa@contoh.id", actor="account:1", now=NOON
    )
    session.commit()
    mailman = app.extensions["mailman"]
    before, mailman.backend, mailman.outbox = mailman.backend, "locmem", []
    with app.test_request_context():
        mail_worker.send(session, mail_ids=[mail.id])
    mailman.backend = before

    (sent,) = mailman.outbox
    assert "Berapa hari?" in sent.body
    assert "Tiga hari." in sent.body


def test_an_auditor_reads_and_changes_nothing(client, session, scene):
    log_in(client, make_account(session, role=Role.AUDITOR))
    session.commit()

    assert [client.get(f"{LIST}{page}").status_code for page in ("cadangan", "pertanyaan")] == [200, 200]
    assert [client.post(f"{LIST}{page}").status_code for page in ("cadangan", "cadangan/aturan")] == [403, 403]
