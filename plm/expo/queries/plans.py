"""Reading allocation plans: headings without their inputs, and one plan made whole."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, defer

from plm.expo import rules
from plm.expo.queries.finding import found
from plm.expo.rules.record import plan_of, seat_of, waiting_of_document
from plm.expo.tables import AllocationPlan, Booth, Exhibitor, Placement, PlanChange
from plm.expo.words import PUBLIC


def plans_of(session: Session, event_id: int) -> list[AllocationPlan]:
    """Every plan, the newest first; the inputs are read only when asked for."""
    query = select(AllocationPlan).where(AllocationPlan.event_id == event_id).order_by(AllocationPlan.number.desc())
    return list(session.scalars(query.options(defer(AllocationPlan.inputs))))


def get_plan(session: Session, event_id: int, number: int) -> AllocationPlan:
    """The event's plan with this number, or NotFound."""
    query = select(AllocationPlan).where(AllocationPlan.event_id == event_id, AllocationPlan.number == number)
    return found(session.scalar(query), "plan", number)


def find_published_plan(session: Session, event_id: int) -> AllocationPlan | None:
    """The plan everybody sees, published or frozen."""
    query = select(AllocationPlan).where(AllocationPlan.event_id == event_id, AllocationPlan.state.in_(PUBLIC))
    return session.scalar(query.options(defer(AllocationPlan.inputs)))


def confirmed_of(session: Session, event_id: int) -> tuple[tuple[str, str], ...]:
    """(exhibitor, booth number) of everyone who has a place on the public plan and still exhibits."""
    query = _public_seats(event_id, Placement.exhibitor_id, Booth.number).order_by(Placement.exhibitor_id)
    return tuple((str(exhibitor_id), number) for exhibitor_id, number in session.execute(query))


def changes_of(session: Session, plan_id: int) -> list[PlanChange]:
    """Every change by hand, the newest first."""
    query = select(PlanChange).where(PlanChange.plan_id == plan_id).order_by(PlanChange.revision.desc())
    return list(session.scalars(query))


def published_booth_of(session: Session, event_id: int, library_id: int) -> str | None:
    """The number of a library's booth on the plan that is published, if it has one there."""
    found: str | None = session.scalar(_public_seats(event_id, Booth.number).where(Exhibitor.library_id == library_id))
    return found


def _public_seats(event_id: int, *columns: InstrumentedAttribute[Any]) -> Select[Any]:
    """These columns of everyone who has a place on the public plan and still exhibits."""
    return (
        select(*columns)
        .select_from(Placement)
        .join(Booth, Booth.id == Placement.booth_id)
        .join(AllocationPlan, AllocationPlan.id == Placement.plan_id)
        .join(Exhibitor, Exhibitor.id == Placement.exhibitor_id)
        .where(AllocationPlan.event_id == event_id, AllocationPlan.state.in_(PUBLIC))
        .where(Exhibitor.withdrawn_at.is_(None))
    )


def placements_of(session: Session, plan_id: int) -> list[Placement]:
    """Seats in order of application, then the waiting in the order places would be offered."""
    query = (
        select(Placement)
        .where(Placement.plan_id == plan_id)
        .order_by(func.coalesce(Placement.queue_number, 0), Placement.exhibitor_id)
    )
    return list(session.scalars(query))


def find_placement(session: Session, plan_id: int, exhibitor_id: int) -> Placement | None:
    return session.get(Placement, (plan_id, exhibitor_id))


def outcome_of(plan: AllocationPlan, placements: Sequence[Placement], numbers: Mapping[int, str]) -> rules.Plan:
    """A stored plan as the rules know it, for explaining and checking."""
    seats = [
        seat_of(str(one.exhibitor_id), numbers[one.booth_id], one.points, one.reasons)
        for one in placements
        if one.booth_id is not None
    ]
    waiting = [
        waiting_of_document(str(one.exhibitor_id), one.queue_number, one.reasons)
        for one in placements
        if one.queue_number is not None
    ]
    return plan_of(
        seats,
        waiting,
        objective=plan.objective,
        input_sha256=plan.inputs_sha256,
        plan_sha256=plan.plan_sha256,
        proof=plan.proof,
    )


def is_outdated(plan: AllocationPlan, inputs: rules.Inputs) -> bool:
    """Whether booths, exhibitors or scores are no longer what the plan was made from.

    Who was confirmed before is the plan's own choice: a plan does not grow old by being published.
    """
    kept = tuple((exhibitor, booth) for exhibitor, booth in plan.inputs.get("previous", ()))
    try:
        return rules.digest(rules.sound(replace(inputs, previous=kept))) != plan.inputs_sha256
    except rules.InputError:
        return True
