"""The outbox is emptied once."""

from pathlib import Path

import pytest
from flask import current_app

from plm.invitations.actions import renew_link, write_letter
from plm.invitations.queries import get_mail
from tests.factories import NOON, make_event, make_library
from tests.registration.makers import link_of, make_invitation, secret
from workers import mail as worker


@pytest.fixture
def outbox(session):
    """Mails handed to the server, in memory, inside a job's surroundings."""
    mailman = current_app.extensions["mailman"]
    before, mailman.backend = mailman.backend, "locmem"
    mailman.outbox = []
    with current_app.test_request_context():
        yield mailman.outbox
    mailman.backend = before


def _letter(session, invitation, address="desa@contoh.id"):
    letter = write_letter(session, invitation=invitation, address=address, actor="account:1", now=NOON)
    session.commit()
    return letter


def test_letter_carries_the_link_and_is_marked(session, outbox):
    invitation = make_invitation(session)
    letter = _letter(session, invitation)

    worker.send(session, mail_ids=[letter.id])

    (sent,) = outbox
    assert sent.to == ["desa@contoh.id"]
    assert sent.subject == "Undangan PLM Nasional 2024 untuk Perpusdes Tangkum"
    assert f"http://127.0.0.1:8000{link_of(invitation)}" in sent.body
    assert "6–8 November 2024, waktu WITA" in sent.body
    assert get_mail(session, letter.id).sent_at is not None
    assert invitation.sent_at is not None


def test_replayed_job_sends_nothing_again(session, outbox):
    letter = _letter(session, make_invitation(session))

    worker.send(session, mail_ids=[letter.id])
    worker.send(session, mail_ids=[letter.id])

    assert len(outbox) == 1


def test_letter_of_a_renewed_link_is_left_to_its_successor(session, outbox):
    invitation = make_invitation(session)
    old = _letter(session, invitation)
    renew_link(
        session,
        invitation=invitation,
        expires_at=invitation.expires_at,
        secret_key=secret(),
        actor="account:1",
        now=NOON,
    )
    new = _letter(session, invitation)

    worker.send(session, mail_ids=[old.id, new.id])

    assert [mail.extra_headers["Message-ID"] for mail in outbox] == [outbox[0].extra_headers["Message-ID"]]
    assert get_mail(session, old.id).sent_at is None


def test_a_link_renewed_while_its_letter_is_on_the_way_still_waits_for_its_own(session, outbox, monkeypatch):
    invitation = make_invitation(session)
    letter = _letter(session, invitation)
    renewal = {"expires_at": invitation.expires_at, "secret_key": secret(), "actor": "account:1", "now": NOON}
    monkeypatch.setattr(worker, "send_mail", lambda **_: renew_link(session, invitation=invitation, **renewal))

    worker.send(session, mail_ids=[letter.id])

    assert get_mail(session, letter.id).sent_at is not None
    assert invitation.sent_at is None


def test_one_bad_address_does_not_stop_the_others_and_is_tried_again(session, outbox, monkeypatch):
    event = make_event(session)
    bad = _letter(session, make_invitation(session, event), "bad@contoh.id")
    village = make_library(session, region_code="62.13.09.2010")
    good = _letter(session, make_invitation(session, event, village))
    tried = []

    def refuse_one(**mail):
        tried.append(mail["recipient"])
        if mail["recipient"] == "bad@contoh.id":
            raise OSError("the server says no")

    monkeypatch.setattr(worker, "send_mail", refuse_one)
    for _ in range(2):
        with pytest.raises(OSError, match="says no"):
            worker.send(session, mail_ids=[bad.id, good.id])

    assert tried == ["bad@contoh.id", "desa@contoh.id", "bad@contoh.id"]


def test_folder_of_the_demonstration_receives_a_file(session):
    letter = _letter(session, make_invitation(session))
    folder = Path(current_app.config["MAIL_FILE_PATH"])
    before = len(list(folder.iterdir()))

    with current_app.test_request_context():
        worker.send(session, mail_ids=[letter.id])

    assert len(list(folder.iterdir())) == before + 1
