"""Checkpoints and devices."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Boolean, Integer, String, select
from sqlalchemy.orm import Session

from plm.audit.tables import AuditEntry
from plm.checkin.queries.running import Runner, SessionRunner, Statement
from plm.checkin.rules import NO_KEYS, Passing, Rules, Signing, UnknownOffline, Window, event_tag
from plm.checkin.tables import Checkpoint, Device
from plm.codes import hash_code
from plm.db import UtcDateTime
from plm.errors import NotFound
from plm.events.rules import Zone
from plm.events.tables import Event


@dataclass(frozen=True)
class Post:
    """Where a scan is made: the checkpoint with its rules, at an event, by a device or (None) by somebody logged in.

    `since` is when the device was paired: what it says of earlier is not believed. `signing` reads signed tickets.
    """

    event_id: int
    zone: Zone
    checkpoint_id: int
    place: str
    rules: Rules
    device_id: int | None = None
    name: str = ""
    since: datetime | None = None
    signing: Signing = NO_KEYS


class PostChanged(Exception):
    """The device was revoked or moved, or its checkpoint changed, since its post was read."""


@dataclass(frozen=True)
class Stamped:
    """A post that is remembered, with what must still stand in the database for it to hold."""

    post: Post
    token_hash: str
    stamp: str


def rules_of(checkpoint: Checkpoint) -> Rules:
    """What a checkpoint asks, for judging."""
    return _rules(
        checkpoint.code,
        checkpoint.opens_at,
        checkpoint.closes_at,
        checkpoint.passing.value,
        checkpoint.exits,
        checkpoint.re_entry,
        json.dumps(checkpoint.roles),
        json.dumps(checkpoint.windows),
        checkpoint.guests_only,
        checkpoint.capacity,
        checkpoint.unknown_offline.value,
    )


@lru_cache(maxsize=512)
def _rules(
    code: str, opens_at: datetime | None, closes_at: datetime | None, passing: str, exits: bool, re_entry: bool,
    roles: str, windows: str, guests_only: bool, capacity: int | None, unknown_offline: str,
) -> Rules:  # fmt: skip
    return Rules(
        code=code,
        hand=Window(opens_at, closes_at),
        windows=tuple(Window(*map(datetime.fromisoformat, pair)) for pair in json.loads(windows)),
        passing=Passing(passing),
        exits=exits,
        re_entry=re_entry,
        roles=frozenset(json.loads(roles)),
        guests_only=guests_only,
        capacity=capacity,
        unknown_offline=UnknownOffline(unknown_offline),
    )


def post_of(event: Event, checkpoint: Checkpoint, device: Device | None = None) -> Post:
    """Where somebody stands, from rows already loaded."""
    return Post(
        event.id,
        event.zone,
        checkpoint.id,
        checkpoint.name,
        rules_of(checkpoint),
        device_id=device.id if device else None,
        name=device.name if device else "",
        since=(device.paired_at or device.created_at) if device else None,
    )


# The transactions that wrote device, checkpoint and event last: any change of one makes another word of it.
STAMP = (
    "SELECT d.xmin::text || '/' || c.xmin::text || '/' || e.xmin::text"
    " FROM device d JOIN checkpoint c ON c.id = d.checkpoint_id JOIN event e ON e.id = d.event_id"
    " WHERE d.token_hash = :token_hash AND d.revoked_at IS NULL"
)
_STAMP = STAMP.partition(" FROM ")[0].removeprefix("SELECT ")
# The keys that sign tickets, as text that JSON reads; and the stamp, where rows have one.
_PARTS = {
    "postgresql": {"keys": "json_object_agg(number, public_key)::text", "stamp": _STAMP},
    "sqlite": {"keys": "json_group_object(number, public_key)", "stamp": "''"},
}
_POST = (
    "SELECT e.id AS event_id, e.slug, e.zone, c.id AS checkpoint_id, c.name AS place, c.code, c.opens_at, c.closes_at,"
    " c.passing, c.exits, c.re_entry, CAST(c.roles AS text) AS roles, CAST(c.windows AS text) AS windows,"
    " c.guests_only, c.capacity, c.unknown_offline, d.id AS device_id, d.name,"
    " COALESCE(d.paired_at, d.created_at) AS since,"
    " (SELECT {keys} FROM ticket_key WHERE event_id = e.id AND revoked_at IS NULL) AS keys, {stamp} AS stamp"
    " FROM device d JOIN checkpoint c ON c.id = d.checkpoint_id JOIN event e ON e.id = d.event_id"
    " WHERE d.token_hash = :token_hash AND d.revoked_at IS NULL"
)
_POSTS = {
    dialect: Statement(
        _POST.format(**parts),
        {
            "event_id": Integer,
            "slug": String,
            "zone": String,
            "checkpoint_id": Integer,
            "place": String,
            "code": String,
            "opens_at": UtcDateTime,
            "closes_at": UtcDateTime,
            "passing": String,
            "exits": Boolean,
            "re_entry": Boolean,
            "roles": String,
            "windows": String,
            "guests_only": Boolean,
            "capacity": Integer,
            "unknown_offline": String,
            "device_id": Integer,
            "name": String,
            "since": UtcDateTime,
            "keys": String,
            "stamp": String,
        },
    )
    for dialect, parts in _PARTS.items()
}


def find_post(session: Session, token: str) -> Post | None:
    """Where the device with this token stands, unless the token was revoked; one statement."""
    stamped = stamped_post(SessionRunner(session), hash_code(token))
    return stamped.post if stamped else None


def stamped_post(runner: Runner, token_hash: str) -> Stamped | None:
    """The same, to be remembered for as long as the stamp holds (on PostgreSQL; SQLite has none)."""
    found = runner.rows(_POSTS[runner.dialect], {"token_hash": token_hash})
    if not found:
        return None
    (row,) = found
    rules = _rules(
        row.code,
        row.opens_at,
        row.closes_at,
        row.passing,
        row.exits,
        row.re_entry,
        row.roles,
        row.windows,
        row.guests_only,
        row.capacity,
        row.unknown_offline,
    )
    keys = {int(number): public_key for number, public_key in json.loads(row.keys or "{}").items()}
    post = Post(
        row.event_id,
        Zone(row.zone),
        row.checkpoint_id,
        row.place,
        rules,
        row.device_id,
        row.name,
        row.since,
        Signing(event_tag(row.slug), keys),
    )
    return Stamped(post, token_hash, row.stamp)


def former_post(session: Session, post: Post, code: str) -> Post:
    """Where the device stood when the committee had it at the checkpoint of this code; `post` where it never did."""
    checkpoint = find_checkpoint(session, post.event_id, code)
    if checkpoint is None:
        return post
    moves = select(AuditEntry.facts).where(
        AuditEntry.event_id == post.event_id,
        AuditEntry.subject == f"device:{post.device_id}",
        AuditEntry.verb == "device.revise",
    )
    if all(facts["before"]["checkpoint"] != checkpoint.id for facts in session.scalars(moves)):
        return post
    return replace(post, checkpoint_id=checkpoint.id, place=checkpoint.name, rules=rules_of(checkpoint))


def checkpoints_of(session: Session, event_id: int) -> list[Checkpoint]:
    return list(session.scalars(select(Checkpoint).where(Checkpoint.event_id == event_id).order_by(Checkpoint.id)))


def find_checkpoint(session: Session, event_id: int, code: str) -> Checkpoint | None:
    return session.scalar(select(Checkpoint).where(Checkpoint.event_id == event_id, Checkpoint.code == code))


def get_checkpoint(session: Session, event_id: int, code: str) -> Checkpoint:
    """A checkpoint of this event, or NotFound."""
    checkpoint = find_checkpoint(session, event_id, code)
    if checkpoint is None:
        raise NotFound(what="checkpoint", value=code)
    return checkpoint


def get_checkpoint_by_id(session: Session, checkpoint_id: int) -> Checkpoint:
    return session.get_one(Checkpoint, checkpoint_id)


def devices_of(session: Session, event_id: int) -> list[tuple[Device, Checkpoint]]:
    """All devices ever paired, with their checkpoints."""
    query = (
        select(Device, Checkpoint)
        .join(Checkpoint, Checkpoint.id == Device.checkpoint_id)
        .where(Device.event_id == event_id)
        .order_by(Device.id)
    )
    return [(device, checkpoint) for device, checkpoint in session.execute(query)]


def get_device(session: Session, event_id: int, device_id: int) -> Device:
    """A device of this event, or NotFound."""
    device = session.get(Device, device_id)
    if device is None or device.event_id != event_id:
        raise NotFound(what="device", value=device_id)
    return device


def find_device(session: Session, token: str) -> Device | None:
    """The device a token belongs to, unless it was revoked."""
    return session.scalar(select(Device).where(Device.token_hash == hash_code(token), Device.revoked_at.is_(None)))
