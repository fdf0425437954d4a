"""The policy of an event, decisions by hand, and who is within reach."""

from typing import Any

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session

from plm.eligibility.rules import Manual
from plm.eligibility.tables import EligibilityPolicy, ManualDecision
from plm.errors import NotFound
from plm.events.tables import Event
from plm.libraries.queries import get_library
from plm.libraries.tables import Library


def find_policy(session: Session, event_id: int) -> EligibilityPolicy | None:
    return session.get(EligibilityPolicy, event_id)


def edition_of(kept: EligibilityPolicy | None) -> str:
    """A word for what is saved now, so that two who edit at once are told of each other."""
    return kept.revised_at.isoformat() if kept else ""


def manual_of(session: Session, event_id: int) -> dict[int, Manual]:
    """The decisions by hand that stand now, by library."""
    rows = session.scalars(select(ManualDecision).where(ManualDecision.event_id == event_id))
    return {row.library_id: Manual(row.kind, row.reason, row.decided_by, row.decided_at) for row in rows}


def find_manual(session: Session, *, event_id: int, library_id: int) -> ManualDecision | None:
    return session.scalar(
        select(ManualDecision).where(ManualDecision.event_id == event_id, ManualDecision.library_id == library_id)
    )


def get_candidate(session: Session, event: Event, library_id: int) -> Library:
    """The library if it is within the event's reach, else NotFound."""
    library = get_library(session, library_id)
    reach = event.region_code
    if reach is None or library.region_code == reach or library.region_code.startswith(f"{reach}."):
        return library
    raise NotFound(what="library", value=library_id)


def within_reach(region_code: str | None) -> ColumnElement[Any]:
    if region_code is None:
        return true()
    return or_(Library.region_code == region_code, Library.region_code.startswith(f"{region_code}."))
