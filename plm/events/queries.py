"""Reading events, their venues and agenda."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import Session

from plm.errors import NotFound
from plm.events.tables import AgendaSession, Event, Venue


def find_event(session: Session, slug: str) -> Event | None:
    return session.scalar(select(Event).where(Event.slug == slug))


def get_event(session: Session, slug: str) -> Event:
    """The event, or NotFound."""
    event = find_event(session, slug)
    if event is None:
        raise NotFound(what="event", value=slug)
    return event


def get_event_by_id(session: Session, event_id: int) -> Event:
    return session.get_one(Event, event_id)


def all_events(session: Session) -> list[Event]:
    """Every event, the newest meeting first."""
    return list(session.scalars(select(Event).order_by(Event.starts_on.desc(), Event.id.desc())))


def events_within(session: Session, *, region_codes: Iterable[str], event_ids: Iterable[int]) -> list[Event]:
    """Events of these regions (and below) or with these ids, the newest first."""
    reach: list[ColumnElement[bool]] = [Event.id.in_(list(event_ids))]
    for code in region_codes:
        reach += [Event.region_code == code, Event.region_code.startswith(f"{code}.")]
    query = select(Event).where(or_(false(), *reach)).order_by(Event.starts_on.desc(), Event.id.desc())
    return list(session.scalars(query))


def venues_of(session: Session, event_id: int) -> list[Venue]:
    return list(session.scalars(select(Venue).where(Venue.event_id == event_id).order_by(Venue.id)))


def get_venue(session: Session, event_id: int, venue_id: int) -> Venue:
    """The venue of this event, or NotFound."""
    venue = session.get(Venue, venue_id)
    if venue is None or venue.event_id != event_id:
        raise NotFound(what="venue", value=venue_id)
    return venue


def get_session(session: Session, event_id: int, session_id: int) -> AgendaSession:
    """The line of this event's agenda, or NotFound."""
    line = session.get(AgendaSession, session_id)
    if line is None or line.event_id != event_id:
        raise NotFound(what="session", value=session_id)
    return line


def agenda_of(session: Session, event_id: int) -> list[tuple[AgendaSession, Venue | None]]:
    """The agenda in order of time, each line with its venue."""
    query = (
        select(AgendaSession, Venue)
        .outerjoin(Venue, Venue.id == AgendaSession.venue_id)
        .where(AgendaSession.event_id == event_id)
        .order_by(AgendaSession.starts_at, AgendaSession.id)
    )
    return [(line, venue) for line, venue in session.execute(query)]
