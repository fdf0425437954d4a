"""Taking a scan back, and saying what became of one that let somebody in and does not count."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.checkin.actions.inserting import insert_once
from plm.checkin.actions.recording import rulings_for
from plm.checkin.actions.writing import PresenceRow, RulingRow, write
from plm.checkin.queries import Overtaken, Post, SessionRunner, find_scan, history_of, kept_of
from plm.checkin.rules import (
    AnnulledByAnother,
    Direction,
    Reason,
    ScanOutcome,
    TooLateToAnnul,
    day_at,
    settle,
)
from plm.checkin.tables import Annulment, Resolution, Scan
from plm.codes import hash_code
from plm.errors import NotFound

# A device takes its own mistake back; later a supervisor does.
TIME_TO_ANNUL = timedelta(minutes=15)
MOST_TRIES = 50


def annul_own_scan(session: Session, *, post: Post, scan_id: str, reason: str, now: datetime) -> None:
    """Take back a scan of this device within 15 minutes of its arrival; an id not seen yet is dead from now on.

    Raises AnnulledByAnother for a scan of another device, TooLateToAnnul afterwards.
    """
    scan = find_scan(session, scan_id)
    if scan is None and _bury(session, post, scan_id, now):
        return
    scan = scan or session.get_one(Scan, scan_id)
    if scan.event_id != post.event_id or scan.device_id != post.device_id:
        raise AnnulledByAnother()
    if scan.reason == Reason.ANNULLED or session.get(Annulment, scan_id) is not None:
        return  # It was done, and only the answer got lost.
    if now - scan.received_at > TIME_TO_ANNUL:
        raise TooLateToAnnul()
    _annul(session, post, scan, by=post.name, device_id=post.device_id, reason=reason, now=now)


def annul_scan(session: Session, *, post: Post, scan_id: str, by: str, reason: str, actor: str, now: datetime) -> None:
    """Take back any scan of the event, at any time; `post` is the scan's own checkpoint. For supervisors."""
    scan = find_scan(session, scan_id)
    if scan is None or scan.event_id != post.event_id:
        raise NotFound(what="scan", value=scan_id)
    if _annul(session, post, scan, by=by, device_id=None, reason=reason, now=now):
        subject = f"scan:{scan_id}"
        record(session, actor=actor, verb="scan.annul", subject=subject, event_id=post.event_id, reason=reason, now=now)


def resolve_conflict(session: Session, *, event_id: int, scan_id: str, note: str, actor: str, now: datetime) -> None:
    """What became of it; the scan stays as it is."""
    scan = find_scan(session, scan_id)
    if scan is None or scan.event_id != event_id:
        raise NotFound(what="scan", value=scan_id)
    values = {"scan_id": scan_id, "event_id": event_id, "resolved_at": now, "resolved_by": actor, "note": note}
    if insert_once(session, Resolution, values):
        subject = f"scan:{scan_id}"
        record(session, actor=actor, verb="conflict.resolve", subject=subject, event_id=event_id, reason=note, now=now)


def _bury(session: Session, post: Post, scan_id: str, now: datetime) -> bool:
    """Take the id before its scan comes, by the same key, so that nothing can ever count under it."""
    values = {
        "id": scan_id,
        "event_id": post.event_id,
        "checkpoint_id": post.checkpoint_id,
        "device_id": post.device_id,
        "code_hash": hash_code(""),
        "scanned_by": post.name,
        "direction": Direction.IN,
        "scanned_at": now,
        "received_at": now,
        "outcome": ScanOutcome.REFUSED,
        "reason": Reason.ANNULLED,
        "facts": {},
    }
    return insert_once(session, Scan, values)


def _annul(
    session: Session, post: Post, scan: Scan, *, by: str, device_id: int | None, reason: str, now: datetime
) -> bool:
    """Whether it was this call that did it; the slot is settled again without the scan."""
    values = {
        "scan_id": scan.id,
        "event_id": scan.event_id,
        "device_id": device_id,
        "annulled_at": now,
        "annulled_by": by,
        "reason": reason,
    }
    if not insert_once(session, Annulment, values):
        return False
    if scan.slot is not None and scan.ticket_id is not None:
        _settle_without(session, post, scan.ticket_id, scan.slot, now)
    return True


def _settle_without(session: Session, post: Post, ticket_id: int, slot: str, now: datetime) -> None:
    runner = SessionRunner(session)
    for _attempt in range(MOST_TRIES):
        kept = kept_of(runner, ticket_id=ticket_id, checkpoint_id=post.checkpoint_id, slot=slot)
        lines = history_of(runner, ticket_id=ticket_id, checkpoint_id=post.checkpoint_id, slot=slot)
        standing, outcomes = settle([line.candidate for line in lines], re_entry=post.rules.re_entry)
        last_at = standing.last_at or kept.standing.last_at or now
        day = day_at(standing.entry.at if standing.entry else last_at, post.zone)
        row = PresenceRow(post, ticket_id, slot, day, standing, kept.version, last_at=last_at)
        rulings: list[RulingRow] = rulings_for(lines, outcomes)
        try:
            with session.begin_nested():
                write(runner, scans=[], presences=[row], rulings=rulings, now=now)
        except Overtaken:
            continue
        return
    raise Overtaken
