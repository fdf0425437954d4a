"""Reading the requests to give the booths."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from plm.expo.queries.finding import found
from plm.expo.tables import AllocationPlan, AllocationRun


def find_open_run(session: Session, event_id: int) -> AllocationRun | None:
    """The request that waits or works; the database allows one."""
    return session.scalar(
        select(AllocationRun).where(AllocationRun.event_id == event_id, AllocationRun.finished_at.is_(None))
    )


def newest_run_of(session: Session, event_id: int) -> AllocationRun | None:
    query = select(AllocationRun).where(AllocationRun.event_id == event_id).order_by(AllocationRun.id.desc()).limit(1)
    return session.scalar(query)


def get_run(session: Session, event_id: int, run_id: int) -> tuple[AllocationRun, int | None]:
    """The event's request and the number of the plan it ended with, or NotFound."""
    query = (
        select(AllocationRun, AllocationPlan.number)
        .outerjoin(AllocationPlan, AllocationPlan.id == AllocationRun.plan_id)
        .where(AllocationRun.event_id == event_id, AllocationRun.id == run_id)
    )
    run, number = found(session.execute(query).one_or_none(), "run", run_id)
    return run, number
