"""How long an event keeps what."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from plm.events.tables import Event
from plm.registration.rules import USUAL_DAYS, Kept
from plm.registration.tables import RetentionRule


def retention_of(session: Session, event_id: int) -> dict[Kept, int]:
    """Days after the meeting for each field; the usual ones where nobody has said."""
    query = select(RetentionRule).where(RetentionRule.event_id == event_id)
    return {**USUAL_DAYS, **{rule.kept: rule.days for rule in session.scalars(query)}}


def ended_events(session: Session, today: date) -> list[tuple[int, date]]:
    """Events that are over, with their last day."""
    query = select(Event.id, Event.ends_on).where(Event.ends_on < today).order_by(Event.id)
    return [(event_id, ends_on) for event_id, ends_on in session.execute(query)]
