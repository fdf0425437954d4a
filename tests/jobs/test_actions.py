"""A job is claimed once, kept, finished, or given back."""

from datetime import timedelta

import pytest

from plm.jobs.actions import ask_for, claim, finish, give_back, keep_alive, unfinished
from plm.jobs.queries import counts_by_state, get_job_request
from plm.jobs.rules import KINDS, JobName, JobState
from tests.factories import NOON


@pytest.fixture
def job_id(session):
    return ask_for(session, JobName.SEND_MAIL, now=NOON, message_ids=[1, 2])


def test_a_job_keeps_what_was_asked(session, job_id):
    assert get_job_request(session, job_id) == (JobName.SEND_MAIL, {"message_ids": [1, 2]})


def test_a_job_is_claimed_once(session, job_id):
    first = claim(session, job_id, now=NOON)
    second = claim(session, job_id, now=NOON)

    assert first is not None
    assert second is None


def test_a_dead_workers_job_is_free_when_its_lease_runs_out(session, job_id):
    claim(session, job_id, now=NOON, lease_seconds=15)

    assert claim(session, job_id, now=NOON + timedelta(seconds=15)) is None
    assert claim(session, job_id, now=NOON + timedelta(seconds=16)) is not None


def test_a_living_worker_keeps_its_job(session, job_id):
    word = claim(session, job_id, now=NOON, lease_seconds=15)
    kept = keep_alive(session, job_id, word, now=NOON + timedelta(seconds=10), lease_seconds=15)

    assert kept
    assert claim(session, job_id, now=NOON + timedelta(seconds=20)) is None


def test_a_worker_that_lost_its_claim_finishes_nothing(session, job_id):
    lost = claim(session, job_id, now=NOON, lease_seconds=15)
    held = claim(session, job_id, now=NOON + timedelta(seconds=16))

    assert not finish(session, job_id, lost, now=NOON)
    assert finish(session, job_id, held, now=NOON)
    assert counts_by_state(session) == {JobState.DONE: 1}


def test_a_failed_try_waits_and_counts(session, job_id):
    word = claim(session, job_id, now=NOON)
    give_back(session, job_id, word, error="OSError: full", now=NOON)

    assert claim(session, job_id, now=NOON + timedelta(seconds=1)) is None
    assert claim(session, job_id, now=NOON + timedelta(seconds=2)) is not None


def test_the_last_try_ends_as_failed(session, job_id):
    moment = NOON
    for _ in range(KINDS[JobName.SEND_MAIL].tries):
        moment += timedelta(minutes=10)
        give_back(session, job_id, claim(session, job_id, now=moment), error="OSError: full", now=moment)

    assert counts_by_state(session) == {JobState.FAILED: 1}
    assert unfinished(session, now=moment + timedelta(days=1)) == []


def test_the_sweeper_sees_the_due_and_the_abandoned_only(session, job_id):
    held = ask_for(session, JobName.SEND_MAIL, now=NOON)
    later = ask_for(session, JobName.SEND_MAIL, now=NOON + timedelta(hours=1))
    claim(session, held, now=NOON, lease_seconds=15)

    assert unfinished(session, now=NOON) == [(job_id, JobName.SEND_MAIL)]
    both = [(job_id, JobName.SEND_MAIL), (held, JobName.SEND_MAIL)]
    assert unfinished(session, now=NOON + timedelta(minutes=1)) == both
    assert (later, JobName.SEND_MAIL) in unfinished(session, now=NOON + timedelta(hours=1))
