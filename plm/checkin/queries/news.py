"""What happened at a device's checkpoint since it asked last."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from plm.checkin.queries.listing import keys_of
from plm.checkin.rules import Passing, Reason, ScanOutcome
from plm.checkin.tables import Annulment, Checkpoint, Presence, Ruling, Scan, Ticket

# What a device was told of earlier days is of no use at the door.
_DAYS_BACK = timedelta(days=1)


@dataclass(frozen=True)
class Entry:
    """One slot at the device's checkpoint."""

    key: bytes
    slot: str
    first_at: int
    scanned_by: str
    inside: bool
    passes: int


@dataclass(frozen=True)
class Ruled:
    """What one of the device's own scans counts as today."""

    scan_id: str
    outcome: ScanOutcome
    reason: str


def news_of(
    session: Session, checkpoint: Checkpoint, *, device_id: int, since: int, is_signed: bool, today: date
) -> tuple[list[Entry], list[Ruled]]:
    """Slots that changed, and what that made of the device's own scans; `since` is of `queries.changes`."""
    changed = and_(Presence.checkpoint_id == checkpoint.id, Presence.changed >= since)
    entries = [] if checkpoint.passing is Passing.MANY else _entries(session, changed, since, is_signed, today)
    return entries, _rulings(session, changed, since, device_id)


def _entries(session: Session, changed: Any, since: int, is_signed: bool, today: date) -> list[Entry]:
    query = (
        select(
            Ticket.code_hash,
            Ticket.serial,
            Presence.slot,
            func.coalesce(Presence.entered_at, Presence.last_at).label("first_at"),
            Scan.scanned_by,
            Presence.inside,
            Presence.passes,
        )
        .join(Ticket, Ticket.id == Presence.ticket_id)
        .outerjoin(Scan, Scan.id == Presence.scan_id)
        .where(changed, or_(Presence.day >= today - _DAYS_BACK, Presence.slot == "once"))
        .order_by(Presence.changed, Presence.ticket_id)
    )
    if not since:
        query = query.where(Presence.passes > 0)
    return [
        Entry(key, row.slot, round(row.first_at.timestamp() * 1000), row.scanned_by or "", row.inside, row.passes)
        for row in session.execute(query)
        for key in keys_of(row, is_signed)
    ]


def _rulings(session: Session, changed: Any, since: int, device_id: int) -> list[Ruled]:
    """The device's own scans in slots that changed, where more than one scan stands: also one that counts again."""
    query = (
        select(Scan.id, Scan.outcome, Scan.reason, Ruling.outcome, Ruling.reason, Annulment.scan_id)
        .join(
            Presence,
            and_(
                Presence.ticket_id == Scan.ticket_id,
                Presence.checkpoint_id == Scan.checkpoint_id,
                Presence.slot == Scan.slot,
            ),
        )
        .outerjoin(Ruling, Ruling.scan_id == Scan.id)
        .outerjoin(Annulment, Annulment.scan_id == Scan.id)
        .where(changed, Presence.version > 1, Scan.device_id == device_id)
        # What the device took back itself it knows.
        .where(or_(Annulment.scan_id.is_(None), func.coalesce(Annulment.device_id, 0) != device_id))
        .order_by(Scan.received_at, Scan.id)
    )
    if not since:
        query = query.where(or_(Ruling.scan_id.is_not(None), Annulment.scan_id.is_not(None)))
    return [_ruled(*row) for row in session.execute(query)]


def _ruled(
    scan_id: str, outcome: ScanOutcome, reason: str, ruled: ScanOutcome | None, why: str | None, annulled: str | None
) -> Ruled:
    if annulled is not None:
        return Ruled(scan_id, ScanOutcome.REFUSED, Reason.ANNULLED.value)
    return Ruled(scan_id, ruled, why or "") if ruled is not None else Ruled(scan_id, outcome, reason)
