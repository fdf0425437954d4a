"""Running checkpoints: made, changed, opened and closed."""

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.checkin.queries import has_scans
from plm.checkin.rules import (
    CheckpointDetails,
    CheckpointNameTaken,
    CheckpointNotSound,
    CheckpointProblem,
    Fixed,
    code_of_name,
    problems_of,
)
from plm.checkin.tables import Checkpoint
from plm.events.queries import get_session
from plm.events.tables import Event


def add_checkpoint(
    session: Session, *, event: Event, details: CheckpointDetails, actor: str, now: datetime
) -> Checkpoint:
    """A place that lets people in, open at once; its code comes from its name and is unique in the event."""
    _check(session, event, details)
    checkpoint = Checkpoint(event_id=event.id, code=code_of_name(details.name), **_stored(details))
    try:
        with session.begin_nested():
            session.add(checkpoint)
    except IntegrityError as taken:
        raise CheckpointNameTaken(name=details.name) from taken
    _note(session, "checkpoint.add", checkpoint, actor, now)
    return checkpoint


def revise_checkpoint(
    session: Session, *, event: Event, checkpoint: Checkpoint, details: CheckpointDetails, actor: str, now: datetime
) -> None:
    """Other rules from now on; what old scans were counted by stays (`Fixed`), and the code that devices know."""
    session.refresh(checkpoint, with_for_update={"key_share": True})
    _check(session, event, details)
    wanted = _stored(details)
    changes = {name: value for name, value in wanted.items() if getattr(checkpoint, name) != value}
    if not changes:
        return
    if held := [word.value for word in Fixed if word.value in changes and has_scans(session, checkpoint.id)]:
        raise CheckpointNotSound(problems=tuple((CheckpointProblem.FIXED_BY_SCANS, name) for name in held))
    if "name" in changes and _is_named(session, checkpoint, details.name):
        raise CheckpointNameTaken(name=details.name)
    for name, value in changes.items():
        setattr(checkpoint, name, value)
    session.flush()
    _note(session, "checkpoint.revise", checkpoint, actor, now, changed=sorted(changes))


def open_checkpoint(session: Session, *, checkpoint: Checkpoint, actor: str, now: datetime) -> None:
    """Let people in from now on."""
    checkpoint.opens_at, checkpoint.closes_at = now, None
    session.flush()
    _note(session, "checkpoint.open", checkpoint, actor, now)


def close_checkpoint(session: Session, *, checkpoint: Checkpoint, actor: str, now: datetime) -> None:
    """Let nobody in from now on."""
    checkpoint.closes_at = now
    session.flush()
    _note(session, "checkpoint.close", checkpoint, actor, now)


def _check(session: Session, event: Event, details: CheckpointDetails) -> None:
    """Raise CheckpointNotSound with everything that contradicts itself, NotFound for a session of another event."""
    if details.session_id is not None:
        get_session(session, event.id, details.session_id)
    problems = problems_of(details, starts_on=event.starts_on, ends_on=event.ends_on, zone=event.zone)
    if problems:
        raise CheckpointNotSound(problems=problems)


def _stored(details: CheckpointDetails) -> dict[str, Any]:
    """The values as the row keeps them; who chooses a session is on its list, so such a checkpoint lets in its list."""
    values = {field.name: getattr(details, field.name) for field in fields(details)}
    moments = ((window.opens_at, window.closes_at) for window in details.windows)
    windows = [[side.astimezone(UTC).isoformat() for side in pair if side is not None] for pair in moments]
    return values | {
        "roles": sorted(details.roles),
        "windows": sorted(windows),
        "guests_only": details.guests_only or details.choosable,
    }


def _is_named(session: Session, checkpoint: Checkpoint, name: str) -> bool:
    """Whether another checkpoint of the event is called so; people read names, devices codes."""
    others = select(Checkpoint.name).where(Checkpoint.event_id == checkpoint.event_id, Checkpoint.id != checkpoint.id)
    return name.casefold() in {other.casefold() for other in session.scalars(others)}


def _note(session: Session, verb: str, checkpoint: Checkpoint, actor: str, now: datetime, **facts: Any) -> None:
    record(
        session,
        actor=actor,
        verb=verb,
        subject=f"checkpoint:{checkpoint.id}",
        event_id=checkpoint.event_id,
        facts=facts,
        now=now,
    )
