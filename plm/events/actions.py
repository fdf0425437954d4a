"""Making a meeting and its agenda."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.errors import NotFound
from plm.events.rules import (
    EventDates,
    EventLevel,
    EventMode,
    EventNotSound,
    SessionKind,
    SlugTaken,
    Zone,
    problems_of,
)
from plm.events.tables import AgendaSession, Event, Venue


@dataclass(frozen=True, kw_only=True)
class EventDetails:
    """What the committee types about a meeting."""

    name: str
    level: EventLevel
    mode: EventMode
    starts_on: date
    ends_on: date
    zone: Zone
    region_code: str | None = None
    check_in_on: date | None = None
    check_out_on: date | None = None
    place: str = ""
    city: str = ""
    organiser: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    registration_opens_at: datetime | None = None
    registration_closes_at: datetime | None = None
    capacity: int | None = None


def create_event(session: Session, *, slug: str, details: EventDetails, actor: str, now: datetime) -> Event:
    """A new event; raises EventNotSound with every contradiction, or SlugTaken."""
    _require_sound(details)
    event = Event(slug=slug, created_at=now, seats_taken=0, **asdict(details))
    try:
        with session.begin_nested():
            session.add(event)
    except IntegrityError as error:
        raise SlugTaken(slug=slug) from error
    record(session, actor=actor, verb="event.create", subject=f"event:{event.id}", now=now, event_id=event.id)
    return event


def revise_event(session: Session, *, event: Event, details: EventDetails, actor: str, now: datetime) -> None:
    """Change an event; a capacity below the seats taken is refused as unsound."""
    _require_sound(details)
    if details.capacity is not None and details.capacity < event.seats_taken:
        raise EventNotSound(problems=("capacity_below_taken",), seats_taken=event.seats_taken)
    for name, value in asdict(details).items():
        setattr(event, name, value)
    record(session, actor=actor, verb="event.revise", subject=f"event:{event.id}", now=now, event_id=event.id)


def add_venue(session: Session, *, event_id: int, name: str, address: str = "", online_url: str = "") -> Venue:
    venue = Venue(event_id=event_id, name=name.strip(), address=address.strip(), online_url=online_url.strip())
    session.add(venue)
    session.flush()
    return venue


def add_session(
    session: Session,
    *,
    event_id: int,
    title: str,
    kind: SessionKind,
    starts_at: datetime,
    ends_at: datetime,
    venue_id: int | None = None,
) -> AgendaSession:
    """A line of the agenda; the venue must be the event's own."""
    if ends_at <= starts_at:
        raise EventNotSound(problems=("ends_before_start",))
    if venue_id is not None:
        venue = session.get(Venue, venue_id)
        if venue is None or venue.event_id != event_id:
            raise NotFound(what="venue", value=venue_id)
    line = AgendaSession(
        event_id=event_id, venue_id=venue_id, kind=kind, title=title.strip(), starts_at=starts_at, ends_at=ends_at
    )
    session.add(line)
    session.flush()
    return line


def _require_sound(details: EventDetails) -> None:
    dates = EventDates(details.starts_on, details.ends_on, details.check_in_on, details.check_out_on)
    problems = problems_of(
        dates,
        level=details.level,
        region_code=details.region_code,
        opens_at=details.registration_opens_at,
        closes_at=details.registration_closes_at,
    )
    if problems:
        raise EventNotSound(problems=problems)
