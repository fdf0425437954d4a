"""Writing scans and what they change, all or nothing, and only if no other scan of the same slot came in between."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from plm.checkin.queries import Overtaken, Post, Runner, Statement
from plm.checkin.queries.changes import stamp
from plm.checkin.rules import Reason, ScanOutcome, Standing


@dataclass(frozen=True)
class PresenceRow:
    """One slot of a post as it stands after this request; `version` is the one it must still have, None for a new row.

    `last_at` stands in where nothing of the slot counts any more.
    """

    post: Post
    ticket_id: int
    slot: str
    day: date
    standing: Standing
    version: int | None
    last_at: datetime | None = None


@dataclass(frozen=True)
class RulingRow:
    """What an older scan counts as from now on; `same` when that is its answer again."""

    scan_id: str
    outcome: ScanOutcome
    reason: Reason | None
    same: bool


SCAN = (
    "id", "event_id", "checkpoint_id", "ticket_id", "device_id", "code_hash", "scanned_by", "direction", "device_at",
    "clock_offset_ms", "scanned_at", "received_at", "offline", "manual", "let_in", "slot", "outcome", "reason", "facts",
)  # fmt: skip
PRESENCE = (
    "ticket_id", "checkpoint_id", "slot", "event_id", "day", "scan_id", "entered_at", "inside", "passes", "left_by",
    "last_at", "version",
)  # fmt: skip
MOVING = ("day", "scan_id", "entered_at", "inside", "passes", "left_by", "last_at")
_TYPES = {
    "event_id": "bigint", "checkpoint_id": "bigint", "ticket_id": "bigint", "device_id": "bigint",
    "clock_offset_ms": "bigint", "passes": "bigint", "version": "bigint", "device_at": "timestamptz",
    "scanned_at": "timestamptz", "received_at": "timestamptz", "entered_at": "timestamptz", "last_at": "timestamptz",
    "offline": "boolean", "manual": "boolean",
    "rides": "boolean", "let_in": "boolean", "inside": "boolean", "day": "date", "facts": "json",
}  # fmt: skip
_MOMENTS = frozenset({"device_at", "scanned_at", "received_at", "entered_at", "last_at"})


def write(
    runner: Runner,
    *,
    scans: Sequence[dict[str, Any]],
    presences: Sequence[PresenceRow],
    rulings: Sequence[RulingRow],
    now: datetime,
) -> None:
    """Store everything, or raise Overtaken.

    On PostgreSQL that is one statement, which may stand alone: a scan whose slot was overtaken is not stored then, and
    a key that is taken breaks all of it. What was stored is found again by its id.
    """
    rows = [_presence(row) for row in presences]
    if runner.dialect == "sqlite":
        _write_one_by_one(runner, scans, rows)
    else:
        _write_at_once(runner, scans, rows)
    if rulings:
        _rule(runner, rulings, now)


def _presence(row: PresenceRow) -> dict[str, Any]:
    standing = row.standing
    entry = standing.entry
    return {
        "ticket_id": row.ticket_id,
        "checkpoint_id": row.post.checkpoint_id,
        "slot": row.slot,
        "event_id": row.post.event_id,
        "day": row.day,
        "scan_id": entry.scan_id if entry else None,
        "entered_at": entry.at if entry else None,
        "inside": standing.inside,
        "passes": standing.passes,
        "left_by": standing.left_by,
        "last_at": standing.last_at or row.last_at,
        "version": row.version,
    }


def _write_at_once(runner: Runner, scans: Sequence[dict[str, Any]], presences: Sequence[dict[str, Any]]) -> None:
    fresh = [row for row in presences if row["version"] is None]
    moved = [row for row in presences if row["version"] is not None]
    riding = {(row["ticket_id"], row["checkpoint_id"], row["slot"]) for row in moved}
    given = {
        "scans": [
            {**row, "rides": (row["ticket_id"], row["checkpoint_id"], row["slot"]) in riding} if riding else row
            for row in scans
        ],
        "fresh": fresh,
        "moved": moved,
    }
    statement = _statement(bool(scans), bool(fresh), bool(moved))
    texts = {name: json.dumps(rows, default=_as_text) for name, rows in given.items() if rows}
    (written,) = runner.rows(statement, texts)
    if written.moved != len(moved) or written.scans != len(scans):
        raise Overtaken


def _as_text(value: Any) -> str:
    text: str = value.isoformat()
    return text


@cache
def _statement(scans: bool, fresh: bool, moved: bool) -> Statement:
    """One statement with as many parts as are needed: changed slots, new slots, scans."""
    parts, counts = [], {"moved": "0", "scans": "0"}
    if moved:
        sets = ", ".join(f"{name} = v.{name}" for name in MOVING)
        parts.append(
            f"u AS (UPDATE presence p SET {sets}, version = v.version + 1, changed = {stamp('postgresql')}"
            f" FROM {_rows('moved', PRESENCE)} WHERE p.ticket_id = v.ticket_id AND p.checkpoint_id = v.checkpoint_id"
            " AND p.slot = v.slot AND p.version = v.version RETURNING p.ticket_id, p.checkpoint_id, p.slot)"
        )
        counts["moved"] = "(SELECT count(*) FROM u)"
    if fresh:
        columns = PRESENCE[:-1]
        parts.append(
            f"n AS (INSERT INTO presence ({', '.join(columns)}, version, changed)"
            f" SELECT {', '.join(f'v.{name}' for name in columns)}, 1, {stamp('postgresql')}"
            f" FROM {_rows('fresh', PRESENCE)})"
        )
    if scans:
        where = (
            " WHERE NOT v.rides OR EXISTS (SELECT 1 FROM u WHERE u.ticket_id = v.ticket_id"
            " AND u.checkpoint_id = v.checkpoint_id AND u.slot = v.slot)"
        )
        parts.append(
            f"s AS (INSERT INTO scan ({', '.join(SCAN)}) SELECT {', '.join(f'v.{name}' for name in SCAN)}"
            f" FROM {_rows('scans', (*SCAN, 'rides'))}{where if moved else ''} RETURNING 1)"
        )
        counts["scans"] = "(SELECT count(*) FROM s)"
    return Statement(f"WITH {', '.join(parts)} SELECT {counts['moved']} AS moved, {counts['scans']} AS scans")


def _rows(name: str, columns: Sequence[str]) -> str:
    typed = ", ".join(f"{column} {_TYPES.get(column, 'text')}" for column in columns)
    return f"json_to_recordset(CAST(:{name} AS json)) AS v({typed})"


def _write_one_by_one(runner: Runner, scans: Sequence[dict[str, Any]], presences: Sequence[dict[str, Any]]) -> None:
    """SQLite knows no writing WITH, and has one writer: nobody comes in between."""
    for row in presences:
        statement = _NEW_SLOT if row["version"] is None else _MOVED_SLOT
        if runner.change(statement, row) != 1:
            raise Overtaken
    if scans:
        runner.change(_SCAN, [{**row, "facts": json.dumps(row["facts"])} for row in scans])


def _typed(statement: str, names: Sequence[str]) -> Statement:
    return Statement(statement, moments=frozenset(name for name in names if name in _MOMENTS))


_SCAN = _typed(f"INSERT INTO scan ({', '.join(SCAN)}) VALUES ({', '.join(f':{name}' for name in SCAN)})", SCAN)
_NEW_SLOT = _typed(
    f"INSERT INTO presence ({', '.join(PRESENCE[:-1])}, version, changed)"
    f" VALUES ({', '.join(f':{name}' for name in PRESENCE[:-1])}, 1, {stamp('sqlite')})",
    PRESENCE,
)
_MOVED_SLOT = _typed(
    "UPDATE presence SET day = :day, scan_id = :scan_id, entered_at = :entered_at, inside = :inside,"
    " passes = :passes, left_by = :left_by, last_at = :last_at, version = version + 1,"
    f" changed = {stamp('sqlite')} WHERE ticket_id = :ticket_id AND checkpoint_id = :checkpoint_id AND slot = :slot"
    " AND version = :version",
    PRESENCE,
)
_UNRULE = Statement("DELETE FROM ruling WHERE scan_id = :scan_id")
_RULE = Statement(
    "INSERT INTO ruling (scan_id, outcome, reason, facts, ruled_at)"
    " VALUES (:scan_id, :outcome, :reason, '{}', :ruled_at)"
    " ON CONFLICT (scan_id) DO UPDATE SET outcome = excluded.outcome, reason = excluded.reason,"
    " ruled_at = excluded.ruled_at",
    moments=frozenset({"ruled_at"}),
)


def _rule(runner: Runner, rulings: Sequence[RulingRow], now: datetime) -> None:
    if restored := [{"scan_id": row.scan_id} for row in rulings if row.same]:
        runner.change(_UNRULE, restored)
    changed = [
        {"scan_id": row.scan_id, "outcome": row.outcome.value, "reason": (row.reason or ""), "ruled_at": now}
        for row in rulings
        if not row.same
    ]
    if changed:
        runner.change(_RULE, changed)
