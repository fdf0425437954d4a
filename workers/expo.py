"""Giving the booths in the background."""

import logging

from sqlalchemy.orm import Session

from plm.clock import now
from plm.errors import Refusal
from plm.events.queries import get_event_by_id
from plm.expo import rules
from plm.expo.actions import BrokenPromise, basis_of, begin_run, computed, end_run, store_run
from plm.jobs.rules import JobName
from workers.registry import handles

log = logging.getLogger(__name__)


@handles(JobName.ALLOCATE_BOOTHS)
def allocate(session: Session, *, event_id: int, run_id: int) -> None:
    """Read, compute with no transaction open, store; whatever the input has against it is kept with the run."""
    run = begin_run(session, run_id=run_id, now=now())
    if run is None:
        session.commit()
        return
    keeps = run.keeps
    session.commit()
    try:
        basis = basis_of(session, get_event_by_id(session, event_id), keeps=keeps)
        session.commit()
        outcome = computed(basis)
        event = get_event_by_id(session, event_id)
        store_run(session, event=event, run_id=run_id, basis=basis, outcome=outcome, now=now())
    except (Refusal, BrokenPromise) as failure:
        session.rollback()
        log.warning("run %s ends without a plan: %s", run_id, failure)
        end_run(session, run_id=run_id, problems=_problems(failure), now=now())
    session.commit()


def _problems(failure: Refusal | BrokenPromise) -> tuple[rules.Problem, ...]:
    if isinstance(failure, rules.InputError):
        return failure.problems
    if isinstance(failure, BrokenPromise):
        return (rules.Problem("promise_broken", {"codes": sorted({one.code for one in failure.problems})}),)
    return (rules.Problem(failure.code),)
