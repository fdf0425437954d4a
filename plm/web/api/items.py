"""Scans as they stand in JSON, both ways; by hand and not by schema, because they come by the hundred."""

from datetime import UTC, datetime
from typing import Any

from plm.checkin.rules import (
    LONGEST_CODE,
    LONGEST_PLACE_CODE,
    Direction,
    Reason,
    ScanAnswer,
    ScanOutcome,
    ScanRequest,
    Signing,
    is_scan_id,
    scan_request,
)

# A clock further off than this is no clock; a number that large would overflow a date.
LARGEST_OFFSET_MS = 400 * 24 * 3600 * 1000
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def read_item(item: Any, signing: Signing) -> ScanRequest | None:
    """One scan of the list, or None; by hand, because two hundred of them come at once."""
    if not isinstance(item, dict):
        return None
    ticket, checkpoint, offset = item.get("ticket"), item.get("checkpoint", ""), item.get("clock_offset_ms", 0)
    offline, shown = item.get("offline", False), item.get("shown")
    if not isinstance(ticket, str) or len(ticket) > LONGEST_CODE or not isinstance(checkpoint, str):
        return None
    if len(checkpoint) > LONGEST_PLACE_CODE or not isinstance(offline, bool) or not isinstance(item.get("id"), str):
        return None
    if not is_scan_id(item["id"]):
        return None
    if not isinstance(offset, int) or isinstance(offset, bool) or abs(offset) > LARGEST_OFFSET_MS:
        return None
    try:
        scanned_at = datetime.fromisoformat(item["scanned_at"])
        direction = Direction(item.get("direction", Direction.IN))
        outcome = None if shown is None else ScanOutcome(shown)
    except (KeyError, TypeError, ValueError):
        return None
    if scanned_at.tzinfo is None:
        return None
    # A clock beyond these is not believed anyway, and no date to calculate with.
    scanned_at = min(max(scanned_at, EARLIEST), LATEST).astimezone(UTC)
    return scan_request(
        item["id"], ticket, keys=signing, scanned_at=scanned_at, direction=direction, offline=offline,
        checkpoint=checkpoint, clock_offset_ms=offset, shown=outcome,
    )  # fmt: skip


def malformed(item: Any) -> dict[str, Any]:
    given = item.get("id") if isinstance(item, dict) else None
    return {
        "id": given if isinstance(given, str) else None,
        "outcome": ScanOutcome.REFUSED,
        "reason": Reason.MALFORMED,
    }


def result_of(answer: ScanAnswer) -> dict[str, Any]:
    verdict, ticket = answer.verdict, answer.ticket
    result: dict[str, Any] = {"id": answer.scan_id, "outcome": verdict.outcome, "reason": verdict.reason}
    if ticket:
        person = ticket.person
        result["participant"] = {"name": person.name, "institution": person.institution, "roles": person.roles}
        if verdict.reason is Reason.REPLACED and ticket.replaced_by:
            result["replaced_by"] = ticket.replaced_by
    if verdict.first:
        result["first_scan"] = {**vars(verdict.first), "scanned_at": verdict.first.scanned_at.isoformat()}
    if verdict.moment:
        result["moment"] = verdict.moment.isoformat()
    return result
