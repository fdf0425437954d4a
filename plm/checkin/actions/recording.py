"""One attempt to decide what scans count as, and to write it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from plm.checkin.actions.writing import PresenceRow, RulingRow, write
from plm.checkin.queries import (
    Asked,
    Known,
    Post,
    Runner,
    Stamped,
    Statement,
    first_scan,
    history_of,
    known_of,
)
from plm.checkin.rules import (
    ACCEPTED,
    NOBODY,
    Candidate,
    Direction,
    FirstScan,
    Moment,
    Reason,
    ScanAnswer,
    ScanOutcome,
    ScanRequest,
    Settled,
    Standing,
    Verdict,
    advance,
    answer_for,
    counted_at,
    day_at,
    facts_of,
    judge,
    refused,
    settle,
    slot_of,
    went_through,
)

_TICK = timedelta(microseconds=1)


@dataclass(frozen=True)
class Job:
    """A scan with where and by whom it was made."""

    scan: ScanRequest
    post: Post
    scanned_by: str
    stamped: Stamped | None = None

    @property
    def is_plain(self) -> bool:
        """Whether two statements are enough: made now, where nobody counts places."""
        return not self.scan.offline and self.post.rules.capacity is None


# Whoever came once for all days is inside until they leave, whichever day that was.
_FILLED_BY = (
    "SELECT count(*) AS filled FROM presence WHERE checkpoint_id = :id AND inside AND (slot = 'once' OR day = {})"
)
_FILLED = Statement(_FILLED_BY.format("CAST(:day AS date)"))
_FILLED_SQLITE = Statement(_FILLED_BY.format(":day"))
_LOCK = Statement("SELECT id FROM ticket WHERE id = ANY(:ids) ORDER BY id FOR NO KEY UPDATE")


@dataclass
class _Judged:
    job: Job
    moment: Moment
    slot: str
    known: Known
    verdict: Verdict

    @property
    def id(self) -> str:
        return self.job.scan.id

    @property
    def candidate(self) -> Candidate:
        return Candidate(self.id, self.moment.at, self.job.scan.direction)


class Recording:
    """One attempt to decide and write a list of scans."""

    def __init__(self, runner: Runner, now: datetime, *, locked: bool = False) -> None:
        self.runner, self.now, self.locked = runner, now, locked
        self.presences: list[PresenceRow] = []
        self.rulings: list[RulingRow] = []
        self.free: int | None = None

    def of(self, jobs: Sequence[Job]) -> dict[str, ScanAnswer]:
        judged = self._judge(jobs)
        if self.locked and self.runner.dialect != "sqlite":
            # The slots of these tickets stand still from here; what was read above is read once more.
            ids = sorted({one.known.ticket.id for one in judged if one.known.ticket})
            self.runner.rows(_LOCK, {"ids": ids})
            judged = self._judge(jobs)
        fresh = [one for one in judged if one.known.stored is None]
        self._settle([one for one in fresh if one.verdict == ACCEPTED])
        answers = {one.id: one.known.stored for one in judged if one.known.stored}
        if fresh:
            rows = [self._row(one) for one in fresh]
            write(self.runner, scans=rows, presences=self.presences, rulings=self.rulings, now=self.now)
        return answers | {
            one.id: answer_for(one.id, one.verdict, one.known.ticket, one.job.post.event_id) for one in fresh
        }

    def _judge(self, jobs: Sequence[Job]) -> list["_Judged"]:
        moments = self._moments(jobs)
        asked = [
            Asked(job.scan, job.post, slot_of(job.post.rules.passing, job.scan.id, one.at, job.post.zone), job.stamped)
            for job, one in zip(jobs, moments, strict=True)
        ]
        known = known_of(self.runner, asked)
        judged = []
        for job, moment, one in zip(jobs, moments, asked, strict=True):
            facts, post = known[job.scan.id], job.post
            verdict = judge(
                job.scan, facts.ticket, event_id=post.event_id, rules=post.rules, at=moment.at, is_guest=facts.is_guest
            )
            judged.append(_Judged(job, moment, one.slot, facts, verdict))
        return judged

    def _moments(self, jobs: Sequence[Job]) -> list[Moment]:
        """When each counts; those whose clock is not believed keep at least the order in which they were made."""
        moments = [counted_at(job.scan, since=job.post.since, now=self.now) for job in jobs]
        doubted = [place for place, one in enumerate(moments) if not one.believed and jobs[place].scan.offline]
        doubted.sort(key=lambda place: (jobs[place].scan.scanned_at, jobs[place].scan.id))
        for number, place in enumerate(doubted):
            moments[place] = replace(moments[place], at=moments[place].at + number * _TICK)
        return moments

    def _settle(self, candidates: Sequence["_Judged"]) -> None:
        groups: defaultdict[tuple[int, int, str], list[_Judged]] = defaultdict(list)
        for one in candidates:
            if one.known.ticket is None:
                raise AssertionError("an accepted scan has a ticket")
            groups[one.known.ticket.id, one.job.post.checkpoint_id, one.slot].append(one)
        # In one order everywhere, so that two requests never wait for each other's slots.
        for (ticket_id, _checkpoint_id, slot), group in sorted(groups.items()):
            self._settle_slot(ticket_id, slot, group)

    def _settle_slot(self, ticket_id: int, slot: str, group: list["_Judged"]) -> None:
        kept, post = group[0].known.kept, group[0].job.post
        standing = kept.standing if kept else NOBODY
        last_at = standing.last_at
        for one in group:
            if not one.job.scan.offline and last_at is not None and one.moment.at <= last_at:
                # What the server sees now comes after all it has seen before, whatever its clock says.
                one.moment = replace(one.moment, at=last_at + _TICK)
        group.sort(key=lambda one: (one.moment.at, one.id))
        if last_at is not None and group[0].moment.at <= last_at:
            standing = self._settle_anew(ticket_id, slot, group)
        else:
            standing = self._continue(standing, group)
        if standing.last_at is None:
            return  # Nobody was let in for want of a place, and nothing was there before.
        day = day_at(standing.entry.at if standing.entry else standing.last_at, post.zone)
        self.presences.append(PresenceRow(post, ticket_id, slot, day, standing, kept.version if kept else None))

    def _continue(self, standing: Standing, group: list["_Judged"]) -> Standing:
        """The usual case: all of these scans are later than everything before."""
        here: dict[str, tuple[datetime, str]] = {}
        for one in group:
            before = standing
            standing, settled = advance(before, one.candidate, re_entry=one.job.post.rules.re_entry)
            if settled.outcome is ScanOutcome.ACCEPTED and not self._has_room(one):
                standing, one.verdict = before, refused(Reason.FULL)
                continue
            one.verdict = self._verdict(settled, one, here)
            here[one.id] = (one.moment.at, one.job.scanned_by)
        return standing

    def _settle_anew(self, ticket_id: int, slot: str, group: list["_Judged"]) -> Standing:
        """A scan came that is older than one already here: the whole slot from its beginning."""
        post = group[0].job.post
        lines = history_of(self.runner, ticket_id=ticket_id, checkpoint_id=post.checkpoint_id, slot=slot)
        candidates = [line.candidate for line in lines] + [one.candidate for one in group]
        standing, outcomes = settle(candidates, re_entry=post.rules.re_entry)
        self.rulings += rulings_for(lines, outcomes)
        here = {one.id: (one.moment.at, one.job.scanned_by) for one in group}
        for one in group:
            one.verdict = self._verdict(outcomes[one.id], one, here)
        return standing

    def _has_room(self, one: "_Judged") -> bool:
        """Places are kept for those who ask now; whoever was let in without network is inside, and takes one too."""
        post, leaving = one.job.post, one.job.scan.direction is Direction.OUT
        if post.rules.capacity is None:
            return True
        if self.free is None:
            day = day_at(self.now, post.zone)
            filled = _FILLED_SQLITE if self.runner.dialect == "sqlite" else _FILLED
            given = {"id": post.checkpoint_id, "day": day.isoformat()}
            self.free = post.rules.capacity - self.runner.rows(filled, given)[0].filled
        if leaving or one.job.scan.offline:
            self.free += 1 if leaving else -1
            return True
        if self.free < 1:
            return False
        self.free -= 1
        return True

    def _verdict(self, settled: Settled, one: "_Judged", here: dict[str, tuple[datetime, str]]) -> Verdict:
        if settled.outcome is not ScanOutcome.DUPLICATE or settled.first is None:
            return Verdict(settled.outcome, settled.reason)
        return Verdict(settled.outcome, first=self._first(settled.first, one, here))

    def _first(self, scan_id: str, one: "_Judged", here: dict[str, tuple[datetime, str]]) -> FirstScan:
        known = one.known
        kept = known.kept.standing if known.kept else NOBODY
        entry_id = kept.entry.scan_id if kept.entry else None
        if known.first and scan_id in (entry_id, kept.left_by) and scan_id not in here:
            return known.first
        return first_scan(self.runner, scan_id, one.job.post.place, here)

    def _row(self, one: "_Judged") -> dict[str, Any]:
        scan, post, verdict, ticket = one.job.scan, one.job.post, one.verdict, one.known.ticket
        takes_part = verdict.reason is not Reason.FULL and (
            verdict.outcome is not ScanOutcome.REFUSED or verdict.reason in (Reason.NOT_INSIDE, Reason.NO_RE_ENTRY)
        )
        facts = facts_of(verdict)
        if not one.moment.believed:
            facts["clock"] = "doubted"
        return {
            "id": scan.id,
            "event_id": post.event_id,
            "checkpoint_id": post.checkpoint_id,
            "ticket_id": ticket.id if ticket and ticket.event_id == post.event_id else None,
            "device_id": post.device_id,
            "code_hash": scan.code_hash,
            "scanned_by": one.job.scanned_by,
            "direction": scan.direction.value,
            "device_at": scan.scanned_at,
            "clock_offset_ms": scan.clock_offset_ms,
            "scanned_at": one.moment.at,
            "received_at": self.now,
            "offline": scan.offline,
            "manual": scan.manual,
            "let_in": went_through(scan, verdict),
            "slot": one.slot if takes_part else None,
            "outcome": verdict.outcome.value,
            "reason": verdict.reason.value if verdict.reason else "",
            "facts": facts,
        }


def rulings_for(lines: Sequence[Any], outcomes: dict[str, Settled]) -> list[RulingRow]:
    """What changes for scans that were answered before; `lines` are of `history_of`."""
    changes = []
    for line in lines:
        now = outcomes[line.candidate.scan_id]
        answered, stands = (line.outcome, line.reason), (now.outcome, now.reason)
        if stands != (line.ruled or answered):
            changes.append(RulingRow(line.candidate.scan_id, now.outcome, now.reason, same=stands == answered))
    return changes
