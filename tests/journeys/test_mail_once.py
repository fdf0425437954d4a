"""kill -9 of a worker between handing a letter over and the server's answer: nobody gets it twice."""

import signal
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from plm.adapters.broker import send
from plm.clock import now
from plm.extensions import db
from plm.invitations.actions import write_letter
from plm.jobs.actions import ask_for
from plm.jobs.rules import LEASE_SECONDS, JobName
from plm.outbox.rules import LOST_AFTER_SECONDS, MailState
from plm.outbox.tables import MailMessage
from tests.factories import make_event, make_library
from tests.journeys.mail_server import mail_server
from tests.journeys.processes import embedded, kill, migrated, release, wait_until, with_servers
from tests.registration.makers import make_invitation

# The job of a dead worker is claimed again by then, and has looked at its mail.
RETRIED = LEASE_SECONDS + 12


@pytest.fixture(params=["embedded", "servers"])
def surroundings(request, tmp_path):
    if request.param == "embedded":
        yield embedded(tmp_path)
    else:
        with with_servers(tmp_path) as found:
            yield found


@pytest.fixture
def post():
    with mail_server() as server:
        yield server


def sending_to(post, surroundings):
    url = f"smtp://127.0.0.1:{post.server_address[1]}"
    return replace(surroundings, environment={**surroundings.environment, "PLM_MAIL_URL": url})


def asked_for(app) -> int:
    """One letter in the outbox and its job; returns the job's id."""
    with app.app_context(), app.test_request_context():
        session = db.session()
        library = make_library(session, email="desa@contoh.id")
        invitation = make_invitation(session, make_event(session), library, expires_at=now() + timedelta(days=30))
        letter = write_letter(session, invitation=invitation, address=library.email, actor="cli", now=now())
        job_id = ask_for(session, JobName.SEND_MAIL, now=now(), mail_ids=[letter.id])
        session.commit()
        return job_id


def state_of(app) -> MailState:
    with app.app_context():
        return db.session.scalar(select(MailMessage.state))


def change(app, **values) -> None:
    with app.app_context():
        db.session.execute(update(MailMessage).values(**values))
        db.session.commit()


def kill_while_the_server_holds_the_letter(surroundings, app, post) -> None:
    job_id = asked_for(app)
    with surroundings.worker() as worker:
        with app.app_context():
            send(job_id, JobName.SEND_MAIL)
        wait_until(lambda: len(post.letters) == 1, 60, "the letter at the server")
        kill(worker, signal.SIGKILL)
    post.may_answer.set()


def test_a_letter_in_doubt_is_not_sent_again_but_shown(surroundings, post):
    surroundings = sending_to(post, surroundings)
    app = migrated(surroundings)
    kill_while_the_server_holds_the_letter(surroundings, app, post)

    assert state_of(app) is MailState.SENDING
    with surroundings.worker("--beat"):
        time.sleep(RETRIED)
        during = (len(post.letters), state_of(app))
        change(app, tried_at=now() - timedelta(seconds=LOST_AFTER_SECONDS + 1))
        wait_until(lambda: state_of(app) is MailState.UNKNOWN, 90, "the mail to be given up for lost")

    assert (during, len(post.letters)) == ((1, MailState.SENDING), 1)
    release(app)


def test_without_the_mark_it_would_be_sent_again(tmp_path, post):
    """The negative control: the same death, but the mail looks as if nobody had begun to send it."""
    surroundings = sending_to(post, embedded(tmp_path))
    app = migrated(surroundings)
    kill_while_the_server_holds_the_letter(surroundings, app, post)
    change(app, state=MailState.QUEUED)

    with surroundings.worker("--beat"):
        wait_until(lambda: state_of(app) is MailState.SENT, 90, "the letter to leave again")

    assert len(post.letters) == 2
    release(app)
