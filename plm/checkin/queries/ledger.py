"""The ledger of scans, and the figures derived from it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, distinct, func, select
from sqlalchemy.orm import Session, aliased

from plm.checkin.queries.places import checkpoints_of
from plm.checkin.queries.tickets import expected_at, expected_through, get_ticket_facts
from plm.checkin.rules import ScanAnswer, ScanOutcome, answer_for, midnight, verdict_from
from plm.checkin.tables import Annulment, Checkpoint, Presence, Resolution, Ruling, Scan, Ticket
from plm.events.tables import Event
from plm.registration.rules import name_line
from plm.registration.tables import Participant


@dataclass(frozen=True)
class HeadCount:
    """How many came in, of how many that may; of these inside now, and gone again."""

    entered: int
    expected: int
    inside: int = 0
    out: int = 0


@dataclass(frozen=True)
class CheckpointFigures:
    """One checkpoint on one day; `inside` and `out` add up to `entered`."""

    checkpoint: Checkpoint
    entered: int
    duplicate: int
    refused: int
    expected: int
    inside: int
    out: int


@dataclass(frozen=True)
class LedgerLine:
    """One scan for reading: the answer it got, and `ruling` and `annulment` where something came of it later."""

    scan: Scan
    checkpoint: str
    person: str
    ruling: Ruling | None = None
    annulment: Annulment | None = None

    @property
    def stands(self) -> bool:
        """Whether the answer of then is what counts today."""
        return self.ruling is None and self.annulment is None


@dataclass(frozen=True)
class Conflict:
    """A scan that let somebody in and does not count, beside the one that does, if any."""

    line: LedgerLine
    first: LedgerLine | None


def find_scan(session: Session, scan_id: str) -> Scan | None:
    return session.get(Scan, scan_id)


def answer_of(session: Session, scan: Scan) -> ScanAnswer:
    """The stored verdict with the ticket it is about."""
    ticket = None if scan.ticket_id is None else get_ticket_facts(session, scan.ticket_id)
    return answer_for(scan.id, verdict_from(scan.outcome, scan.reason, scan.facts), ticket, scan.event_id)


def head_count(session: Session, checkpoint: Checkpoint, day: date) -> HeadCount:
    """Who came in through this checkpoint today, of all who may."""
    entered, inside = session.execute(_heads(Presence.checkpoint_id == checkpoint.id, day)).one()[1:]
    return HeadCount(entered, expected_through(session, checkpoint), inside, entered - inside)


def present_at(session: Session, event_id: int, day: date) -> int:
    """People who came in anywhere on this day; two checkpoints count one person once."""
    query = (
        select(func.count(distinct(Ticket.participant_id)))
        .join(Presence, Presence.ticket_id == Ticket.id)
        .where(Presence.event_id == event_id, Presence.day == day, Presence.scan_id.is_not(None))
    )
    return session.scalar(query) or 0


def attended_participant_ids(session: Session, event_id: int) -> set[int]:
    """Everybody who came in at least once, at any checkpoint of the event."""
    query = (
        select(Ticket.participant_id)
        .join(Presence, Presence.ticket_id == Ticket.id)
        .where(Presence.event_id == event_id, Presence.scan_id.is_not(None))
        .distinct()
    )
    return set(session.scalars(query))


def days_of(session: Session, event: Event) -> list[date]:
    """The event's days, and every other day on which somebody came in, in order."""
    length = (event.ends_on - event.starts_on).days
    planned = {event.starts_on + timedelta(days=number) for number in range(length + 1)}
    other = select(Presence.day).where(Presence.event_id == event.id, Presence.scan_id.is_not(None)).distinct()
    return sorted(planned | set(session.scalars(other)))


def figures_of(session: Session, event: Event, day: date) -> list[CheckpointFigures]:
    """A day's figures of each checkpoint."""
    heads = {id_: (entered, inside) for id_, entered, inside in session.execute(_heads_by_checkpoint(event.id, day))}
    other = _verdicts_by_checkpoint(session, event, day)
    everybody = expected_at(session, event.id)
    figures = []
    for checkpoint in checkpoints_of(session, event.id):
        entered, inside = heads.get(checkpoint.id, (0, 0))
        duplicate, refused = other.get(checkpoint.id, (0, 0))
        limited = checkpoint.guests_only or checkpoint.roles
        expected = expected_through(session, checkpoint) if limited else everybody
        figures.append(CheckpointFigures(checkpoint, entered, duplicate, refused, expected, inside, entered - inside))
    return figures


def latest_scans(session: Session, event_id: int, *, limit: int = 20) -> list[LedgerLine]:
    """The newest scans first."""
    query = ledger_lines(event_id).order_by(Scan.received_at.desc(), Scan.id).limit(limit)
    return [ledger_line(row) for row in session.execute(query)]


