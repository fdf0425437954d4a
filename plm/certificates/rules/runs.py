"""How an issuing is cut into chunks, and how fast it goes."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

Item = TypeVar("Item")
CHUNK = 500
# Long enough for a chunk to end in it, short enough to forget a pause soon.
PACE_WINDOW = timedelta(seconds=60)
STALLED_AFTER = timedelta(minutes=2)


class RunState(StrEnum):
    PRINTING = "printing"
    PAUSED = "paused"
    FINISHED = "finished"


@dataclass(frozen=True)
class Printable:
    """What decides with whom a certificate is printed: one template, and letters of one kind of fonts."""

    certificate_id: int
    template_version_id: int | None
    plain: bool


def chunks_of(printables: Iterable[Printable], *, most: int = CHUNK) -> list[list[int]]:
    """Chunks of one template each; names that need other fonts apart, because their fonts go into every file."""
    groups: dict[tuple[int | None, bool], list[int]] = {}
    for one in printables:
        groups.setdefault((one.template_version_id, one.plain), []).append(one.certificate_id)
    return [list(part) for ids in groups.values() for part in cut(ids, most)]


def cut(items: Sequence[Item], most: int) -> Iterable[Sequence[Item]]:
    """Parts of at most so many, in order."""
    return (items[start : start + most] for start in range(0, len(items), most))


@dataclass(frozen=True)
class RunProgress:
    """How far a run is; `recent` are those printed within the last minute, `ended` those revoked unprinted."""

    total: int
    ready: int
    failed: int
    ended: int
    recent: int
    asked_at: datetime
    latest_at: datetime | None
    paused_at: datetime | None
    finished_at: datetime | None

    @property
    def waiting(self) -> int:
        return self.total - self.ready - self.failed - self.ended

    @property
    def state(self) -> RunState:
        if self.finished_at is not None or not self.waiting:
            return RunState.FINISHED
        return RunState.PAUSED if self.paused_at is not None else RunState.PRINTING

    def per_second(self, now: datetime) -> float:
        """The pace of the last minute; 0 while nothing has come."""
        span = min(now - self.asked_at, PACE_WINDOW).total_seconds()
        return self.recent / max(span, 1)

    def seconds_left(self, now: datetime) -> int | None:
        """How long the rest takes at this pace; None while nobody can say."""
        pace = self.per_second(now)
        return math.ceil(self.waiting / pace) if pace and self.state is RunState.PRINTING else None

    def stalled(self, now: datetime) -> bool:
        """Printing, and nothing has come for longer than any chunk takes."""
        return self.state is RunState.PRINTING and now - (self.latest_at or self.asked_at) > STALLED_AFTER
