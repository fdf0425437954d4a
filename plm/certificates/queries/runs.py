"""Issuings and how far each is."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from plm.certificates.queries.papers import UNPRINTED
from plm.certificates.rules import PACE_WINDOW, CertificateState, RunProgress
from plm.certificates.tables import Certificate, CertificateRun
from plm.errors import NotFound

WAITS = and_(UNPRINTED, Certificate.failure == "")
FAILED = and_(UNPRINTED, Certificate.failure != "")


def get_run(session: Session, event_id: int, run_id: int) -> CertificateRun:
    """The run of this event, or NotFound."""
    run = session.get(CertificateRun, run_id)
    if run is None or run.event_id != event_id:
        raise NotFound(what="certificate_run", value=run_id)
    return run


def run_of_certificate(session: Session, certificate_id: int) -> int | None:
    """The id of the run a certificate was issued in."""
    return session.scalar(select(Certificate.run_id).where(Certificate.id == certificate_id))


def runs_of(session: Session, event_id: int, *, now: datetime) -> list[tuple[CertificateRun, RunProgress]]:
    """The event's runs, the latest first, each with how far it is."""
    query = _with_progress(now).where(CertificateRun.event_id == event_id).order_by(CertificateRun.id.desc())
    return [(row[0], _progress(row)) for row in session.execute(query)]


def progress_of_run(session: Session, run: CertificateRun, *, now: datetime) -> RunProgress:
    return _progress(session.execute(_with_progress(now).where(CertificateRun.id == run.id)).one())


def failed_of_run(session: Session, run_id: int) -> list[Certificate]:
    """Those that could not be printed, in order of number."""
    return list(
        session.scalars(select(Certificate).where(Certificate.run_id == run_id, FAILED).order_by(Certificate.id))
    )


def waiting_ids(session: Session, run_id: int) -> list[int]:
    """What still has to be printed and has not failed."""
    query = select(Certificate.id).where(Certificate.run_id == run_id, WAITS).order_by(Certificate.id)
    return list(session.scalars(query))


def _with_progress(now: datetime) -> Select[*tuple[Any, ...]]:
    printed = Certificate.rendered_at.is_not(None)
    unprinted_end = and_(Certificate.rendered_at.is_(None), Certificate.state != CertificateState.ISSUED)
    return (
        select(
            CertificateRun,
            func.count().filter(printed),
            func.count().filter(FAILED),
            func.count().filter(unprinted_end),
            func.count().filter(Certificate.rendered_at > now - PACE_WINDOW),
            func.max(Certificate.rendered_at),
        )
        .join(Certificate, Certificate.run_id == CertificateRun.id)
        .group_by(CertificateRun.id)
        .execution_options(populate_existing=True)
    )


def _progress(row: Any) -> RunProgress:
    run, ready, failed, ended, recent, latest_at = row
    return RunProgress(
        total=run.total,
        ready=ready,
        failed=failed,
        ended=ended,
        recent=recent,
        asked_at=run.asked_at,
        latest_at=latest_at,
        paused_at=run.paused_at,
        finished_at=run.finished_at,
    )
