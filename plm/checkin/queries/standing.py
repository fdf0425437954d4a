"""What is known at the moment of a scan, read in one statement for one scan or two hundred."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import JSON, Boolean, Integer, String

from plm.checkin.queries.places import STAMP, Post, PostChanged, Stamped
from plm.checkin.queries.running import Runner, Statement
from plm.checkin.rules import (
    Candidate,
    Direction,
    FirstScan,
    Person,
    Reason,
    ScanAnswer,
    ScanOutcome,
    ScanRequest,
    Standing,
    TicketFacts,
    answer_for,
    refused,
    verdict_from,
)
from plm.db import UtcDateTime
from plm.registration.rules import EventRole, ParticipantState, name_line


@dataclass(frozen=True)
class Kept:
    """Where a slot stands in the database, with the version a change of it must still find."""

    standing: Standing
    version: int


@dataclass(frozen=True)
class Known:
    """What the database knows of one request: its stored answer, or ticket, place on the list and slot."""

    stored: ScanAnswer | None
    ticket: TicketFacts | None
    is_guest: bool
    kept: Kept | None
    first: FirstScan | None


# One parameter for one request or two hundred: JSON is read faster than thirty parameters are written.
_REQUESTS = {
    "postgresql": "SELECT * FROM json_to_recordset(CAST(:requests AS json)) AS asked(id text, hash text, serial text,"
    " slot text, direction text, checkpoint_id bigint, token_hash text)",
    "sqlite": "SELECT value ->> 'id' AS id, value ->> 'hash' AS hash, value ->> 'serial' AS serial,"
    " value ->> 'slot' AS slot, value ->> 'direction' AS direction, value ->> 'checkpoint_id' AS checkpoint_id"
    " FROM json_each(:requests)",
}
_PRESENCE = {
    # Sideways, so that no plan made over an empty table reads all of it once it is full.
    "postgresql": "LATERAL (SELECT * FROM presence WHERE ticket_id = t.id AND checkpoint_id = r.checkpoint_id"
    " AND presence.slot = r.slot LIMIT 1) p ON true",
    "sqlite": "presence p ON p.ticket_id = t.id AND p.checkpoint_id = r.checkpoint_id AND p.slot = r.slot",
}
_ROLES = {"postgresql": "string_agg(role, ',')", "sqlite": "group_concat(role, ',')"}
_FIRST_ID = "CASE WHEN r.direction = 'out' THEN p.left_by ELSE p.scan_id END"
# `scanned_by` and the moment of the scan that a duplicate repeats come along, so that its answer needs no second look.
_KNOWN = """
WITH r AS ({requests})
SELECT r.id AS asked, k.id AS known_id, k.event_id AS known_event, k.outcome, k.reason, k.facts,
  t.id AS ticket_id, t.event_id AS ticket_event, t.revoked_at, h.id AS holder_id, h.state, h.ended_at,
  h.title_prefix, h.name, h.title_suffix, h.institution,
  (SELECT {roles} FROM participant_role WHERE participant_id = h.id) AS roles,
  n.title_prefix AS heir_prefix, n.name AS heir_name, n.title_suffix AS heir_suffix,
  (SELECT 1 FROM guest WHERE checkpoint_id = r.checkpoint_id AND participant_id = h.id LIMIT 1) IS NOT NULL AS is_guest,
  p.scan_id AS entry_id, p.entered_at, p.inside, p.passes, p.left_by, p.last_at, p.version,
  (SELECT scanned_at FROM scan WHERE id = {first}) AS first_at,
  (SELECT scanned_by FROM scan WHERE id = {first}) AS first_by{guard}
FROM r
LEFT JOIN scan k ON k.id = r.id
LEFT JOIN ticket t ON t.id = CASE WHEN k.id IS NOT NULL THEN k.ticket_id
  ELSE COALESCE((SELECT id FROM ticket WHERE code_hash = r.hash), (SELECT id FROM ticket WHERE serial = r.serial)) END
