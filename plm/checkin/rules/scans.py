"""Who may pass where, and when a scan counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from plm.checkin.rules.codes import is_well_formed
from plm.codes import hash_code, read_code
from plm.events.rules import Zone
from plm.registration.rules import EventRole, ParticipantState

MOST_SCANS_AT_ONCE = 200
# A scanner that was offline tells when it scanned; older than this it is not believed.
LONGEST_OFFLINE = timedelta(hours=24)


class Direction(StrEnum):
    IN = "in"
    OUT = "out"


class ScanOutcome(StrEnum):
    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    REFUSED = "refused"


class Reason(StrEnum):
    """Why a scan was refused; each has its words in `templates/desk/words.html`."""

    GARBLED = "garbled"
    UNKNOWN_TICKET = "unknown_ticket"
    OTHER_EVENT = "other_event"
    REPLACED = "replaced"
    REVOKED = "revoked"
    PARTICIPANT_CANCELLED = "participant_cancelled"
    WRONG_CHECKPOINT = "wrong_checkpoint"
    NOT_YET_OPEN = "not_yet_open"
    CLOSED = "closed"
    ID_TAKEN = "id_taken"
    MALFORMED = "malformed"


@dataclass(frozen=True)
class ScanRequest:
    """One scan as its device tells it; of the code only the hash goes further.

    `checkpoint` is where the device says it stands; empty where the request itself says so.
    """

    id: str
    code_hash: str
    well_formed: bool
    scanned_at: datetime
    direction: Direction = Direction.IN
    offline: bool = False
    checkpoint: str = ""


@dataclass(frozen=True)
class Person:
    """Whom the desk greets."""

    participant_id: int
    name: str
    institution: str
    roles: tuple[EventRole, ...]


@dataclass(frozen=True)
class TicketFacts:
    """A ticket as it stands now, with its holder and, when replaced, with the new holder."""

    id: int
    event_id: int
    state: ParticipantState
    person: Person
    revoked_at: datetime | None = None
    replaced_by: str = ""


@dataclass(frozen=True)
class Window:
    """When a checkpoint lets people in; an open side has no limit."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True)
class FirstScan:
    """The scan that let the ticket in before: when, where and by whom."""

    scanned_at: datetime
    checkpoint: str
    scanned_by: str


@dataclass(frozen=True)
class Verdict:
    """What was judged; `moment` is when the checkpoint opens or closed, or when the ticket was taken back."""

    outcome: ScanOutcome
    reason: Reason | None = None
    first: FirstScan | None = None
    moment: datetime | None = None


@dataclass(frozen=True)
class ScanAnswer:
    """The stored verdict of one scan, with whom it is about; a replay gets an equal one."""

    scan_id: str
    verdict: Verdict
    ticket: TicketFacts | None = None


ACCEPTED = Verdict(ScanOutcome.ACCEPTED)


def scan_request(
    id: str,
    typed: str,
    *,
    scanned_at: datetime,
    direction: Direction = Direction.IN,
    offline: bool = False,
    checkpoint: str = "",
) -> ScanRequest:
    """A request from what was scanned or typed."""
    code = read_code(typed)
    return ScanRequest(id, hash_code(code), is_well_formed(code), scanned_at, direction, offline, checkpoint)


def counted_at(scanned_at: datetime, *, offline: bool, now: datetime) -> datetime:
    """The moment a scan counts for: the server's, unless the device was offline and its time can be believed."""
    return min(max(scanned_at, now - LONGEST_OFFLINE), now) if offline else now


def day_at(moment: datetime, zone: Zone) -> date:
    """The calendar day at the event."""
    return moment.astimezone(ZoneInfo(zone.value)).date()


def day_to_show(days: Sequence[date], today: date) -> date:
    """Of days in order: today, else the last one gone by, else the first one to come."""
    return max((day for day in days if day <= today), default=days[0])


def midnight(day: date, zone: Zone) -> datetime:
    """When the day begins at the event."""
    return datetime.combine(day, time(), ZoneInfo(zone.value))


def is_open(window: Window, at: datetime) -> bool:
    """Whether the checkpoint lets people in at this moment."""
    return _objection_to_time(window, at) is None


def judge(
    scan: ScanRequest, ticket: TicketFacts | None, *, event_id: int, checkpoint: str, window: Window, at: datetime
) -> Verdict:
    """Accepted, or refused for the first reason; duplicates are the ledger's business."""
    if scan.checkpoint not in ("", checkpoint):
        return refused(Reason.WRONG_CHECKPOINT)
    if not scan.well_formed:
        return refused(Reason.GARBLED)
    if ticket is None:
        return refused(Reason.UNKNOWN_TICKET)
    if ticket.event_id != event_id:
        return refused(Reason.OTHER_EVENT)
    return _objection_to_ticket(ticket) or _objection_to_time(window, at) or ACCEPTED


def refused(reason: Reason, moment: datetime | None = None) -> Verdict:
    return Verdict(ScanOutcome.REFUSED, reason, moment=moment)


def _objection_to_ticket(ticket: TicketFacts) -> Verdict | None:
    if ticket.replaced_by or ticket.state is ParticipantState.SUBSTITUTED:
        return refused(Reason.REPLACED, ticket.revoked_at)
    if ticket.state is ParticipantState.CANCELLED:
        return refused(Reason.PARTICIPANT_CANCELLED)
    if ticket.revoked_at is not None:
        return refused(Reason.REVOKED, ticket.revoked_at)
    return None


def _objection_to_time(window: Window, at: datetime) -> Verdict | None:
    if window.opens_at is not None and at < window.opens_at:
        return refused(Reason.NOT_YET_OPEN, window.opens_at)
    if window.closes_at is not None and at >= window.closes_at:
        return refused(Reason.CLOSED, window.closes_at)
    return None


def answer_for(scan_id: str, verdict: Verdict, ticket: TicketFacts | None) -> ScanAnswer:
    """The answer to a scan; whom another event invited is not told."""
    return ScanAnswer(scan_id, verdict, None if verdict.reason is Reason.OTHER_EVENT else ticket)


def facts_of(verdict: Verdict) -> dict[str, Any]:
    """The part of a verdict that is kept as JSON beside outcome and reason."""
    facts: dict[str, Any] = {}
    if verdict.moment:
        facts["moment"] = verdict.moment.isoformat()
    if verdict.first:
        facts["first"] = {**vars(verdict.first), "scanned_at": verdict.first.scanned_at.isoformat()}
    return facts


def verdict_from(outcome: ScanOutcome, reason: str, facts: dict[str, Any]) -> Verdict:
    """The verdict that was kept."""
    first, moment = facts.get("first"), facts.get("moment")
    return Verdict(
        outcome,
        Reason(reason) if reason else None,
        FirstScan(**{**first, "scanned_at": datetime.fromisoformat(first["scanned_at"])}) if first else None,
        datetime.fromisoformat(moment) if moment else None,
    )
