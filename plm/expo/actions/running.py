"""Giving the booths in the background: asked for once, computed without a lock, stored once."""

from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from plm.events.tables import Event
from plm.expo import rules
from plm.expo.actions.allocating import Basis, lock_plans, require_thawed, store_plan
from plm.expo.queries import find_open_run
from plm.expo.tables import AllocationPlan, AllocationRun

# Longer than any run with all its tries: what is still open then was lost.
LOST_AFTER = timedelta(minutes=30)


def ask_for_allocation(
    session: Session, *, event: Event, keeps: bool, actor: str, now: datetime
) -> tuple[AllocationRun, bool]:
    """The open request of the event, and whether this call made it; a second press finds the first."""
    lock_plans(session, event.id)
    require_thawed(session, event.id)
    run = find_open_run(session, event.id)
    if run and now - run.asked_at < LOST_AFTER:
        return run, False
    if run:
        end_run(session, run_id=run.id, problems=(rules.Problem("run_lost"),), now=now)
    asked = AllocationRun(event_id=event.id, keeps=keeps, asked_by=actor, asked_at=now, problems=[])
    try:
        with session.begin_nested():
            session.add(asked)
            session.flush()
    except IntegrityError:
        return open_run(session, event.id), False
    return asked, True


def open_run(session: Session, event_id: int) -> AllocationRun:
    run = find_open_run(session, event_id)
    if run is None:
        raise LookupError("the constraint named an open run that is gone")
    return run


def begin_run(session: Session, *, run_id: int, now: datetime) -> AllocationRun | None:
    """Note that a worker is at it; None when there is nothing left to do."""
    run = session.get_one(AllocationRun, run_id, with_for_update=True, populate_existing=True)
    if run.finished_at is not None:
        return None
    run.started_at = now
    session.flush()
    return run


def store_run(
    session: Session, *, event: Event, run_id: int, basis: Basis, outcome: rules.Plan, now: datetime
) -> AllocationPlan | None:
    """The run's plan, once: a worker that comes second finds the run finished and stores nothing."""
    lock_plans(session, event.id)
    run = session.get_one(AllocationRun, run_id, with_for_update=True, populate_existing=True)
    if run.finished_at is not None:
        return None
    plan = store_plan(session, event=event, basis=basis, outcome=outcome, actor=run.asked_by, now=now)
    run.plan_id, run.finished_at = plan.id, now
    session.flush()
    return plan


def end_run(session: Session, *, run_id: int, problems: tuple[rules.Problem, ...], now: datetime) -> None:
    """The run ends without a plan; every problem is kept."""
    run = session.get_one(AllocationRun, run_id, with_for_update=True, populate_existing=True)
    if run.finished_at is None:
        run.problems = [{"code": one.code, "facts": rules.plain(one.facts)} for one in problems]
        run.finished_at = now
        session.flush()
