"""Letting people in without a ticket in hand: the same judgement as a scan, and a note of who did it."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.checkin.actions.scans import record_scans
from plm.checkin.queries import Post, find_scan, get_ticket
from plm.checkin.rules import ScanAnswer, ScanRequest


def check_in_by_hand(
    session: Session, *, post: Post, ticket_id: int, scan_id: str, scanned_by: str, actor: str, now: datetime
) -> ScanAnswer:
    """Let somebody in who lost the ticket."""
    (answer,) = check_in_many(
        session, post=post, scans={ticket_id: scan_id}, scanned_by=scanned_by, actor=actor, now=now
    )
    return answer


def check_in_many(
    session: Session, *, post: Post, scans: Mapping[int, str], scanned_by: str, actor: str, now: datetime
) -> list[ScanAnswer]:
    """Let several in at once; `scans` has an id of a scan for each ticket id, which makes a second sending harmless."""
    tickets = {ticket_id: get_ticket(session, post.event_id, ticket_id) for ticket_id in scans}
    new = {scan_id for scan_id in scans.values() if find_scan(session, scan_id) is None}
    requests = [
        ScanRequest(scan_id, tickets[ticket_id].code_hash, scanned_at=now, manual=True)
        for ticket_id, scan_id in scans.items()
    ]
    answers = record_scans(session, post=post, scans=requests, scanned_by=scanned_by, now=now)
    for answer, ticket_id in zip(answers, scans, strict=True):
        if answer.scan_id in new:
            record(
                session,
                actor=actor,
                verb="ticket.check_in_by_hand",
                subject=f"ticket:{ticket_id}",
                event_id=post.event_id,
                facts={"scan": answer.scan_id, "outcome": answer.verdict.outcome.value},
                now=now,
            )
    return answers
