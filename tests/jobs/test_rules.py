"""Names and pauses of jobs."""

import pytest

from plm.jobs.rules import KINDS, JobName, pause_before_retry


def test_every_job_says_its_queue_and_tries():
    assert set(KINDS) == set(JobName)


@pytest.mark.parametrize(("attempts", "seconds"), [(0, 2), (1, 2), (2, 4), (3, 8), (8, 256), (9, 300), (50, 300)])
def test_pauses_grow_to_five_minutes(attempts, seconds):
    assert pause_before_retry(attempts) == seconds


def test_a_letter_waits_out_an_afternoon_without_a_mail_server():
    tries = KINDS[JobName.SEND_MAIL].tries

    assert sum(pause_before_retry(attempts) for attempts in range(1, tries)) > 3 * 3600
