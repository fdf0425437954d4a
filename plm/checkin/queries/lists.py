"""The lists behind the figures: who is awaited, came in, is inside, went out, has not come."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plm.checkin.queries.tickets import expected_ids, expected_in_event
from plm.checkin.tables import Checkpoint, Presence, Scan, Ticket
from plm.registration.queries import roles_of
from plm.registration.rules import EventRole
from plm.registration.tables import Participant


class ListState(StrEnum):
    """Which list; inside and out add up to entered."""

    EXPECTED = "expected"
    ENTERED = "entered"
    INSIDE = "inside"
    OUT = "out"
    MISSING = "missing"


@dataclass(frozen=True)
class AttendanceLine:
    """One person of a list, with when and by whom they were let in first."""

    person: Participant
    roles: tuple[EventRole, ...]
    entered_at: datetime | None
    scanned_by: str
    inside: bool


@dataclass(frozen=True)
class AttendancePage:
    """A page of a list, and how long the whole list is."""

    lines: tuple[AttendanceLine, ...]
    total: int


def attendance_page(
    session: Session,
    event_id: int,
    day: date,
    state: ListState,
    checkpoint: Checkpoint | None = None,
    *,
    limit: int | None = None,
    offset: int = 0,
) -> AttendancePage:
    """People of one list by name; without a checkpoint those of the whole event, each once. Three statements."""
    came = _came(session, event_id, day, checkpoint)
    if state in (ListState.EXPECTED, ListState.MISSING):
        ids = expected_in_event(event_id) if checkpoint is None else expected_ids(checkpoint)
        first = {row[0].id: row for row in reversed(came)}
        awaited = session.scalars(select(Participant).where(Participant.id.in_(ids)))
        rows = [first.get(person.id, (person, None, "", False)) for person in awaited]
        if state is ListState.MISSING:
            rows = [row for row in rows if row[1] is None]
    else:
        wanted = {ListState.INSIDE: {True}, ListState.OUT: {False}}.get(state, {True, False})
        rows = [row for row in came if row[3] in wanted]
    in_order = sorted(rows, key=lambda row: (row[0].name, row[0].id, row[1] is not None, row[1]))
    page = in_order[offset:] if limit is None else in_order[offset : offset + limit]
    roles = roles_of(session, {row[0].id for row in page})
    lines = tuple(AttendanceLine(person, roles[person.id], at, by, inside) for person, at, by, inside in page)
    return AttendancePage(lines, len(in_order))


def _came(
    session: Session, event_id: int, day: date, checkpoint: Checkpoint | None
) -> list[tuple[Participant, datetime | None, str, bool]]:
    """Who came in on the day, earliest first; anywhere, each person counts once and is inside if they are somewhere."""
    query = (
        select(Participant, Presence.entered_at, func.coalesce(Scan.scanned_by, ""), Presence.inside)
        .join(Ticket, Ticket.participant_id == Participant.id)
        .join(Presence, Presence.ticket_id == Ticket.id)
        .outerjoin(Scan, Scan.id == Presence.scan_id)
        .where(Presence.event_id == event_id, Presence.day == day, Presence.scan_id.is_not(None))
        .order_by(Presence.entered_at, Participant.id)
    )
    if checkpoint is not None:
        query = query.where(Presence.checkpoint_id == checkpoint.id)
    rows = [(person, at, by, bool(inside)) for person, at, by, inside in session.execute(query)]
    if checkpoint is not None:
        return rows
    once: dict[int, tuple[Participant, datetime | None, str, bool]] = {}
    for person, at, by, inside in rows:
        first = once.setdefault(person.id, (person, at, by, inside))
        once[person.id] = (*first[:3], first[3] or inside)
    return list(once.values())
