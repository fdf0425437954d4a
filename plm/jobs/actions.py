"""Asking for work, claiming it, and sweeping up what a dead worker left."""

from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from plm.jobs.rules import KINDS, LEASE_SECONDS, JobName, JobState, pause_before_retry
from plm.jobs.tables import Job


def ask_for(session: Session, name: JobName, *, now: datetime, **arguments: int | str | list[int]) -> int:
    """Write the job's row in the caller's transaction; ids only. Returns the row's id, to be sent after the commit."""
    job = Job(name=name, arguments=arguments, state=JobState.QUEUED, created_at=now, due_at=now)
    session.add(job)
    session.flush()
    return job.id


def claim(session: Session, job_id: int, *, now: datetime, lease_seconds: int = LEASE_SECONDS) -> str | None:
    """Take the job if it is waiting or its holder's lease ran out; one guarded statement, so one winner.

    Returns the claim's word, which every later step must show, or None.
    """
    word = uuid4().hex
    waiting = and_(Job.state == JobState.QUEUED, Job.due_at <= now)
    abandoned = and_(Job.state == JobState.RUNNING, Job.lease_until < now)
    statement = (
        update(Job)
        .where(Job.id == job_id, or_(waiting, abandoned))
        .values(
            state=JobState.RUNNING,
            claim=word,
            attempts=Job.attempts + 1,
            lease_until=now + timedelta(seconds=lease_seconds),
        )
        .execution_options(synchronize_session=False)
    )
    return word if _touched(session, statement) else None


def keep_alive(session: Session, job_id: int, word: str, *, now: datetime, lease_seconds: int = LEASE_SECONDS) -> bool:
    """Lengthen the lease; False when another worker holds the job by now."""
    lease_until = now + timedelta(seconds=lease_seconds)
    return _touched(session, _held(job_id, word).values(lease_until=lease_until))


def finish(session: Session, job_id: int, word: str, *, now: datetime) -> bool:
    """Mark it done; False when the claim was lost."""
    return _touched(session, _held(job_id, word).values(state=JobState.DONE, finished_at=now, last_error=""))


def give_back(session: Session, job_id: int, word: str, *, error: str, now: datetime) -> None:
    """After an error: wait and try again, or count it as failed when its tries are used up."""
    job = session.get_one(Job, job_id, populate_existing=True)
    if job.attempts >= KINDS[job.name].tries:
        values = {"state": JobState.FAILED, "finished_at": now, "last_error": error}
    else:
        due_at = now + timedelta(seconds=pause_before_retry(job.attempts))
        values = {"state": JobState.QUEUED, "due_at": due_at, "last_error": error}
    _touched(session, _held(job_id, word).values(**values))


def unfinished(session: Session, *, now: datetime, limit: int = 500) -> list[tuple[int, JobName]]:
    """Jobs that are due or abandoned: what the sweeper sends again."""
    waiting = and_(Job.state == JobState.QUEUED, Job.due_at <= now)
    abandoned = and_(Job.state == JobState.RUNNING, Job.lease_until < now)
    query = select(Job.id, Job.name).where(or_(waiting, abandoned)).order_by(Job.id).limit(limit)
    return [(job_id, name) for job_id, name in session.execute(query)]


def _held(job_id: int, word: str):  # type: ignore[no-untyped-def]  # SQLAlchemy's Update type adds nothing here
    return (
        update(Job)
        .where(Job.id == job_id, Job.claim == word, Job.state == JobState.RUNNING)
        .execution_options(synchronize_session=False)
    )


def _touched(session: Session, statement) -> bool:  # type: ignore[no-untyped-def]  # see _held
    return session.connection().execute(statement).rowcount == 1
