"""What a scan is, how it is answered, and how the answer is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from plm.events.rules import Zone
from plm.registration.rules import EventRole, ParticipantState

MOST_SCANS_AT_ONCE = 200


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
    WRONG_CHECK_DIGIT = "wrong_check_digit"
    WRONG_SIGNATURE = "wrong_signature"
    UNKNOWN_KEY = "unknown_key"
    UNKNOWN_VERSION = "unknown_version"
    UNKNOWN_TICKET = "unknown_ticket"
    OTHER_EVENT = "other_event"
    REPLACED = "replaced"
    REVOKED = "revoked"
    PARTICIPANT_CANCELLED = "participant_cancelled"
    WRONG_CHECKPOINT = "wrong_checkpoint"
    NOT_YET_OPEN = "not_yet_open"
    CLOSED = "closed"
    WRONG_ROLE = "wrong_role"
    NOT_ON_LIST = "not_on_list"
    FULL = "full"
    NO_EXITS = "no_exits"
    NOT_INSIDE = "not_inside"
    NO_RE_ENTRY = "no_re_entry"
    ANNULLED = "annulled"
    ID_TAKEN = "id_taken"
    MALFORMED = "malformed"


@dataclass(frozen=True)
class ScanRequest:
    """One scan as its device tells it; of the code only the hash goes further.

    `checkpoint` is where the device says it stands, empty where the request itself says so; `flaw` is what is wrong
    with the code itself; `serial` names the ticket instead of `code_hash` (a signed or a picked one). `scanned_at` is
    the device's clock, `clock_offset_ms` the server's minus that; `shown` what the device told the person.
    """

    id: str
    code_hash: str
    scanned_at: datetime
    flaw: Reason | None = None
    serial: str = ""
    direction: Direction = Direction.IN
    offline: bool = False
    manual: bool = False
    checkpoint: str = ""
    clock_offset_ms: int = 0
    shown: ScanOutcome | None = None


@dataclass(frozen=True)
class Person:
    """Whom the desk greets."""

    participant_id: int
    name: str
    institution: str
    roles: tuple[EventRole, ...]


@dataclass(frozen=True)
class TicketFacts:
    """A ticket as it stands now, with its holder and, when replaced, with the new holder; `ended_at` is when the holder
    was cancelled or replaced, where that is known."""

    id: int
    event_id: int
    state: ParticipantState
    person: Person
    revoked_at: datetime | None = None
    replaced_by: str = ""
    ended_at: datetime | None = None


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


def refused(reason: Reason, moment: datetime | None = None) -> Verdict:
    return Verdict(ScanOutcome.REFUSED, reason, moment=moment)


def day_at(moment: datetime, zone: Zone) -> date:
    """The calendar day at the event."""
    return moment.astimezone(ZoneInfo(zone.value)).date()


def day_to_show(days: Sequence[date], today: date) -> date:
    """Of days in order: today, else the last one gone by, else the first one to come."""
    return max((day for day in days if day <= today), default=days[0])


def midnight(day: date, zone: Zone) -> datetime:
    """When the day begins at the event."""
    return datetime.combine(day, time(), ZoneInfo(zone.value))


def answer_for(scan_id: str, verdict: Verdict, ticket: TicketFacts | None, event_id: int) -> ScanAnswer:
    """The answer to a scan; whom another event invited is not told, whatever the reason."""
    return ScanAnswer(scan_id, verdict, ticket if ticket and ticket.event_id == event_id else None)


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
