"""kill -9 of a worker in the middle of its job loses nothing, on either broker; without the sweeper it would."""

import hashlib
import signal
import time
from collections import Counter
from datetime import date

import pytest
from sqlalchemy import func, select

from plm.adapters.broker import send
from plm.adapters.certificates import read_pdf
from plm.adapters.signing import make_development_p12, open_seal, verify_pdf
from plm.adapters.storage import storage_of
from plm.certificates.actions import Terms, Wording, issue_certificates, save_settings
from plm.certificates.queries import stored_pdf
from plm.certificates.rules import Attendance
from plm.certificates.tables import Certificate, CertificateRun
from plm.clock import now
from plm.events.rules import EventMode
from plm.extensions import db
from plm.jobs.actions import ask_for
from plm.jobs.rules import LEASE_SECONDS, JobName, JobState
from plm.jobs.tables import Job
from tests.certificates.scenes import make_person
from tests.factories import make_event
from tests.journeys.processes import Surroundings, embedded, kill, migrated, release, wait_until, with_servers

# Four batches of one job; signatures are looked at in a few of them, bytes in all.
PEOPLE, LOOKED_AT = 2_000, 100


@pytest.fixture(params=["embedded", "servers"])
def surroundings(request, tmp_path):
    if request.param == "embedded":
        yield embedded(tmp_path)
    else:
        with with_servers(tmp_path) as found:
            yield found


def asked_for(app) -> int:
    """An online meeting whose certificates are issued and asked for; returns the job's id."""
    settings = app.extensions["settings"]
    if not settings.signing_p12.exists():
        make_development_p12(settings.signing_p12, settings.signing_password, now=now())
    with app.app_context():
        session = db.session()
        event = make_event(session, mode=EventMode.ONLINE)
        for number in range(PEOPLE):
            make_person(session, event, name=f"Contoh {number}")
        wording = Wording(
            number_pattern="{urut:04d}/UJI", learning_hours=8, signed_at_place="Bali", signed_on=date(2024, 11, 8),
            signatory_name="Contoh Empat", signatory_position="Kepala", terms=Terms(Attendance.NONE),
        )  # fmt: skip
        save_settings(session, event=event, wording=wording, by="test", now=now())
        ids = issue_certificates(session, event=event, requested_by="test", now=now())
        job_id = ask_for(session, JobName.RENDER_CERTIFICATES, now=now(), certificate_ids=ids)
        session.commit()
        assert len(ids) == PEOPLE
        return job_id


def rendered(app) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).where(Certificate.rendered_at.is_not(None))) or 0


def states(app) -> Counter[JobState]:
    """Of these jobs alone: at night beat asks for the cleaning too."""
    with app.app_context():
        return Counter(db.session.scalars(select(Job.state).where(Job.name == JobName.RENDER_CERTIFICATES)))


def pdf_of(app, certificate: Certificate) -> bytes:
    return read_pdf(storage_of(app), stored_pdf(db.session(), certificate))


def is_as_registered(app, certificate: Certificate) -> bool:
    return hashlib.sha256(pdf_of(app, certificate)).hexdigest() == certificate.sha256


def verdict_of(app, certificate: Certificate) -> str:
    """What the file says of its signature."""
    settings = app.extensions["settings"]
    trusted = [open_seal(settings.signing_p12, settings.signing_password).fingerprint]
    return "whole" if verify_pdf(pdf_of(app, certificate), trusted=trusted).holds else "broken"


def kill_in_the_middle(surroundings: Surroundings, app) -> None:
    job_id = asked_for(app)
    with surroundings.worker() as worker:
        with app.app_context():
            send(job_id, JobName.RENDER_CERTIFICATES)
        wait_until(lambda: rendered(app) >= 2, 60, "the first certificates")
        kill(worker, signal.SIGKILL)


def test_a_killed_worker_loses_nothing(surroundings):
    app = migrated(surroundings)
    kill_in_the_middle(surroundings, app)
    left = PEOPLE - rendered(app)
    started = time.monotonic()

    assert left > 0, "the worker was killed too late to show anything"
    with surroundings.worker("--beat"):
        wait_until(lambda: states(app) == {JobState.DONE: 1}, 90, "the job to be finished by another worker")
    print(f"finished {time.monotonic() - started:.1f} s after the new worker's start, {left} certificates were left")

    with app.app_context():
        certificates = list(db.session.scalars(select(Certificate).order_by(Certificate.serial)))
        assert [one.serial for one in certificates] == list(range(1, PEOPLE + 1))
        assert len({one.participant_id for one in certificates}) == PEOPLE
        assert all(is_as_registered(app, one) for one in certificates)
        assert [verdict_of(app, one) for one in certificates[::LOOKED_AT]] == ["whole"] * (PEOPLE // LOOKED_AT)
        assert db.session.scalars(select(CertificateRun.finished_at)).one() is not None
    release(app)


def test_without_the_sweeper_the_job_would_be_lost(tmp_path):
    """The negative control: a new worker alone, without beat, never hears of the job again."""
    surroundings = embedded(tmp_path)
    app = migrated(surroundings)
    kill_in_the_middle(surroundings, app)

    with surroundings.worker():
        time.sleep(LEASE_SECONDS + 8)

    assert states(app) == {JobState.RUNNING: 1}
    release(app)
