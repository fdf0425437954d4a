"""From draft to what everybody sees: read, publish, freeze, thaw."""

from datetime import datetime

from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.events.tables import Event
from plm.expo.actions.allocating import lock_plans, public_plan, require_thawed
from plm.expo.queries import changes_of, get_plan, inputs_of, is_outdated
from plm.expo.rules.refusals import (
    PlanChanged,
    PlanNotFrozen,
    PlanNotPublished,
    PlanOutdated,
    ReadingNotSaid,
    ThawNeedsReason,
)
from plm.expo.rules.states import require_publishable, require_readable
from plm.expo.tables import AllocationPlan
from plm.expo.words import PlanState


def read_plan(
    session: Session,
    *,
    event: Event,
    number: int,
    actor: str,
    now: datetime,
    revision: int | None = None,
    says_so: bool = True,
) -> AllocationPlan:
    """Note who has read this revision: the draft becomes a proof. Read by one already, it stays as it is."""
    plan = locked_plan(session, event.id, number, revision)
    require_readable(plan.state, number)
    if not says_so:
        raise ReadingNotSaid()
    if is_outdated(plan, inputs_of(session, event)):
        raise PlanOutdated(number=number)
    if plan.state is PlanState.DRAFT:
        plan.state = PlanState.PROOF
        plan.proofread_by, plan.proofread_at, plan.proofread_revision = actor, now, plan.revision
        _note(session, plan, "expo.read", actor, now, revision=plan.revision)
    return plan


def publish_plan(session: Session, *, event: Event, number: int, actor: str, now: datetime) -> AllocationPlan:
    """Make a proof the public plan; the one before is kept as superseded. What nobody has read is refused."""
    plan = locked_plan(session, event.id, number)
    require_readable(plan.state, number)
    if is_outdated(plan, inputs_of(session, event)):
        raise PlanOutdated(number=number)
    require_publishable(plan.state, number, revision=plan.revision, read=plan.proofread_revision)
    before = require_thawed(session, event.id)
    if before:
        before.state = PlanState.SUPERSEDED
        session.flush()
    plan.state, plan.published_at = PlanState.PUBLISHED, now
    _note(session, plan, "expo.publish", actor, now, before=before.number if before else None)
    return plan


def freeze_plan(session: Session, *, event: Event, actor: str, now: datetime) -> AllocationPlan:
    """From here on nothing moves and nothing replaces the public plan; frozen once, it stays so."""
    lock_plans(session, event.id)
    plan = public_plan(session, event.id)
    if plan is None:
        raise PlanNotPublished()
    if plan.state is PlanState.PUBLISHED:
        plan.state, plan.frozen_at = PlanState.FROZEN, now
        _note(session, plan, "expo.freeze", actor, now)
    return plan


def thaw_plan(session: Session, *, event: Event, actor: str, reason: str, now: datetime) -> AllocationPlan:
    """Let the frozen plan be replaced again; why is kept."""
    lock_plans(session, event.id)
    plan = public_plan(session, event.id)
    if plan is None or plan.state is not PlanState.FROZEN:
        raise PlanNotFrozen()
    if not reason.strip():
        raise ThawNeedsReason()
    plan.state, plan.frozen_at = PlanState.PUBLISHED, None
    _note(session, plan, "expo.thaw", actor, now, why=reason.strip())
    return plan


def locked_plan(session: Session, event_id: int, number: int, seen: int | None = None) -> AllocationPlan:
    """The plan as it is now, until the transaction ends; PlanChanged when its reader saw another revision."""
    lock_plans(session, event_id)
    plan = get_plan(session, event_id, number)
    session.refresh(plan)
    if seen is not None and plan.revision != seen:
        changes = changes_of(session, plan.id)
        raise PlanChanged(
            number=number,
            changed_by=changes[0].changed_by if changes else plan.allocated_by,
            changed_at=changes[0].changed_at if changes else plan.allocated_at,
            moves=[move for change in changes if change.revision > seen for move in change.moves],
        )
    return plan


def _note(
    session: Session, plan: AllocationPlan, verb: str, actor: str, now: datetime, why: str = "", **more: object
) -> None:
    session.flush()
    record(
        session,
        actor=actor,
        verb=verb,
        subject=f"plan:{plan.id}",
        event_id=plan.event_id,
        now=now,
        reason=why,
        facts={"number": plan.number, "plan": plan.plan_sha256, **more},
    )
    session.flush()
