"""Pausing, resuming and finishing an issuing, and what failed in it once more."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, update
from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.certificates.queries import waiting_ids
from plm.certificates.rules import RunOver
from plm.certificates.tables import Certificate, CertificateRun


def pause_run(session: Session, *, run: CertificateRun, by: str, now: datetime) -> None:
    """Workers end after what they have in hand; what is over cannot be paused."""
    going = CertificateRun.finished_at.is_(None)
    if not _change_if(session, run.id, going & CertificateRun.paused_at.is_(None), {"paused_at": now}):
        _refuse_what_is_over(session, run)
        return
    _note(session, "certificates.pause", run, by=by, now=now)


def resume_run(session: Session, *, run: CertificateRun, by: str, now: datetime) -> list[int]:
    """Go on; returns the ids that still wait. A run that is not paused is asked for once more."""
    if not _change_if(session, run.id, CertificateRun.finished_at.is_(None), {"paused_at": None}):
        raise RunOver
    _note(session, "certificates.resume", run, by=by, now=now)
    return waiting_ids(session, run.id)


def retry_failed(session: Session, *, run: CertificateRun, by: str, now: datetime) -> list[int]:
    """What failed counts as waiting again; returns its ids."""
    failed = update(Certificate).where(
        Certificate.run_id == run.id, Certificate.rendered_at.is_(None), Certificate.failure != ""
    )
    ids = list(session.scalars(failed.values(failure="").returning(Certificate.id)))
    if ids:
        _change_if(session, run.id, CertificateRun.id == run.id, {"finished_at": None, "paused_at": None})
        _note(session, "certificates.retry", run, by=by, now=now)
    return sorted(ids)


def finish_runs(session: Session, run_ids: Iterable[int], *, now: datetime) -> None:
    """Close those in which nothing waits; of two workers that end at once, the second sees what the first stored."""
    for run_id in sorted(run_ids):
        session.get(CertificateRun, run_id, with_for_update=True, populate_existing=True)
        if not waiting_ids(session, run_id):
            _change_if(session, run_id, CertificateRun.finished_at.is_(None), {"finished_at": now, "paused_at": None})


def _change_if(session: Session, run_id: int, still: ColumnElement[bool], values: dict[str, datetime | None]) -> bool:
    statement = update(CertificateRun).where(CertificateRun.id == run_id, still).values(**values)
    return session.connection().execute(statement).rowcount == 1


def _refuse_what_is_over(session: Session, run: CertificateRun) -> None:
    session.refresh(run)
    if run.finished_at is not None:
        raise RunOver


def _note(session: Session, verb: str, run: CertificateRun, *, by: str, now: datetime) -> None:
    subject = f"certificate_run:{run.id}"
    record(session, actor=by, verb=verb, subject=subject, now=now, event_id=run.event_id)
