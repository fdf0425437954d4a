"""The ledger of scans, and the figures derived from it."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, case, distinct, func, select
from sqlalchemy.orm import Session

from plm.checkin.queries.places import checkpoints_of
from plm.checkin.queries.tickets import expected_at, get_ticket_facts
from plm.checkin.rules import Reason, ScanAnswer, ScanOutcome, answer_for, midnight, verdict_from
from plm.checkin.tables import Checkpoint, Entry, Scan, Ticket
from plm.events.tables import Event
from plm.registration.rules import name_line
from plm.registration.tables import Participant


@dataclass(frozen=True)
class HeadCount:
    """How many came in, of how many that may."""

    entered: int
    expected: int


@dataclass(frozen=True)
class CheckpointFigures:
    """One checkpoint on one day."""

    checkpoint: Checkpoint
    entered: int
    duplicate: int
    refused: int


@dataclass(frozen=True)
class LedgerLine:
    """One scan for reading."""

    scan: Scan
    checkpoint: str
    person: str


def find_scan(session: Session, scan_id: str) -> Scan | None:
    return session.get(Scan, scan_id)


def answer_of(session: Session, scan: Scan) -> ScanAnswer:
    """The stored verdict with the ticket it is about."""
    ticket = None if scan.ticket_id is None else get_ticket_facts(session, scan.ticket_id)
    return answer_for(scan.id, verdict_from(scan.outcome, scan.reason, scan.facts), ticket)


def find_entry(session: Session, *, ticket_id: int, checkpoint_id: int, day: date) -> Entry | None:
    return session.get(Entry, (ticket_id, checkpoint_id, day))


def head_count(session: Session, checkpoint: Checkpoint, day: date) -> HeadCount:
    """Who came in through this checkpoint today, of all valid tickets of the event."""
    entered = select(func.count()).where(Entry.checkpoint_id == checkpoint.id, Entry.day == day)
    return HeadCount(session.scalar(entered) or 0, expected_at(session, checkpoint.event_id))


def present_at(session: Session, event_id: int, day: date) -> int:
    """People who came in anywhere on this day; two checkpoints count one person once."""
    query = (
        select(func.count(distinct(Ticket.participant_id)))
        .join(Entry, Entry.ticket_id == Ticket.id)
        .where(Entry.event_id == event_id, Entry.day == day)
    )
    return session.scalar(query) or 0


def attended_participant_ids(session: Session, event_id: int) -> set[int]:
    """Everybody who came in at least once, at any checkpoint of the event."""
    query = (
        select(Ticket.participant_id)
        .join(Entry, Entry.ticket_id == Ticket.id)
        .where(Entry.event_id == event_id)
        .distinct()
    )
    return set(session.scalars(query))


def days_of(session: Session, event: Event) -> list[date]:
    """The event's days, and every other day on which somebody came in, in order."""
    length = (event.ends_on - event.starts_on).days
    planned = {event.starts_on + timedelta(days=number) for number in range(length + 1)}
    return sorted(planned | set(session.scalars(select(Entry.day).where(Entry.event_id == event.id).distinct())))


def figures_of(session: Session, event: Event, day: date) -> list[CheckpointFigures]:
    """A day's figures of each checkpoint."""
    entered = _entered_by_checkpoint(session, event.id, day)
    other = _verdicts_by_checkpoint(session, event, day)
    return [
        CheckpointFigures(checkpoint, entered.get(checkpoint.id, 0), *other.get(checkpoint.id, (0, 0)))
        for checkpoint in checkpoints_of(session, event.id)
    ]


def latest_scans(session: Session, event_id: int, *, limit: int = 20) -> list[LedgerLine]:
    """The newest scans first."""
    query = (
        select(Scan, Checkpoint.name, Participant)
        .join(Checkpoint, Checkpoint.id == Scan.checkpoint_id)
        .outerjoin(Ticket, Ticket.id == Scan.ticket_id)
        .outerjoin(Participant, Participant.id == Ticket.participant_id)
        .where(Scan.event_id == event_id)
        .order_by(Scan.received_at.desc(), Scan.id)
        .limit(limit)
    )
    return [LedgerLine(scan, name, _person(scan, holder)) for scan, name, holder in session.execute(query)]


def _person(scan: Scan, holder: Participant | None) -> str:
    """Whose ticket it was, unless it belongs to another event."""
    if holder is None or scan.reason == Reason.OTHER_EVENT:
        return ""
    return name_line(holder.title_prefix, holder.name, holder.title_suffix)


def _entered_by_checkpoint(session: Session, event_id: int, day: date) -> dict[int, int]:
    query = (
        select(Entry.checkpoint_id, func.count())
        .where(Entry.event_id == event_id, Entry.day == day)
        .group_by(Entry.checkpoint_id)
    )
    return dict(row for row in session.execute(query))


def _verdicts_by_checkpoint(session: Session, event: Event, day: date) -> dict[int, tuple[int, int]]:
    """Duplicates and refusals from midnight to midnight."""
    begins, ends = midnight(day, event.zone), midnight(day + timedelta(days=1), event.zone)
    query = (
        select(Scan.checkpoint_id, _count_of(ScanOutcome.DUPLICATE), _count_of(ScanOutcome.REFUSED))
        .where(Scan.event_id == event.id, Scan.scanned_at >= begins, Scan.scanned_at < ends)
        .group_by(Scan.checkpoint_id)
    )
    return {checkpoint_id: (duplicate, refused) for checkpoint_id, duplicate, refused in session.execute(query)}


def _count_of(outcome: ScanOutcome) -> ColumnElement[int]:
    return func.sum(case((Scan.outcome == outcome, 1), else_=0))
