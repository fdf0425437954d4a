"""Recording scans."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.checkin.actions.inserting import insert_once
from plm.checkin.queries import (
    answer_of,
    find_entry,
    find_scan,
    find_ticket_by_hash,
    get_checkpoint_by_id,
    get_ticket,
)
from plm.checkin.rules import (
    ACCEPTED,
    Direction,
    FirstScan,
    Reason,
    ScanAnswer,
    ScanOutcome,
    ScanRequest,
    TicketFacts,
    Verdict,
    Window,
    answer_for,
    counted_at,
    day_at,
    facts_of,
    judge,
    refused,
)
from plm.checkin.tables import Checkpoint, Entry, Scan
from plm.events.tables import Event


def check_in_by_hand(
    session: Session,
    *,
    event: Event,
    checkpoint: Checkpoint,
    ticket_id: int,
    scan_id: str,
    scanned_by: str,
    actor: str,
    now: datetime,
) -> ScanAnswer:
    """Let somebody in who lost the ticket: the same judgement as a scan, and a note of who did it."""
    ticket = get_ticket(session, event.id, ticket_id)
    scan = ScanRequest(scan_id, ticket.code_hash, well_formed=True, scanned_at=now)
    is_new = find_scan(session, scan_id) is None
    answer = record_scan(session, event=event, checkpoint=checkpoint, scan=scan, scanned_by=scanned_by, now=now)
    if is_new:
        facts = {"scan": scan_id, "outcome": answer.verdict.outcome.value}
        record(
            session,
            actor=actor,
            verb="ticket.check_in_by_hand",
            subject=f"ticket:{ticket.id}",
            event_id=event.id,
            facts=facts,
            now=now,
        )
    return answer


def record_scans(
    session: Session,
    *,
    event: Event,
    checkpoint: Checkpoint,
    scans: Iterable[ScanRequest],
    scanned_by: str,
    now: datetime,
) -> list[ScanAnswer]:
    """Record several scans, answered in no particular order.

    All requests take tickets in one order, so that two of them never wait for each other; of one ticket the
    earliest scan comes first.
    """
    in_order = sorted(scans, key=lambda scan: (scan.code_hash, scan.scanned_at, scan.id))
    return [
        record_scan(session, event=event, checkpoint=checkpoint, scan=scan, scanned_by=scanned_by, now=now)
        for scan in in_order
    ]


def record_scan(
    session: Session, *, event: Event, checkpoint: Checkpoint, scan: ScanRequest, scanned_by: str, now: datetime
) -> ScanAnswer:
    """Judge and keep one scan, whatever the verdict. A known id is answered as it was the first time."""
    if (known := find_scan(session, scan.id)) is not None:
        return _answer_again(session, known, event)
    ticket = find_ticket_by_hash(session, scan.code_hash)
    at = counted_at(scan.scanned_at, offline=scan.offline, now=now)
    window = Window(checkpoint.opens_at, checkpoint.closes_at)
    verdict = judge(scan, ticket, event_id=event.id, checkpoint=checkpoint.code, window=window, at=at)
    with session.begin_nested() as savepoint:
        if verdict == ACCEPTED and ticket and scan.direction is Direction.IN:
            verdict = _enter(session, ticket, checkpoint, event, scan.id, at)
        row = _row(scan, ticket, checkpoint, event, verdict, scanned_by, at, now)
        if insert_once(session, Scan, row):
            return answer_for(scan.id, verdict, ticket)
        # The same id was stored in this very moment by another request: its verdict stands, ours never was.
        savepoint.rollback()
    return _answer_again(session, session.get_one(Scan, scan.id), event)


def _answer_again(session: Session, known: Scan, event: Event) -> ScanAnswer:
    if known.event_id != event.id:
        return ScanAnswer(known.id, refused(Reason.ID_TAKEN))
    return answer_of(session, known)


def _enter(
    session: Session, ticket: TicketFacts, checkpoint: Checkpoint, event: Event, scan_id: str, at: datetime
) -> Verdict:
    """Take the one entry of this ticket, checkpoint and day; its key decides who was first, not a count."""
    key: dict[str, Any] = {"ticket_id": ticket.id, "checkpoint_id": checkpoint.id, "day": day_at(at, event.zone)}
    if insert_once(session, Entry, {**key, "scan_id": scan_id, "event_id": event.id, "entered_at": at}):
        return ACCEPTED
    return Verdict(ScanOutcome.DUPLICATE, first=_first_scan(session, key))


def _first_scan(session: Session, key: dict[str, Any]) -> FirstScan | None:
    entry = find_entry(session, **key)
    scan = find_scan(session, entry.scan_id) if entry else None
    if scan is None:
        return None
    return FirstScan(scan.scanned_at, get_checkpoint_by_id(session, scan.checkpoint_id).name, scan.scanned_by)


def _row(
    scan: ScanRequest,
    ticket: TicketFacts | None,
    checkpoint: Checkpoint,
    event: Event,
    verdict: Verdict,
    scanned_by: str,
    at: datetime,
    now: datetime,
) -> dict[str, Any]:
    return {
        "id": scan.id,
        "event_id": event.id,
        "checkpoint_id": checkpoint.id,
        "ticket_id": ticket.id if ticket else None,
        "code_hash": scan.code_hash,
        "scanned_by": scanned_by,
        "direction": scan.direction,
        "scanned_at": at,
        "received_at": now,
        "offline": scan.offline,
        "outcome": verdict.outcome,
        "reason": verdict.reason or "",
        "facts": facts_of(verdict),
    }
