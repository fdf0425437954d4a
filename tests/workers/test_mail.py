"""The outbox is emptied once."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import current_app
from icalendar import Calendar

from plm.adapters.mail import MailLost, MailNotTaken, MailRefused
from plm.invitations.actions import renew_link, reply_to, write_letter, write_reminder
from plm.invitations.rules import Reply
from plm.outbox.actions import claim_mail, mark_sent
from plm.outbox.queries import get_mail
from plm.outbox.rules import MailState
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
            raise MailNotTaken("the server says no")

    monkeypatch.setattr(worker, "send_mail", refuse_one)
    for _ in range(2):
        with pytest.raises(MailNotTaken, match="says no"):
            worker.send(session, mail_ids=[bad.id, good.id])

    assert tried == ["bad@contoh.id", "desa@contoh.id", "bad@contoh.id"]


def test_folder_of_the_demonstration_receives_a_file(session):
    letter = _letter(session, make_invitation(session))
    folder = Path(current_app.config["MAIL_FILE_PATH"])
    before = len(list(folder.iterdir()))

    with current_app.test_request_context():
        worker.send(session, mail_ids=[letter.id])

    assert len(list(folder.iterdir())) == before + 1


def _state(session, mail):
    return get_mail(session, mail.id).state


@pytest.mark.parametrize(("error", "state"), [(MailRefused("550 no"), "failed"), (MailLost("gone"), "unknown")])
def test_what_was_refused_or_may_have_arrived_is_never_sent_again_by_itself(session, outbox, monkeypatch, error, state):
    letter, tried = _letter(session, make_invitation(session)), []

    def fail(**mail):
        tried.append(mail)
        raise error

    monkeypatch.setattr(worker, "send_mail", fail)
    worker.send(session, mail_ids=[letter.id])
    worker.send(session, mail_ids=[letter.id])

    assert (len(tried), _state(session, letter), get_mail(session, letter.id).last_error) == (1, state, str(error))


def test_a_mail_in_another_hand_is_left_alone_and_given_up_for_lost_after_two_minutes(session, outbox, monkeypatch):
    letter = _letter(session, make_invitation(session))
    word = claim_mail(session, letter.id, now=NOON)
    monkeypatch.setattr(worker, "now", lambda: NOON + timedelta(seconds=60))
    with pytest.raises(worker.StillSending):
        worker.send(session, mail_ids=[letter.id])
    monkeypatch.setattr(worker, "now", lambda: NOON + timedelta(seconds=121))
    worker.send(session, mail_ids=[letter.id])

    assert (outbox, _state(session, letter)) == ([], MailState.UNKNOWN)
    assert mark_sent(session, letter.id, word, now=NOON), "the slow one still says that it arrived"
    assert _state(session, letter) is MailState.SENT


def test_the_calendar_goes_with_the_letter(session, outbox):
    letter = _letter(session, make_invitation(session))

    worker.send(session, mail_ids=[letter.id])

    ((name, content, kind),) = outbox[0].attachments
    (entry,) = Calendar.from_ical(content).walk("VEVENT")
    assert (name, kind) == ("acara.ics", "text/calendar")
    assert (entry["uid"], entry["dtstart"].dt, entry["dtend"].dt) == (
        "plm-2024@plm",
        date(2024, 11, 6),
        date(2024, 11, 9),
    )


def _reminder(session, invitation, days=0):
    day = NOON.date() + timedelta(days=days)
    mail = write_reminder(
        session, invitation=invitation, address="desa@contoh.id", today=day, actor="account:1", now=NOON
    )
    session.commit()
    return mail


def test_a_reminder_is_written_once_a_day_and_counted_when_it_went(session, outbox):
    invitation = make_invitation(session)
    first, again, next_day = (_reminder(session, invitation, days) for days in (0, 0, 1))
    worker.send(session, mail_ids=[first.id, next_day.id])

    assert again is None
    assert [mail.subject for mail in outbox] == ["Menunggu jawaban: undangan PLM Nasional 2024"] * 2
    assert (invitation.reminders, invitation.reminded_at is not None) == (2, True)


def test_who_answers_before_the_reminder_leaves_gets_none(session, outbox):
    invitation = make_invitation(session)
    reminder = _reminder(session, invitation)
    reply_to(session, invitation=invitation, reply=Reply.ACCEPTED, actor="library:1", now=NOON)
    session.commit()

    worker.send(session, mail_ids=[reminder.id])

    assert (outbox, _state(session, reminder), invitation.reminders) == ([], MailState.DROPPED, 0)
