"""The ledger as the committee reads it: narrowed, page by page, with what became of conflicts."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from plm.checkin.queries.ledger import LedgerLine, ledger_line, ledger_lines
from plm.checkin.rules import ScanOutcome, midnight
from plm.checkin.tables import Annulment, Resolution, Ruling, Scan
from plm.errors import NotFound
from plm.events.tables import Event
from plm.registration.tables import Participant


class Counted(StrEnum):
    """What a scan counts as today; `CHANGED` are those whose answer of then is not what counts."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    REFUSED = "refused"
    ANNULLED = "annulled"
    CHANGED = "changed"


@dataclass(frozen=True, kw_only=True)
class LedgerFilter:
    """What the ledger is narrowed to; empty means everything."""

    checkpoint_id: int | None = None
    day: date | None = None
    counted: Counted | None = None
    text: str = ""


@dataclass(frozen=True)
class Resolved:
    """A conflict with the committee's word on it."""

    line: LedgerLine
    resolution: Resolution


def ledger_page(
    session: Session, event: Event, wanted: LedgerFilter, *, limit: int | None, offset: int = 0
) -> tuple[list[LedgerLine], int]:
    """A page of the ledger, the newest scan first, and how long it is; two statements."""
    query = ledger_lines(event.id).where(*_conditions(event, wanted))
    total = session.scalar(query.with_only_columns(func.count(), maintain_column_froms=True)) or 0
    rows = session.execute(query.order_by(Scan.scanned_at.desc(), Scan.id).limit(limit).offset(offset))
    return [ledger_line(row) for row in rows], total


def get_ledger_line(session: Session, event_id: int, scan_id: str) -> LedgerLine:
    """One scan of this event, or NotFound."""
    row = session.execute(ledger_lines(event_id).where(Scan.id == scan_id)).first()
    if row is None:
        raise NotFound(what="scan", value=scan_id)
    return ledger_line(row)


def resolved_of(session: Session, event_id: int, *, limit: int = 50) -> list[Resolved]:
    """Conflicts that somebody has spoken on, the newest word first."""
    query: Select[Any] = (
        ledger_lines(event_id)
        .join(Resolution, Resolution.scan_id == Scan.id)
        .add_columns(Resolution)
        .order_by(Resolution.resolved_at.desc(), Scan.id)
        .limit(limit)
    )
    return [Resolved(ledger_line(row[:-1]), row[-1]) for row in session.execute(query)]


def has_scans(session: Session, checkpoint_id: int) -> bool:
    """Whether anything was scanned there, whatever the answer."""
    return session.scalar(select(Scan.id).where(Scan.checkpoint_id == checkpoint_id).limit(1)) is not None


def _conditions(event: Event, wanted: LedgerFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.checkpoint_id is not None:
        found.append(Scan.checkpoint_id == wanted.checkpoint_id)
    if wanted.day is not None:
        found.append(Scan.scanned_at >= midnight(wanted.day, event.zone))
        found.append(Scan.scanned_at < midnight(wanted.day + timedelta(days=1), event.zone))
    if wanted.text:
        named = Participant.name.icontains(wanted.text, autoescape=True)
        sent = Participant.institution.icontains(wanted.text, autoescape=True)
        found.append(or_(named, sent, Scan.scanned_by.icontains(wanted.text, autoescape=True)))
    if wanted.counted is Counted.ANNULLED:
        found.append(Annulment.scan_id.is_not(None))
    elif wanted.counted is Counted.CHANGED:
        found.append(or_(Annulment.scan_id.is_not(None), Ruling.scan_id.is_not(None)))
    elif wanted.counted is not None:
        today = func.coalesce(Ruling.outcome, Scan.outcome)
        found += [Annulment.scan_id.is_(None), today == ScanOutcome(wanted.counted.value)]
    return found
