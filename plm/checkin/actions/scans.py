"""Recording scans: looked up by their id first, judged, settled with what was scanned before, and kept."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from plm.checkin.actions.recording import Job, Recording
from plm.checkin.queries import (
    Overtaken,
    Post,
    Runner,
    SessionRunner,
    Statement,
)
from plm.checkin.rules import (
    ScanAnswer,
    ScanRequest,
)

# Each try that is overtaken means that another scan of the same ticket was stored, so this many would be a siege.
MOST_TRIES = 200
# From here on the tickets are locked before they are read.
PATIENCE = 2


class NeedsTransaction(Exception):
    """What came cannot be written in one statement; ask again inside a transaction."""


def record_scan(session: Session, *, post: Post, scan: ScanRequest, scanned_by: str, now: datetime) -> ScanAnswer:
    """Judge and keep one scan, whatever the verdict. A known id is answered as it was the first time."""
    return record_scans(session, post=post, scans=[scan], scanned_by=scanned_by, now=now)[0]


def record_scans(
    session: Session, *, post: Post, scans: Iterable[ScanRequest], scanned_by: str, now: datetime
) -> list[ScanAnswer]:
    """Record several scans, answered in their order; the same id twice is one scan."""
    asked = list(scans)
    if not asked:
        return []
    jobs = [Job(scan, post, scanned_by) for scan in {scan.id: scan for scan in reversed(asked)}.values()]
    runner = SessionRunner(session)
    if post.rules.capacity is not None and runner.dialect != "sqlite":
        # Where places are counted, one request after the other counts and takes them (SQLite has one writer anyway).
        runner.rows(_TURN, {"id": post.checkpoint_id})
    for attempt in range(MOST_TRIES):
        try:
            with session.begin_nested():
                answers = Recording(runner, now, locked=attempt > PATIENCE).of(jobs)
        except Overtaken:
            continue
        return [answers[scan.id] for scan in asked]
    raise Overtaken


def record_together(runner: Runner, *, jobs: Sequence[Job], now: datetime) -> dict[str, ScanAnswer]:
    """The same for scans of whichever devices, made now, in two statements that commit by themselves.

    Raises NeedsTransaction, or PostChanged where a remembered post does not hold any more; what was stored before that
    is found by its id when it is asked again.
    """
    slots = {(job.scan.code_hash, job.scan.serial, job.post.checkpoint_id) for job in jobs}
    if len(slots) < len(jobs) or not all(job.is_plain for job in jobs):
        raise NeedsTransaction
    for _attempt in range(PATIENCE if len(jobs) == 1 else 1):
        try:
            return Recording(runner, now).of(jobs)
        except Overtaken:
            continue
    raise NeedsTransaction


_TURN = Statement("SELECT id FROM checkpoint WHERE id = :id FOR UPDATE")