def ledger_lines(event_id: int) -> Select[Any, Any, Any, Any, Any]:
    """Scans of an event with checkpoint, holder, ruling and annulment; `ledger_line` reads its rows."""
    return (
        select(Scan, Checkpoint.name, Participant, Ruling, Annulment)
        .join(Checkpoint, Checkpoint.id == Scan.checkpoint_id)
        .outerjoin(Ticket, Ticket.id == Scan.ticket_id)
        .outerjoin(Participant, Participant.id == Ticket.participant_id)
        .outerjoin(Ruling, Ruling.scan_id == Scan.id)
        .outerjoin(Annulment, Annulment.scan_id == Scan.id)
        .where(Scan.event_id == event_id)
    )


def ledger_line(row: Any) -> LedgerLine:
    scan, place, holder, ruling, annulment = row
    return LedgerLine(scan, place, _person(scan, holder), ruling, annulment)


def conflicts_of(session: Session, event: Event) -> list[Conflict]:
    """Whoever was let in by a scan that does not count, until somebody of the committee has said what became of it."""
    lines = [ledger_line(row) for row in session.execute(_unresolved(event.id).order_by(Scan.received_at, Scan.id))]
    firsts = _first_lines(session, event.id, [line.scan.id for line in lines])
    return [Conflict(line, firsts.get(line.scan.id)) for line in lines]


def conflict_count(session: Session, event_id: int) -> int:
    """How many wait in the inbox."""
    waiting = _unresolved(event_id).with_only_columns(func.count(), maintain_column_froms=True)
    return session.scalar(waiting) or 0


def _unresolved(event_id: int) -> Select[Any, Any, Any, Any, Any]:
    today = func.coalesce(Ruling.outcome, Scan.outcome)
    return (
        ledger_lines(event_id)
        .outerjoin(Resolution, Resolution.scan_id == Scan.id)
        .where(Scan.let_in, today != ScanOutcome.ACCEPTED, Annulment.scan_id.is_(None), Resolution.scan_id.is_(None))
    )


def _first_lines(session: Session, event_id: int, scan_ids: list[str]) -> dict[str, LedgerLine]:
    """The scan that counts in each scan's slot."""
    other = aliased(Scan)
    query = (
        ledger_lines(event_id)
        .join(Presence, Presence.scan_id == Scan.id)
        .join(
            other,
            and_(
                other.ticket_id == Presence.ticket_id,
                other.checkpoint_id == Presence.checkpoint_id,
                other.slot == Presence.slot,
            ),
        )
        .where(other.id.in_(scan_ids), other.id != Scan.id)
        .add_columns(other.id)
    )
    return {row[-1]: ledger_line(row[:-1]) for row in session.execute(query)}


def _person(scan: Scan, holder: Participant | None) -> str:
    """Whose ticket it was, unless it belongs to another event."""
    if holder is None or holder.event_id != scan.event_id:
        return ""
    return name_line(holder.title_prefix, holder.name, holder.title_suffix)


def _heads(condition: ColumnElement[bool], day: date) -> Select[Any, Any, Any]:
    inside = func.coalesce(func.sum(case((Presence.inside, 1), else_=0)), 0)
    return select(func.max(Presence.checkpoint_id), func.count(), inside).where(
        condition, Presence.day == day, Presence.scan_id.is_not(None)
    )


def _heads_by_checkpoint(event_id: int, day: date) -> Select[Any, Any, Any]:
    return _heads(Presence.event_id == event_id, day).group_by(Presence.checkpoint_id)


def _verdicts_by_checkpoint(session: Session, event: Event, day: date) -> dict[int, tuple[int, int]]:
    """Duplicates and refusals from midnight to midnight, as they stand today."""
    begins, ends = midnight(day, event.zone), midnight(day + timedelta(days=1), event.zone)
    query = (
        select(Scan.checkpoint_id, _count_of(ScanOutcome.DUPLICATE), _count_of(ScanOutcome.REFUSED))
        .outerjoin(Ruling, Ruling.scan_id == Scan.id)
        .outerjoin(Annulment, Annulment.scan_id == Scan.id)
        .where(Scan.event_id == event.id, Scan.scanned_at >= begins, Scan.scanned_at < ends)
        .where(Annulment.scan_id.is_(None))
        .group_by(Scan.checkpoint_id)
    )
    return {checkpoint_id: (duplicate, refused) for checkpoint_id, duplicate, refused in session.execute(query)}


def _count_of(outcome: ScanOutcome) -> ColumnElement[int]:
    return func.sum(case((func.coalesce(Ruling.outcome, Scan.outcome) == outcome, 1), else_=0))
