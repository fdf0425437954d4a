"""Making a meeting and its agenda."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.events.queries import get_venue
from plm.events.rules import (
    EventDates,
    EventLevel,
    EventMode,
    EventNotSound,
    EventProblem,
    SessionInUse,
    SessionKind,
    SlugTaken,
    VenueInUse,
    Zone,
    problems_of,
    require_slug,
)
from plm.events.tables import AgendaSession, Event, Venue
from plm.libraries.queries import find_region


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
    """A new event; raises EventNotSound with every contradiction, SlugNotSound or SlugTaken."""
    require_slug(slug)
    _require_sound(session, details)
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
    _require_sound(session, details)
    # Seats that are being taken wait here or are counted; rows that only name the event wait for nobody.
    session.refresh(event, with_for_update={"key_share": True})
    if details.capacity is not None and details.capacity < event.seats_taken:
        raise EventNotSound(problems=(EventProblem.CAPACITY_BELOW_TAKEN,), seats_taken=event.seats_taken)
    for name, value in asdict(details).items():
        setattr(event, name, value)
    record(session, actor=actor, verb="event.revise", subject=f"event:{event.id}", now=now, event_id=event.id)


def add_venue(
    session: Session, *, event_id: int, name: str, actor: str, now: datetime, address: str = "", online_url: str = ""
) -> Venue:
    """A place of the event, on the map or online."""
    venue = Venue(event_id=event_id, name=name.strip(), address=address.strip(), online_url=online_url.strip())
    session.add(venue)
    session.flush()
    record(session, actor=actor, verb="venue.add", subject=f"venue:{venue.id}", now=now, event_id=event_id)
    return venue


def revise_venue(
    session: Session, *, venue: Venue, name: str, address: str, online_url: str, actor: str, now: datetime
) -> None:
    venue.name, venue.address, venue.online_url = name.strip(), address.strip(), online_url.strip()
    record(session, actor=actor, verb="venue.revise", subject=f"venue:{venue.id}", now=now, event_id=venue.event_id)


def remove_venue(session: Session, *, venue: Venue, actor: str, now: datetime) -> None:
    """Take a place away; raises VenueInUse while a session names it."""
    used = session.scalar(select(func.count()).where(AgendaSession.venue_id == venue.id)) or 0
    if used:
        raise VenueInUse(sessions=used)
    session.delete(venue)
    record(session, actor=actor, verb="venue.remove", subject=f"venue:{venue.id}", now=now, event_id=venue.event_id)


@dataclass(frozen=True, kw_only=True)
class SessionDetails:
    """What the committee types about a line of the agenda."""

    title: str
    kind: SessionKind
    starts_at: datetime
    ends_at: datetime
    venue_id: int | None = None


def add_session(
    session: Session, *, event_id: int, details: SessionDetails, actor: str, now: datetime
) -> AgendaSession:
    """A line of the agenda; raises EventNotSound when it ends before it starts, NotFound for a strange venue."""
    _require_sound_session(session, event_id, details)
    line = AgendaSession(event_id=event_id, **asdict(details))
    session.add(line)
    session.flush()
    record(session, actor=actor, verb="agenda.add", subject=f"session:{line.id}", now=now, event_id=event_id)
    return line


def revise_session(
    session: Session, *, line: AgendaSession, details: SessionDetails, actor: str, now: datetime
) -> None:
    """Change a line of the agenda; refuses as `add_session` does."""
    _require_sound_session(session, line.event_id, details)
    for name, value in asdict(details).items():
        setattr(line, name, value)
    record(session, actor=actor, verb="agenda.revise", subject=f"session:{line.id}", now=now, event_id=line.event_id)


def remove_session(session: Session, *, line: AgendaSession, actor: str, now: datetime) -> None:
    """Take a line away; raises SessionInUse while something of a room above names it."""
    subject, event_id = f"session:{line.id}", line.event_id
    try:
        with session.begin_nested():
            session.delete(line)
    except IntegrityError as used:
        raise SessionInUse() from used
    record(session, actor=actor, verb="agenda.remove", subject=subject, now=now, event_id=event_id)


def _require_sound_session(session: Session, event_id: int, details: SessionDetails) -> None:
    if details.ends_at <= details.starts_at:
        raise EventNotSound(problems=(EventProblem.ENDS_BEFORE_START,))
    if details.venue_id is not None:
        get_venue(session, event_id, details.venue_id)


def _require_sound(session: Session, details: EventDetails) -> None:
    dates = EventDates(details.starts_on, details.ends_on, details.check_in_on, details.check_out_on)
    problems = problems_of(
        dates,
        level=details.level,
        region_code=details.region_code,
        opens_at=details.registration_opens_at,
        closes_at=details.registration_closes_at,
    )
    if not problems and details.region_code and find_region(session, details.region_code) is None:
        problems = (EventProblem.REGION_UNKNOWN,)
    if problems:
        raise EventNotSound(problems=problems)
