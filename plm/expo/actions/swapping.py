"""Changing a plan by hand: whoever saw an older revision is told, and what may not be broken is refused."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from sqlalchemy import delete
from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.events.tables import Event
from plm.expo import rules
from plm.expo.actions.allocating import next_number, place
from plm.expo.actions.publishing import locked_plan
from plm.expo.queries import booths_of, outcome_of, placements_of
from plm.expo.rules.record import inputs_of_document
from plm.expo.rules.refusals import SwapBroken, SwapUnclear
from plm.expo.rules.states import require_movable
from plm.expo.tables import AllocationPlan, Placement, PlanChange
from plm.expo.words import PlanState


def move_exhibitors(
    session: Session,
    *,
    event: Event,
    number: int,
    revision: int,
    moves: Mapping[int, str],
    actor: str,
    now: datetime,
) -> AllocationPlan:
    """Move those named to the booths named, at once. A published plan stays: the change is a new draft beside it."""
    plan = locked_plan(session, event.id, number, revision)
    require_movable(plan.state, number)
    inputs, before = inputs_of_document(plan.inputs), _outcome(session, plan)
    wanted = {str(exhibitor): booth for exhibitor, booth in moves.items()}
    standing = {seat.exhibitor: seat.booth for seat in before.seats}
    known = {booth.id for booth in inputs.booths}
    if not wanted or not known.issuperset(wanted.values()) or not standing.keys() >= wanted.keys():
        raise SwapUnclear()
    if all(standing[one] == booth for one, booth in wanted.items()):
        raise SwapUnclear()
    if problems := rules.effects_of(inputs, before, wanted).problems:
        raise SwapBroken(problems=problems)
    after = rules.moved(inputs, before, wanted)
    if plan.state is PlanState.PUBLISHED:
        plan = _copy_of(session, plan, actor=actor, now=now)
    _write(session, plan, after)
    change = PlanChange(
        plan_id=plan.id,
        revision=plan.revision,
        changed_by=actor,
        changed_at=now,
        moves=[{"exhibitor": int(one), "from": standing[one], "to": wanted[one]} for one in sorted(wanted)],
        score_before=before.objective.score,
        score_after=after.objective.score,
        plan_sha256=after.plan_sha256,
    )
    session.add(change)
    facts = {"number": plan.number, "revision": plan.revision, "moves": change.moves, "plan": plan.plan_sha256}
    record(session, actor=actor, verb="expo.move", subject=f"plan:{plan.id}", event_id=event.id, now=now, facts=facts)
    session.flush()
    return plan


def _outcome(session: Session, plan: AllocationPlan) -> rules.Plan:
    numbers = {booth.id: booth.number for booth in booths_of(session, plan.event_id)}
    return outcome_of(plan, placements_of(session, plan.id), numbers)


def _copy_of(session: Session, plan: AllocationPlan, *, actor: str, now: datetime) -> AllocationPlan:
    """The next draft, with nobody in it yet."""
    kept = {name: getattr(plan, name) for name in ("inputs_sha256", "plan_sha256", "inputs", "objective", "proof")}
    copy = AllocationPlan(
        event_id=plan.event_id,
        number=next_number(session, plan.event_id),
        state=PlanState.DRAFT,
        revision=0,
        engine=plan.engine,
        based_on=plan.number,
        allocated_by=actor,
        allocated_at=now,
        **kept,
    )
    session.add(copy)
    session.flush()
    return copy


def _write(session: Session, plan: AllocationPlan, after: rules.Plan) -> None:
    """Everyone where the outcome says; what was read before has to be read again."""
    session.execute(
        delete(Placement).where(Placement.plan_id == plan.id).execution_options(synchronize_session="fetch")
    )
    session.flush()
    place(session, plan, after)
    plan.objective = cast("dict[str, Any]", rules.plain(after.objective))
    plan.plan_sha256 = after.plan_sha256
    plan.revision += 1
    plan.state, plan.proofread_by = PlanState.DRAFT, ""
    plan.proofread_at = plan.proofread_revision = None
    session.flush()
