"""Giving the booths, and making one plan public."""

from collections import Counter
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.events.tables import Event
from plm.expo import rules
from plm.expo.queries import booths_of, find_published_plan, get_plan, inputs_of, is_outdated
from plm.expo.rules.refusals import NoHall, PlanNotDraft, PlanOutdated
from plm.expo.tables import AllocationPlan, Hall, Placement
from plm.expo.words import PlanState


def allocate_booths(session: Session, *, event: Event, actor: str, now: datetime) -> AllocationPlan:
    """Give the booths by the rules and keep the result as the event's next draft, checked before it is stored."""
    _one_at_a_time(session, event.id)
    inputs = rules.sound(inputs_of(session, event))
    outcome = rules.allocate(inputs)
    broken = rules.verify(outcome, inputs)
    if broken:
        raise AssertionError(f"the plan breaks its promises: {broken}")
    plan = AllocationPlan(
        event_id=event.id,
        number=_next_number(session, event.id),
        state=PlanState.DRAFT,
        inputs_sha256=outcome.input_sha256,
        plan_sha256=outcome.plan_sha256,
        inputs=rules.plain(inputs),
        objective=rules.plain(outcome.objective),
        engine=dict(outcome.engine),
        allocated_by=actor,
        allocated_at=now,
    )
    session.add(plan)
    session.flush()
    session.add_all(_placements(plan.id, outcome, {one.number: one.id for one in booths_of(session, event.id)}))
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


def publish_plan(session: Session, *, event: Event, number: int, actor: str, now: datetime) -> AllocationPlan:
    """Make a draft the public plan; the one before is kept as superseded. A draft of older data is refused."""
    _one_at_a_time(session, event.id)
    plan = get_plan(session, event.id, number)
    session.refresh(plan)
    if plan.state is not PlanState.DRAFT:
        raise PlanNotDraft(number=number)
    if is_outdated(plan, inputs_of(session, event)):
        raise PlanOutdated(number=number)
    before = find_published_plan(session, event.id)
    if before:
        before.state = PlanState.SUPERSEDED
    plan.state, plan.published_at = PlanState.PUBLISHED, now
    facts = {"number": number, "plan": plan.plan_sha256, "before": before.number if before else None}
    record(
        session, actor=actor, verb="expo.publish", subject=f"plan:{plan.id}", event_id=event.id, now=now, facts=facts
    )
    session.flush()
    return plan


def _one_at_a_time(session: Session, event_id: int) -> None:
    """Lock the event's halls until the transaction ends: two runs, or a run and a publication, take turns."""
    if not session.scalars(select(Hall.id).where(Hall.event_id == event_id).order_by(Hall.id).with_for_update()).all():
        raise NoHall()


def _next_number(session: Session, event_id: int) -> int:
    newest = select(func.max(AllocationPlan.number)).where(AllocationPlan.event_id == event_id)
    return (session.scalar(newest) or 0) + 1


def _placements(plan_id: int, outcome: rules.Plan, booth_ids: dict[str, int]) -> list[Placement]:
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
    for one in outcome.waiting:
        placements.append(
            Placement(
                plan_id=plan_id,
                exhibitor_id=int(one.exhibitor),
                queue_number=one.position,
                reasons=rules.plain((one.reason,)),
            )
        )
    return placements
