"""Seats: taken by one guarded statement, so that no two requests can both have the last one."""

from typing import Any, cast

from sqlalchemy import CursorResult, or_, select, update
from sqlalchemy.orm import Session

from plm.events.tables import Event
from plm.registration.rules import EventFull


def take_seats(session: Session, event_id: int, number: int) -> None:
    """Take the seats or raise EventFull with what is left."""
    statement = (
        update(Event)
        .where(Event.id == event_id)
        .where(or_(Event.capacity.is_(None), Event.seats_taken + number <= Event.capacity))
        .values(seats_taken=Event.seats_taken + number)
        .execution_options(synchronize_session=False)
    )
    if cast("CursorResult[Any]", session.execute(statement)).rowcount != 1:
        left = session.scalar(select(Event.capacity - Event.seats_taken).where(Event.id == event_id))
        raise EventFull(left=left, asked=number)
    event = session.get(Event, event_id)
    session.expire(event, ["seats_taken"])


def give_back_seats(session: Session, event_id: int, number: int) -> None:
    """Seats that nobody sits on any more; the database refuses to count below zero."""
    statement = (
        update(Event)
        .where(Event.id == event_id)
        .values(seats_taken=Event.seats_taken - number)
        .execution_options(synchronize_session=False)
    )
    session.execute(statement)
    session.expire(session.get(Event, event_id), ["seats_taken"])
