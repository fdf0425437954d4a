"""From the press of a button to the draft, through the job's row; what a dead worker left; inputs that are refused."""

from datetime import timedelta

import workers.expo  # noqa: F401  # registers the job's handler
from plm import clock
from plm.expo.actions import ask_for_allocation, basis_of, computed, store_run, withdraw_exhibitor
from plm.expo.queries import booths_of, get_run, inputs_of, is_outdated, plans_of
from plm.extensions import db
from plm.jobs.actions import ask_for, claim
from plm.jobs.rules import JobName, JobState
from plm.jobs.tables import Job
from tests.expo.makers import make_exhibitor, make_hall
from tests.factories import NOON, make_event
from workers.running import run_job

BY = {"actor": "account:1"}


def asked(session, event, moment):
    run, _ = ask_for_allocation(session, event=event, keeps=True, now=moment, **BY)
    job_id = ask_for(session, JobName.ALLOCATE_BOOTHS, now=moment, event_id=event.id, run_id=run.id)
    session.commit()
    return run.id, job_id


def scene(session):
    event = make_event(session)
    make_hall(session, event)
    return event, make_exhibitor(session, event)


def test_a_run_ends_with_one_checked_draft(live_server):
    with live_server.app.app_context():
        session = db.session()
        event, _ = scene(session)
        run_id, job_id = asked(session, event, clock.now())
        event_id = event.id

    done, again = run_job(live_server.app, job_id), run_job(live_server.app, job_id)

    with live_server.app.app_context():
        run, number = get_run(db.session(), event_id, run_id)
        assert (done, again, number, run.problems) == (True, False, 1, [])
        assert run.started_at is not None
        assert len(plans_of(db.session(), event_id)) == 1


def test_a_job_left_by_a_dead_worker_is_taken_up_without_a_second_plan(live_server):
    long_ago = clock.now() - timedelta(minutes=10)
    with live_server.app.app_context():
        session = db.session()
        event, _ = scene(session)
        run_id, job_id = asked(session, event, long_ago)
        claim(session, job_id, now=long_ago, lease_seconds=1)
        # It died after its plan was stored and before its job was finished.
        basis = basis_of(session, event, keeps=True)
        store_run(session, event=event, run_id=run_id, basis=basis, outcome=computed(basis), now=long_ago)
        session.commit()
        event_id = event.id

    done = run_job(live_server.app, job_id)

    with live_server.app.app_context():
        assert done
        assert [plan.number for plan in plans_of(db.session(), event_id)] == [1]
        assert db.session().get_one(Job, job_id).state is JobState.DONE


def test_a_withdrawal_during_the_run_leaves_a_draft_that_says_it_is_old(live_server):
    with live_server.app.app_context():
        session = db.session()
        event, exhibitor = scene(session)
        run_id, _ = asked(session, event, clock.now())
        basis = basis_of(session, event, keeps=True)
        withdraw_exhibitor(session, event_id=event.id, exhibitor_id=exhibitor.id, now=NOON, **BY)

        plan = store_run(session, event=event, run_id=run_id, basis=basis, outcome=computed(basis), now=NOON)

        assert plan is not None
        assert is_outdated(plan, inputs_of(session, event))
        session.commit()


def test_everything_the_input_has_against_it_is_kept_with_the_run(live_server):
    with live_server.app.app_context():
        session = db.session()
        event, exhibitor = scene(session)
        run_id, job_id = asked(session, event, clock.now())
        other = make_exhibitor(session, event, region_code="73.08")

        booth = booths_of(session, event.id)[0]
        booth.blocked_reason = "tiang"
        for one in (exhibitor, other):
            one.pinned_booth_id = booth.id
        session.commit()
        event_id = event.id

    done = run_job(live_server.app, job_id)

    with live_server.app.app_context():
        run, number = get_run(db.session(), event_id, run_id)
        assert (done, number) == (True, None)
        assert {"pin_blocked", "pin_over_full"} <= {problem["code"] for problem in run.problems}
        assert plans_of(db.session(), event_id) == []
