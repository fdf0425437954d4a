"""What a checkpoint may be: what is usual for its kind, what contradicts itself, and what its scans have fixed."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from plm.checkin.rules.judging import Window
from plm.checkin.rules.places import CheckpointKind, Passing, UnknownOffline
from plm.checkin.rules.scans import midnight
from plm.errors import Refusal

if TYPE_CHECKING:
    from datetime import date

    from plm.events.rules import Zone

MOST_WINDOWS = 20
# Buses come and rooms are taken some days before the first session; a window farther off is a slip of the calendar.
AROUND_THE_EVENT = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class CheckpointDetails:
    """A checkpoint as the committee wants it."""

    name: str
    kind: CheckpointKind
    hand_out: str = ""
    session_id: int | None = None
    passing: Passing = Passing.ONCE_A_DAY
    exits: bool = False
    re_entry: bool = False
    roles: frozenset[str] = frozenset()
    guests_only: bool = False
    choosable: bool = False
    windows: tuple[Window, ...] = ()
    capacity: int | None = None
    unknown_offline: UnknownOffline = UnknownOffline.LET_IN


_REFUSE = UnknownOffline.REFUSE
_USUAL: dict[CheckpointKind, dict[str, Any]] = {
    CheckpointKind.DOOR: {},
    CheckpointKind.SESSION: {"passing": Passing.ONCE},
    CheckpointKind.MEAL: {"unknown_offline": _REFUSE},
    CheckpointKind.KIT: {"passing": Passing.ONCE, "unknown_offline": _REFUSE},
    CheckpointKind.SHUTTLE: {"passing": Passing.MANY},
    CheckpointKind.HOTEL: {"passing": Passing.ONCE, "unknown_offline": _REFUSE},
    CheckpointKind.EXPO: {"exits": True, "re_entry": True},
}


def usual(kind: CheckpointKind) -> CheckpointDetails:
    """What is usual for this kind, to begin with; what is handed out once is not given to somebody unknown."""
    return replace(CheckpointDetails(name="", kind=kind), **_USUAL[kind])


class Fixed(StrEnum):
    """What stays as it is once somebody was scanned, because old scans were counted by it."""

    KIND = "kind"
    SESSION = "session_id"
    PASSING = "passing"
    RE_ENTRY = "re_entry"


class CheckpointProblem(StrEnum):
    WINDOW_ENDS_FIRST = "window_ends_first"
    WINDOW_OVERLAPS = "window_overlaps"
    WINDOW_FAR_OFF = "window_far_off"
    EXITS_WHILE_MANY = "exits_while_many"
    RE_ENTRY_WITHOUT_EXITS = "re_entry_without_exits"
    CHOICE_WITHOUT_SESSION = "choice_without_session"
    FIXED_BY_SCANS = "fixed_by_scans"


class CheckpointNotSound(Refusal):
    """`problems` are pairs of a problem and where it lies: a window's place in the list, a field's name, or None."""

    code = "checkpoint_not_sound"
    status = 422


Problem = tuple[CheckpointProblem, int | str | None]


def problems_of(details: CheckpointDetails, *, starts_on: "date", ends_on: "date", zone: "Zone") -> tuple[Problem, ...]:
    """Everything that contradicts itself."""
    found: list[Problem] = list(_problems_of_windows(details.windows, starts_on, ends_on, zone))
    if details.exits and details.passing is Passing.MANY:
        found.append((CheckpointProblem.EXITS_WHILE_MANY, None))
    if details.re_entry and not details.exits:
        found.append((CheckpointProblem.RE_ENTRY_WITHOUT_EXITS, None))
    if details.choosable and details.session_id is None:
        found.append((CheckpointProblem.CHOICE_WITHOUT_SESSION, None))
    return tuple(found)


def _problems_of_windows(
    windows: Iterable[Window], starts_on: "date", ends_on: "date", zone: "Zone"
) -> Iterable[Problem]:
    first = midnight(starts_on, zone) - AROUND_THE_EVENT
    last = midnight(ends_on + timedelta(days=1), zone) + AROUND_THE_EVENT
    earlier: list[Window] = []
    for place, window in enumerate(windows):
        if window.opens_at is None or window.closes_at is None:
            raise ValueError("a window has two sides")
        if window.closes_at <= window.opens_at:
            yield CheckpointProblem.WINDOW_ENDS_FIRST, place
        elif window.opens_at < first or window.closes_at > last:
            yield CheckpointProblem.WINDOW_FAR_OFF, place
        elif any(_overlap(window, other) for other in earlier):
            yield CheckpointProblem.WINDOW_OVERLAPS, place
        earlier.append(window)


def _overlap(one: Window, other: Window) -> bool:
    sides = (one.opens_at, one.closes_at, other.opens_at, other.closes_at)
    if any(side is None for side in sides):
        return False
    return one.opens_at < other.closes_at and other.opens_at < one.closes_at  # type: ignore[operator]  # none is None
