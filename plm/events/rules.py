"""What a meeting is: its level, mode, zone and windows, and how far it has come."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from plm.errors import Refusal
from plm.libraries.rules import RegionLevel, level_of


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
    REGION_NOT_OF_LEVEL = "region_not_of_level"
    REGION_UNKNOWN = "region_unknown"
    CAPACITY_BELOW_TAKEN = "capacity_below_taken"


class EventState(StrEnum):
    """How far a meeting has come, by its dates alone."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    RUNNING = "running"
    OVER = "over"


class EventNotSound(Refusal):
    """The dates or the place contradict each other; `problems` names each."""

    code = "event_not_sound"
    status = 422


class SlugTaken(Refusal):
    code = "slug_taken"


class SlugNotSound(Refusal):
    """The address has other signs than a-z, 0-9 and single dashes, or is a word that pages need themselves."""

    code = "slug_not_sound"
    status = 422


class SessionInUse(Refusal):
    """A checkpoint still stands at this session."""

    code = "session_in_use"


class VenueInUse(Refusal):
    """Sessions of the agenda still take place there."""

    code = "venue_in_use"


LONGEST_SLUG = 60
# First words of addresses under /panitia and /meja; an event with such a slug could not be opened.
RESERVED_SLUGS = frozenset({"acara", "akun", "keluar", "kpi", "masuk", "perpustakaan", "wilayah"})
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LEVEL_OF_REGION = {EventLevel.PROVINCE: RegionLevel.PROVINCE, EventLevel.REGENCY: RegionLevel.REGENCY}


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
    if region_problem := _region_problem(level, region_code):
        found.append(region_problem)
    return tuple(found)


def propose_slug(name: str) -> str:
    """`PLM Nasional 2024` becomes `plm-nasional-2024`."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(sign))
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:LONGEST_SLUG].strip("-")


def require_slug(slug: str) -> None:
    """Raise SlugNotSound unless the address can be an event's own."""
    if not _SLUG.fullmatch(slug) or len(slug) > LONGEST_SLUG or slug in RESERVED_SLUGS:
        raise SlugNotSound(slug=slug, reserved=slug in RESERVED_SLUGS)


def state_of(
    *,
    starts_on: date,
    ends_on: date,
    zone: Zone,
    opens_at: datetime | None,
    closes_at: datetime | None,
    now: datetime,
) -> EventState:
    """Running and over go by the day in the event's zone; before that the window speaks, an open side has no limit."""
    today = now.astimezone(ZoneInfo(zone.value)).date()
    if today > ends_on:
        return EventState.OVER
    if today >= starts_on:
        return EventState.RUNNING
    if closes_at is not None and now >= closes_at:
        return EventState.CLOSED
    return EventState.DRAFT if opens_at is not None and now < opens_at else EventState.OPEN


def _region_problem(level: EventLevel, region_code: str | None) -> EventProblem | None:
    """A province's meeting names its province, a regency's its regency, any other none: it invites everywhere."""
    wanted = LEVEL_OF_REGION.get(level)
    if wanted is not None and not region_code:
        return EventProblem.REGION_NEEDED
    if region_code and (wanted is None or level_of(region_code) is not wanted):
        return EventProblem.REGION_NOT_OF_LEVEL
    return None