LEFT JOIN participant h ON h.id = t.participant_id
LEFT JOIN ticket s ON s.id = t.replaced_by_id
LEFT JOIN participant n ON n.id = s.participant_id
LEFT JOIN {presence}
"""
_COLUMNS = {
    "asked": String, "known_id": String, "known_event": Integer, "outcome": String, "reason": String, "facts": JSON,
    "ticket_id": Integer, "ticket_event": Integer, "revoked_at": UtcDateTime, "holder_id": Integer, "state": String,
    "ended_at": UtcDateTime, "title_prefix": String, "name": String, "title_suffix": String, "institution": String,
    "roles": String, "heir_prefix": String, "heir_name": String, "heir_suffix": String, "is_guest": Boolean,
    "entry_id": String, "entered_at": UtcDateTime, "inside": Boolean, "passes": Integer, "left_by": String,
    "last_at": UtcDateTime, "version": Integer, "first_at": UtcDateTime, "first_by": String,
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """One scan at one post, and the slot it falls into; `stamped` where the post is only remembered."""

    scan: ScanRequest
    post: Post
    slot: str
    stamped: Stamped | None = None

    def line(self) -> dict[str, object]:
        scan = self.scan
        return {
            "id": scan.id,
            "hash": scan.code_hash,
            "serial": scan.serial,
            "slot": self.slot,
            "direction": scan.direction.value,
            "checkpoint_id": self.post.checkpoint_id,
            "token_hash": self.stamped.token_hash if self.stamped else "",
        }


@cache
def _statement(dialect: str, guarded: bool) -> Statement:
    guard = f",\n  ({STAMP.replace(':token_hash', 'r.token_hash')}) AS stamp" if guarded else ""
    parts = {
        "first": _FIRST_ID,
        "requests": _REQUESTS[dialect],
        "roles": _ROLES[dialect],
        "guard": guard,
        "presence": _PRESENCE[dialect],
    }
    return Statement(_KNOWN.format(**parts), _COLUMNS)


def known_of(runner: Runner, asked: Sequence[Asked]) -> dict[str, Known]:
    """What is known of each request, by its id.

    Raises PostChanged where a remembered post is not what stands in the database any more.
    """
    by_id = {one.scan.id: one for one in asked}
    guarded = any(one.stamped for one in asked)
    given = {"requests": json.dumps([one.line() for one in asked])}
    known = {}
    for row in runner.rows(_statement(runner.dialect, guarded), given):
        one = by_id[row.asked]
        if one.stamped and one.stamped.stamp != row.stamp:
            raise PostChanged
        known[row.asked] = _known(row, one.post.event_id, one.post.place)
    return known


def _known(row: Any, event_id: int, place: str) -> Known:
    ticket = None if row.ticket_id is None else _ticket(row)
    if row.known_id is not None:
        if row.known_event != event_id:
            stored = ScanAnswer(row.asked, refused(Reason.ID_TAKEN))
        else:
            verdict = verdict_from(ScanOutcome(row.outcome), row.reason, row.facts)
            stored = answer_for(row.asked, verdict, ticket, event_id)
        return Known(stored, ticket, False, None, None)
    first = None if row.first_at is None else FirstScan(row.first_at, place, row.first_by)
    return Known(None, ticket, bool(row.is_guest), _kept(row), first)


def _ticket(row: Any) -> TicketFacts:
    held = set((row.roles or "").split(","))
    return TicketFacts(
        id=row.ticket_id,
        event_id=row.ticket_event,
        state=ParticipantState(row.state),
        person=Person(
            row.holder_id,
            name_line(row.title_prefix, row.name, row.title_suffix),
            row.institution,
            tuple(role for role in EventRole if role.value in held),
        ),
        revoked_at=row.revoked_at,
        replaced_by=name_line(row.heir_prefix, row.heir_name, row.heir_suffix) if row.heir_name else "",
        ended_at=row.ended_at,
    )


def _kept(row: Any) -> Kept | None:
    if row.version is None:
        return None
    entry = Candidate(row.entry_id, row.entered_at, Direction.IN) if row.entry_id else None
    return Kept(Standing(entry, bool(row.inside), row.passes, row.left_by, row.last_at), row.version)


_KEPT = Statement(
    "SELECT scan_id AS entry_id, entered_at, inside, passes, left_by, last_at, version FROM presence"
    " WHERE ticket_id = :ticket_id AND checkpoint_id = :checkpoint_id AND slot = :slot",
    {
        "entry_id": String,
        "entered_at": UtcDateTime,
        "inside": Boolean,
        "passes": Integer,
        "left_by": String,
        "last_at": UtcDateTime,
        "version": Integer,
    },
)


def kept_of(runner: Runner, *, ticket_id: int, checkpoint_id: int, slot: str) -> Kept:
    """Where a slot stands that has had a scan."""
    given = {"ticket_id": ticket_id, "checkpoint_id": checkpoint_id, "slot": slot}
    kept = _kept(runner.rows(_KEPT, given)[0])
    if kept is None:
        raise AssertionError("a slot without a version")
    return kept


@dataclass(frozen=True)
class Line:
    """A scan of a slot's history: what it was answered, and how it stands today where that differs."""

    candidate: Candidate
    outcome: ScanOutcome
    reason: Reason | None
    ruled: tuple[ScanOutcome, Reason | None] | None


_HISTORY = Statement(
    "SELECT s.id, s.scanned_at, s.direction, s.outcome, s.reason, r.outcome AS ruled_outcome, r.reason AS ruled_reason"
    " FROM scan s LEFT JOIN ruling r ON r.scan_id = s.id LEFT JOIN annulment a ON a.scan_id = s.id"
    " WHERE s.ticket_id = :ticket_id AND s.checkpoint_id = :checkpoint_id AND s.slot = :slot AND a.scan_id IS NULL",
    {
        "id": String,
        "scanned_at": UtcDateTime,
        "direction": String,
        "outcome": String,
        "reason": String,
        "ruled_outcome": String,
        "ruled_reason": String,
    },
)


def history_of(runner: Runner, *, ticket_id: int, checkpoint_id: int, slot: str) -> list[Line]:
    """Every scan of a slot that was not annulled."""
    given = {"ticket_id": ticket_id, "checkpoint_id": checkpoint_id, "slot": slot}
    return [_line(row) for row in runner.rows(_HISTORY, given)]


def _line(row: Any) -> Line:
    ruled = None
    if row.ruled_outcome is not None:
        ruled = (ScanOutcome(row.ruled_outcome), Reason(row.ruled_reason) if row.ruled_reason else None)
    return Line(
        Candidate(row.id, row.scanned_at, Direction(row.direction)),
        ScanOutcome(row.outcome),
        Reason(row.reason) if row.reason else None,
        ruled,
    )


def first_scan(runner: Runner, scan_id: str, place: str, among: dict[str, tuple[datetime, str]]) -> FirstScan:
    """Facts of the scan that a duplicate repeats: of this very request, or from the ledger."""
    if scan_id in among:
        return FirstScan(among[scan_id][0], place, among[scan_id][1])
    found = runner.rows(_FIRST, {"id": scan_id})[0]
    return FirstScan(found.scanned_at, place, found.scanned_by)


_FIRST = Statement(
    "SELECT scanned_at, scanned_by FROM scan WHERE id = :id", {"scanned_at": UtcDateTime, "scanned_by": String}
)
