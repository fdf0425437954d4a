"""Reading halls, zones and booths of one event."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from plm.expo.queries.finding import found
from plm.expo.rules.order import natural
from plm.expo.tables import Booth, Hall, HallZone


def halls_of(session: Session, event_id: int) -> list[Hall]:
    return list(session.scalars(select(Hall).where(Hall.event_id == event_id).order_by(Hall.id)))


def get_hall(session: Session, event_id: int, hall_id: int, *, lock: bool = False) -> Hall:
    """The hall of this event, or NotFound; locked, it waits for a run that is giving its booths."""
    query = select(Hall).where(Hall.event_id == event_id, Hall.id == hall_id)
    return found(session.scalar(query.with_for_update() if lock else query), "hall", hall_id)


def zones_of(session: Session, event_id: int) -> list[HallZone]:
    return list(session.scalars(select(HallZone).where(HallZone.event_id == event_id).order_by(HallZone.code)))


def booths_of(session: Session, event_id: int) -> list[Booth]:
    """The booths in the order people count: A2 before A10."""
    booths = session.scalars(select(Booth).where(Booth.event_id == event_id))
    return sorted(booths, key=lambda booth: natural(booth.number))


def get_booth(session: Session, event_id: int, number: str) -> Booth:
    """The booth of this event with this number, or NotFound."""
    query = select(Booth).where(Booth.event_id == event_id, Booth.number == number)
    return found(session.scalar(query), "booth", number)
