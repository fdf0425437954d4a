"""Two thousand certificates as a worker makes them: claimed, printed, signed, laid down, noted; then handed out."""

import time
import tracemalloc
from collections.abc import Iterator

from flask import current_app

from plm.adapters.certificates import commit_and_print, zip_of
from plm.adapters.signing import make_development_p12
from plm.adapters.storage import storage_of
from plm.certificates.actions import issue_certificates, save_settings
from plm.certificates.queries import Selection, files_of, progress_of
from plm.clock import now
from plm.extensions import db
from plm.jobs.rules import JobName, JobState
from plm.jobs.tables import Job
from tests.bench.measuring import Figure
from tests.bench.nation import databases
from tests.certificates.scenes import WORDING, make_person
from tests.factories import make_event
from workers import certificates as certificates  # to register the handler
from workers.running import run_job

PEOPLE, FEW = 2_000, 200


def measure() -> Iterator[Figure]:
    """On each database, one core, the signing key of the tests, the shipped landscape template."""
    for database in databases():
        event_id = _issued()
        started, waited = time.process_time(), time.perf_counter()
        _work()
        spent, wall = time.process_time() - started, time.perf_counter() - waited
        assert progress_of(db.session(), event_id).rendered == PEOPLE
        yield Figure(f"certificate-run-{database}", PEOPLE / spent, "certificates a CPU second", goal=">= 600")
        yield Figure(f"certificate-run-wall-{database}", PEOPLE / wall, "certificates a second")
        yield Figure(f"certificate-run-bytes-{database}", _bytes_a_person(event_id) / 1024, "KiB a person")
        yield from _archive(event_id, database)


def _issued() -> int:
    session, settings = db.session(), current_app.extensions["settings"]
    if not settings.signing_p12.exists():
        make_development_p12(settings.signing_p12, settings.signing_password, now=now())
    event = make_event(session)
    for number in range(PEOPLE):
        make_person(session, event, name=f"Contoh Peserta Nomor {number}")
    save_settings(session, event=event, wording=WORDING, by="bench", now=now())
    ids = issue_certificates(session, event=event, requested_by="bench", now=now())
    commit_and_print(session, ids, now=now())
    return event.id


def _work() -> None:
    """As a worker does, one job after the other."""
    waiting = db.session.query(Job.id).filter_by(name=JobName.RENDER_CERTIFICATES, state=JobState.QUEUED)
    ids = [job_id for (job_id,) in waiting.order_by(Job.id)]
    db.session.commit()
    app = current_app._get_current_object()
    for job_id in ids:
        assert run_job(app, job_id)


def _bytes_a_person(event_id: int) -> float:
    storage = storage_of(current_app)
    laid = {one.place.storage_key for one in files_of(db.session(), Selection(event_id))}
    return sum(len(storage.get(key)) for key in laid) / PEOPLE


def _archive(event_id: int, database: str) -> Iterator[Figure]:
    """The ZIP of all as it is sent: how fast, and what lies in memory at most for many and for few."""
    started = time.process_time()
    size = sum(len(part) for part in _zip(event_id, PEOPLE))
    yield Figure(f"certificate-zip-{database}", size / 1e6 / (time.process_time() - started), "MB a CPU second")
    yield Figure(f"certificate-zip-memory-{database}", _peak(event_id, PEOPLE), "MB at most", _peak(event_id, FEW))


def _peak(event_id: int, count: int) -> float:
    tracemalloc.start()
    for _ in _zip(event_id, count):
        pass
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / 1e6


def _zip(event_id: int, count: int) -> Iterator[bytes]:
    files = files_of(db.session(), Selection(event_id))
    return zip_of(storage_of(current_app), (one for one, _ in zip(files, range(count), strict=False)))
