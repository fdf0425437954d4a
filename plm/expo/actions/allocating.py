"""Giving the booths: computed without a lock, checked, stored under the event's lock."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.events.tables import Event
from plm.expo import rules
from plm.expo.queries import booths_of, confirmed_of, find_published_plan, inputs_of
from plm.expo.rules.checked import problems_of
from plm.expo.rules.refusals import NoHall, PlanFrozen
from plm.expo.tables import AllocationPlan, Hall, Placement
from plm.expo.words import PlanState


class BrokenPromise(AssertionError):
    """The independent checker found that a plan breaks its promises: a bug, and nothing is stored."""

    def __init__(self, problems: tuple[rules.Problem, ...]) -> None:
        super().__init__(f"the plan breaks its promises: {problems}")
        self.problems = problems


@dataclass(frozen=True)
class Basis:
    """What a run is told: the inputs, and the number of the plan whose places it keeps."""

    inputs: rules.Inputs
    based_on: int | None


def basis_of(session: Session, event: Event, *, keeps: bool) -> Basis:
    """The event's inputs as they stand; `keeps`: whoever is confirmed stays, and as few as can be move."""
    public = find_published_plan(session, event.id) if keeps else None
    previous = confirmed_of(session, event.id) if public else ()
    inputs = replace(inputs_of(session, event), previous=previous)
    return Basis(rules.sound(inputs), public.number if public else None)


def computed(basis: Basis) -> rules.Plan:
    """The plan, checked; pure, so that no transaction needs to be open meanwhile."""
    outcome = rules.allocate(basis.inputs)
    if broken := problems_of(outcome, basis.inputs):
        raise BrokenPromise(broken)
    return outcome


def allocate_booths(
    session: Session, *, event: Event, actor: str, now: datetime, keeps: bool = False
) -> AllocationPlan:
    """Give the booths by the rules and keep the result as the event's next draft, checked before it is stored."""
    lock_plans(session, event.id)
    basis = basis_of(session, event, keeps=keeps)
    return store_plan(session, event=event, basis=basis, outcome=computed(basis), actor=actor, now=now)


def store_plan(
    session: Session, *, event: Event, basis: Basis, outcome: rules.Plan, actor: str, now: datetime
) -> AllocationPlan:
    """The event's next draft; the caller holds the lock of its plans."""
    plan = AllocationPlan(
        event_id=event.id,
        number=next_number(session, event.id),
        state=PlanState.DRAFT,
        inputs_sha256=outcome.input_sha256,
        plan_sha256=outcome.plan_sha256,
        inputs=rules.plain(basis.inputs),
        objective=rules.plain(outcome.objective),
        proof=rules.plain(outcome.proof),
        engine=dict(outcome.engine),
        based_on=basis.based_on,
        allocated_by=actor,
        allocated_at=now,
    )
    session.add(plan)
    session.flush()
    place(session, plan, outcome)
    facts = {
        "number": plan.number,
        "plan": plan.plan_sha256,
        "inputs": plan.inputs_sha256,
        "placed": len(outcome.seats),
    }
    record(
        session, actor=actor, verb="expo.allocate", subject=f"plan:{plan.id}", event_id=event.id, now=now, facts=facts
    )
    session.flush()
    return plan


def lock_plans(session: Session, event_id: int) -> None:
    """Lock the event's halls until the transaction ends: runs, changes and publications take turns."""
    if not session.scalars(select(Hall.id).where(Hall.event_id == event_id).order_by(Hall.id).with_for_update()).all():
        raise NoHall()


def require_thawed(session: Session, event_id: int) -> AllocationPlan | None:
    """The public plan, unless it is frozen."""
    public = public_plan(session, event_id)
    if public and public.state is PlanState.FROZEN:
        raise PlanFrozen(number=public.number)
    return public


def public_plan(session: Session, event_id: int) -> AllocationPlan | None:
    """The plan everybody sees, read anew after the lock."""
    public = find_published_plan(session, event_id)
    if public:
        session.refresh(public)
    return public


def next_number(session: Session, event_id: int) -> int:
    newest = select(func.max(AllocationPlan.number)).where(AllocationPlan.event_id == event_id)
    return (session.scalar(newest) or 0) + 1


def place(session: Session, plan: AllocationPlan, outcome: rules.Plan) -> None:
    """Write where everyone stands or waits."""
    booth_ids = {one.number: one.id for one in booths_of(session, plan.event_id)}
    session.add_all([*_seated(plan.id, outcome, booth_ids), *_queued(plan.id, outcome)])
    session.flush()


def _seated(plan_id: int, outcome: rules.Plan, booth_ids: dict[str, int]) -> list[Placement]:
    slots: Counter[str] = Counter()
    placements = []
    for seat in outcome.seats:
        slots[seat.booth] += 1
        placements.append(
            Placement(
                plan_id=plan_id,
                exhibitor_id=int(seat.exhibitor),
                booth_id=booth_ids[seat.booth],
                slot=slots[seat.booth],
                points=seat.points,
                reasons=rules.plain(seat.reasons),
            )
        )
    return placements


def _queued(plan_id: int, outcome: rules.Plan) -> list[Placement]:
    return [
        Placement(
            plan_id=plan_id,
            exhibitor_id=int(one.exhibitor),
            queue_number=one.position,
            reasons=rules.plain((one.reason,)),
        )
        for one in outcome.waiting
    ]
