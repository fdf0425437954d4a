"""What a meeting is: its level, mode, zone and windows."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from plm.errors import Refusal


class EventLevel(StrEnum):
    NATIONAL = "national"
    REGIONAL = "regional"
    PROVINCE = "province"
    REGENCY = "regency"


class EventMode(StrEnum):
    ONSITE = "onsite"
    ONLINE = "online"
    HYBRID = "hybrid"


class SessionKind(StrEnum):
    PLENARY = "plenary"
    CLASS = "class"
    EXPO = "expo"
    CEREMONY = "ceremony"
    OTHER = "other"


class Zone(StrEnum):
    """The three Indonesian zones by their IANA names."""

    WIB = "Asia/Jakarta"
    WITA = "Asia/Makassar"
    WIT = "Asia/Jayapura"


class EventProblem(StrEnum):
    ENDS_BEFORE_START = "ends_before_start"
    ARRIVES_AFTER_START = "arrives_after_start"
    LEAVES_BEFORE_END = "leaves_before_end"
    CLOSES_BEFORE_OPENING = "closes_before_opening"
    REGION_NEEDED = "region_needed"


class EventNotSound(Refusal):
    """The dates or the place contradict each other; `problems` names each."""

    code = "event_not_sound"
    status = 422


class SlugTaken(Refusal):
    code = "slug_taken"


@dataclass(frozen=True)
class EventDates:
    """The meeting's days, apart from the nights around it (domain 1.2)."""

    starts_on: date
    ends_on: date
    check_in_on: date | None = None
    check_out_on: date | None = None


def problems_of(
    dates: EventDates,
    *,
    level: EventLevel,
    region_code: str | None,
    opens_at: datetime | None,
    closes_at: datetime | None,
) -> tuple[EventProblem, ...]:
    """Every contradiction in what the committee typed, in reading order."""
    found = []
    if dates.ends_on < dates.starts_on:
        found.append(EventProblem.ENDS_BEFORE_START)
    if dates.check_in_on and dates.check_in_on > dates.starts_on:
        found.append(EventProblem.ARRIVES_AFTER_START)
    if dates.check_out_on and dates.check_out_on < dates.ends_on:
        found.append(EventProblem.LEAVES_BEFORE_END)
    if opens_at and closes_at and closes_at <= opens_at:
        found.append(EventProblem.CLOSES_BEFORE_OPENING)
    if level in (EventLevel.PROVINCE, EventLevel.REGENCY) and not region_code:
        found.append(EventProblem.REGION_NEEDED)
    return tuple(found)
