"""What counts of one ticket's scans at one checkpoint in one slot: by their moments, not by their upload."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from plm.checkin.rules.scans import Direction, Reason, ScanOutcome


@dataclass(frozen=True)
class Candidate:
    """A scan that nothing forbids but what was scanned before it."""

    scan_id: str
    at: datetime
    direction: Direction


@dataclass(frozen=True)
class Settled:
    """How one candidate stands; `first` is the scan that a duplicate repeats."""

    outcome: ScanOutcome
    reason: Reason | None = None
    first: str | None = None


@dataclass(frozen=True)
class Standing:
    """Where a slot stands: its first entry, whether the person is inside, how often they came in, who left last."""

    entry: Candidate | None = None
    inside: bool = False
    passes: int = 0
    left_by: str | None = None
    last_at: datetime | None = None


NOBODY = Standing()
COUNTS = Settled(ScanOutcome.ACCEPTED)


def settle(candidates: Iterable[Candidate], *, re_entry: bool) -> tuple[Standing, dict[str, Settled]]:
    """The whole slot from its beginning; equal for every order in which the candidates arrive."""
    standing, outcomes = NOBODY, {}
    for candidate in sorted(candidates, key=lambda one: (one.at, one.scan_id)):
        standing, outcomes[candidate.scan_id] = advance(standing, candidate, re_entry=re_entry)
    return standing, outcomes


def advance(standing: Standing, scan: Candidate, *, re_entry: bool) -> tuple[Standing, Settled]:
    """The next scan of a slot, later than all before it."""
    moved = replace(standing, last_at=scan.at)
    if scan.direction is Direction.OUT:
        return _leave(moved, scan)
    if standing.inside:
        return moved, Settled(ScanOutcome.DUPLICATE, first=standing.entry.scan_id if standing.entry else None)
    if standing.passes and not re_entry:
        return moved, Settled(ScanOutcome.REFUSED, Reason.NO_RE_ENTRY)
    entered = replace(moved, entry=standing.entry or scan, inside=True, passes=standing.passes + 1)
    return entered, COUNTS


def _leave(moved: Standing, scan: Candidate) -> tuple[Standing, Settled]:
    if moved.inside:
        return replace(moved, inside=False, left_by=scan.scan_id), COUNTS
    if moved.passes:
        return moved, Settled(ScanOutcome.DUPLICATE, first=moved.left_by)
    return moved, Settled(ScanOutcome.REFUSED, Reason.NOT_INSIDE)
