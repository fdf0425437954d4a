"""From the committee's click to the participant's file, through the job's row."""

from datetime import timedelta
from urllib.request import urlopen

from plm import clock
from plm.adapters.certificates import commit_and_print
from plm.adapters.signing import open_seal, verify_pdf
from plm.certificates.actions import issue_certificates
from plm.certificates.queries import progress_of
from plm.certificates.tables import Certificate
from plm.extensions import db
from plm.jobs.actions import claim
from plm.jobs.rules import JobState
from plm.jobs.tables import Job
from tests.certificates.scenes import make_person, set_wording
from tests.conftest import LiveServer
from tests.factories import make_event
from workers.certificates import render
from workers.running import run_job

TOKEN = "7HQ3MZ2KTX9D7HQ3MZ2KTX9D7H"


def test_a_job_left_by_a_dead_worker_is_finished_and_its_file_is_genuine(live_server: LiveServer) -> None:
    app, long_ago = live_server.app, clock.now() - timedelta(hours=1)
    with app.app_context():
        session = db.session()
        event = make_event(session)
        for number in range(3):
            make_person(session, event, name=f"Contoh {number}", token=TOKEN if number == 2 else f"lain{number}")
        set_wording(session, event)
        ids = issue_certificates(session, event=event, requested_by="account:1", now=long_ago)
        commit_and_print(session, ids, now=long_ago)
        job_id, event_id = session.query(Job).one().id, event.id
        claim(session, job_id, now=long_ago, lease_seconds=1)
        session.commit()
        with app.test_request_context():
            render(session, certificate_ids=ids[:1])  # as far as the dead worker came

    finished = run_job(app, job_id)

    with app.app_context():
        session = db.session()
        assert finished
        assert session.get_one(Job, job_id).state is JobState.DONE
        assert progress_of(session, event_id).rendered == 3
        code = session.query(Certificate).filter_by(serial=3).one().code
        settings = app.extensions["settings"]
        trusted = [open_seal(settings.signing_p12, settings.signing_password).fingerprint]
    with urlopen(f"{live_server.url}/p/{TOKEN}/sertifikat/{code}.pdf") as answer:
        assert verify_pdf(answer.read(), trusted=trusted).holds
    with urlopen(f"{live_server.url}/V/{code}") as page:
        assert "Sertifikat asli" in page.read().decode()
