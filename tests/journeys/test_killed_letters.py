"""kill -9 of a worker in the middle of a run of letters: every letter is printed once, by whoever comes after."""

import signal
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from plm.adapters.broker import send
from plm.adapters.storage import storage_of
from plm.clock import now
from plm.extensions import db
from plm.jobs.actions import ask_for
from plm.jobs.rules import JobName, JobState
from plm.jobs.tables import Job
from plm.letters.actions import save_letter_settings, start_letters
from plm.letters.queries import letters_to_print
from plm.letters.rules import LetterKind
from plm.letters.tables import Letter
from plm.libraries.rules import LibraryKind
from tests.factories import make_event, make_library
from tests.journeys.processes import embedded, kill, migrated, release, wait_until, with_servers
from tests.letters.makers import WORDS
from tests.registration.makers import make_invitation

LETTERS = 16


@pytest.fixture(params=["embedded", "servers"])
def surroundings(request, tmp_path):
    if request.param == "embedded":
        yield embedded(tmp_path)
    else:
        with with_servers(tmp_path) as found:
            yield found


def asked_for(app) -> int:
    """A run of letters and the one job for all of them; returns the job's id."""
    with app.app_context(), app.test_request_context():
        session = db.session()
        event = make_event(session)
        for number in range(LETTERS):
            library = make_library(session, kind=LibraryKind.TBM, name=f"TBM Contoh {number}")
            make_invitation(session, event, library, expires_at=now() + timedelta(days=30))
        save_letter_settings(session, event=event, words=WORDS, logo_key=None, actor="cli", now=now())
        run = start_letters(session, event=event, kind=LetterKind.EACH, actor="cli", now=now())
        ids = letters_to_print(session, run.id)
        job_id = ask_for(session, JobName.RENDER_LETTERS, now=now(), letter_ids=ids)
        session.commit()
        return job_id


def printed(app) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).where(Letter.rendered_at.is_not(None))) or 0


def states(app) -> Counter[JobState]:
    """Of these jobs alone: at night beat asks for the cleaning too."""
    with app.app_context():
        return Counter(db.session.scalars(select(Job.state).where(Job.name == JobName.RENDER_LETTERS)))


def test_a_killed_worker_costs_no_letter(surroundings):
    app = migrated(surroundings)
    job_id = asked_for(app)
    with surroundings.worker() as worker:
        with app.app_context():
            send(job_id, JobName.RENDER_LETTERS)
        wait_until(lambda: printed(app) >= 2, 60, "the first letters")
        kill(worker, signal.SIGKILL)
    left = LETTERS - printed(app)

    assert left > 0, "the worker was killed too late to show anything"
    assert states(app) == {JobState.RUNNING: 1}, "without another worker the job stays where it was"
    with surroundings.worker("--beat"):
        wait_until(lambda: states(app) == {JobState.DONE: 1}, 90, "the job to be finished by another worker")
    with app.app_context():
        keys = list(db.session.scalars(select(Letter.storage_key)))
        assert len(set(keys)) == LETTERS
        assert all(storage_of(app).exists(key) for key in keys)
    release(app)
