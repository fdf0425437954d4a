"""Names and pauses of jobs."""

import pytest

from plm.jobs.rules import KINDS, JobName, pause_before_retry


def test_every_job_says_its_queue_and_tries():
    assert set(KINDS) == set(JobName)


@pytest.mark.parametrize(("attempts", "seconds"), [(0, 2), (1, 2), (2, 4), (3, 8), (8, 256), (9, 300), (50, 300)])
def test_pauses_grow_to_five_minutes(attempts, seconds):
    assert pause_before_retry(attempts) == seconds
