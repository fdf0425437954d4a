"""Asking for name badges, and keeping what was printed."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, update
from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.events.tables import Event
from plm.registration.rules import BadgeLayout, EventRole
from plm.registration.tables import BadgeRun


def ask_for_badges(
    session: Session,
    *,
    event: Event,
    layout: BadgeLayout,
    role: EventRole | None,
    by_place: bool,
    actor: str,
    now: datetime,
) -> tuple[BadgeRun, str | None]:
    """A fresh sheet in place of the last one; the file that nobody needs any more is given back."""
    # Those who press at the same moment take turns.
    session.get_one(Event, event.id, with_for_update={"key_share": True})
    run = session.get(BadgeRun, event.id) or BadgeRun(event_id=event.id, number=0)
    unused, run.storage_key = run.storage_key, None
    run.number += 1
    run.layout, run.role, run.by_place, run.asked_at, run.asked_by = layout, role, by_place, now, actor
    run.rendered_at, run.people, run.failure = None, 0, ""
    session.add(run)
    session.flush()
    facts = {"layout": layout.value, "role": role.value if role else None}
    record(session, actor=actor, verb="badges.ask", subject="event", now=now, event_id=event.id, facts=facts)
    return run, unused


def store_badges(
    session: Session, *, event_id: int, number: int, storage_key: str | None, people: int, failure: str, now: datetime
) -> bool:
    """Keep the printed sheet, or why there is none; False when another was asked for meanwhile."""
    statement = (
        update(BadgeRun)
        .where(BadgeRun.event_id == event_id, BadgeRun.number == number, BadgeRun.rendered_at.is_(None))
        .values(storage_key=storage_key, people=people, failure=failure, rendered_at=now)
        .execution_options(synchronize_session=False)
    )
    stored = cast("CursorResult[Any]", session.execute(statement)).rowcount == 1
    session.expire_all()
    return stored
