"""Reading jobs."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plm.jobs.rules import JobName, JobState
from plm.jobs.tables import Job


def get_job_request(session: Session, job_id: int) -> tuple[JobName, dict[str, Any]]:
    """What is to be done, with which ids."""
    job = session.get_one(Job, job_id, populate_existing=True)
    return job.name, job.arguments


def arguments_since(session: Session, name: JobName, moment: datetime) -> list[dict[str, Any]]:
    """What jobs of this name were asked for with since then."""
    return list(session.scalars(select(Job.arguments).where(Job.name == name, Job.created_at > moment)))


def counts_by_state(session: Session) -> dict[JobState, int]:
    """How many jobs stand in each state."""
    rows = session.execute(select(Job.state, func.count()).group_by(Job.state))
    return {state: int(count) for state, count in rows}
