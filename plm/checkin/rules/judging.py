"""Who may pass a checkpoint, and which moment a scan counts for; what was scanned before is `settling`'s business."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime, timedelta

from plm.checkin.rules.places import Passing, UnknownOffline
from plm.checkin.rules.scans import (
    ACCEPTED,
    Direction,
    Reason,
    ScanOutcome,
    ScanRequest,
    TicketFacts,
    Verdict,
    day_at,
    refused,
)
from plm.events.rules import Zone
from plm.registration.rules import ParticipantState

# A scanner that was offline tells when it scanned; older than this it is not believed.
LONGEST_OFFLINE = timedelta(hours=24)
# Clocks that differ by more are told to the committee.
CLOCK_DOUBT = timedelta(minutes=5)


@dataclass(frozen=True)
class Window:
    """When a checkpoint lets people in; an open side has no limit."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True)
class Rules:
    """What one checkpoint asks; `hand` is the committee's own opening and closing, which goes above `windows`."""

    code: str = ""
    hand: Window = Window()
    windows: tuple[Window, ...] = ()
    passing: Passing = Passing.ONCE_A_DAY
    exits: bool = False
    re_entry: bool = False
    roles: frozenset[str] = frozenset()
    guests_only: bool = False
    capacity: int | None = None
    unknown_offline: UnknownOffline = UnknownOffline.LET_IN


@dataclass(frozen=True)
class Moment:
    """When a scan counts, and whether the device's word on it was believed."""

    at: datetime
    believed: bool = True


def counted_at(scan: ScanRequest, *, since: datetime | None, now: datetime) -> Moment:
    """The server's moment, unless the device was offline and its corrected clock can be believed.

    It is believed from `since` (when the device was paired) and 24 hours back at most; from the future it is now.
    """
    claimed = scan.scanned_at + timedelta(milliseconds=scan.clock_offset_ms)
    if not scan.offline:
        return Moment(now, believed=abs(claimed - now) <= CLOCK_DOUBT)
    earliest = now - LONGEST_OFFLINE
    if since is not None and since > earliest:
        earliest = since
    if claimed < earliest:
        return Moment(now, believed=False)
    return Moment(min(claimed, now), believed=claimed <= now + CLOCK_DOUBT)


def slot_of(passing: Passing, scan_id: str, at: datetime, zone: Zone) -> str:
    """In which of a ticket's slots at a checkpoint a scan counts: the day, the one there is, or its own."""
    if passing is Passing.ONCE_A_DAY:
        return day_at(at, zone).isoformat()
    return "once" if passing is Passing.ONCE else scan_id


def is_open(rules: Rules, at: datetime) -> bool:
    """Whether the checkpoint lets people in at this moment."""
    return _objection_to_time(rules, at) is None


def judge(
    scan: ScanRequest, ticket: TicketFacts | None, *, event_id: int, rules: Rules, at: datetime, is_guest: bool = False
) -> Verdict:
    """Accepted, or refused for the first reason; duplicates and exits are settled afterwards."""
    if scan.checkpoint not in ("", rules.code):
        return refused(Reason.WRONG_CHECKPOINT)
    if scan.flaw:
        return refused(scan.flaw)
    if ticket is None:
        return refused(Reason.UNKNOWN_TICKET)
    if ticket.event_id != event_id:
        return refused(Reason.OTHER_EVENT)
    return _objection_to_ticket(ticket, at) or _objection_of(rules, scan.direction, ticket, is_guest, at) or ACCEPTED


def went_through(scan: ScanRequest, verdict: Verdict) -> bool:
    """Whether somebody passed because of this scan.

    Offline the device decided: as it says, and if it says nothing, it let in whatever was a sound code.
    """
    if not scan.offline:
        return verdict.outcome is ScanOutcome.ACCEPTED
    return scan.shown is ScanOutcome.ACCEPTED if scan.shown else scan.flaw is None


def may_pass(rules: Rules, roles: Container[str]) -> bool:
    """Whether somebody in these roles may come through at all."""
    return not rules.roles or any(role in roles for role in rules.roles)


def _objection_of(
    rules: Rules, direction: Direction, ticket: TicketFacts, is_guest: bool, at: datetime
) -> Verdict | None:
    if direction is Direction.OUT:
        # Whoever is inside may always leave, also when the door is closed for those outside.
        return None if rules.exits else refused(Reason.NO_EXITS)
    if not may_pass(rules, {role.value for role in ticket.person.roles}):
        return refused(Reason.WRONG_ROLE)
    if rules.guests_only and not is_guest:
        return refused(Reason.NOT_ON_LIST)
    return _objection_to_time(rules, at)


def _objection_to_ticket(ticket: TicketFacts, at: datetime) -> Verdict | None:
    """What ended the ticket, if it ended before the scan: who went in while it was valid was in."""
    replaced = ticket.replaced_by or ticket.state is ParticipantState.SUBSTITUTED
    ended_at = ticket.revoked_at or ticket.ended_at
    if ended_at is not None and at < ended_at:
        return None
    if replaced:
        return refused(Reason.REPLACED, ended_at)
    if ticket.state is not ParticipantState.ACTIVE:
        return refused(Reason.PARTICIPANT_CANCELLED)
    if ticket.revoked_at is not None:
        return refused(Reason.REVOKED, ticket.revoked_at)
    return None


def _objection_to_time(rules: Rules, at: datetime) -> Verdict | None:
    hand = rules.hand
    if hand.opens_at is not None and at < hand.opens_at:
        return refused(Reason.NOT_YET_OPEN, hand.opens_at)
    if hand.closes_at is not None and at >= hand.closes_at:
        return refused(Reason.CLOSED, hand.closes_at)
    if not rules.windows or any(_within(window, at) for window in rules.windows):
        return None
    coming = [window.opens_at for window in rules.windows if window.opens_at is not None and window.opens_at > at]
    if coming:
        return refused(Reason.NOT_YET_OPEN, min(coming))
    return refused(Reason.CLOSED, max(window.closes_at for window in rules.windows if window.closes_at is not None))


def _within(window: Window, at: datetime) -> bool:
    return (window.opens_at is None or window.opens_at <= at) and (window.closes_at is None or at < window.closes_at)
