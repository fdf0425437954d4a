"""Everything an event's tickets are on a roster, sealed and in buckets."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import String, func, select, text, type_coerce
from sqlalchemy.orm import Session

from plm.checkin.queries.signing import ticket_kind_of
from plm.checkin.rules import (
    Issuer,
    Listed,
    Reason,
    TicketKind,
    digest_of,
    in_buckets,
    numbered,
    opaque_key,
    packed,
    plain_text,
    signed_key,
)
from plm.checkin.tables import Checkpoint, Guest, Ticket, TicketKey
from plm.registration.rules import ParticipantState, name_line
from plm.registration.tables import Participant, ParticipantRole


@dataclass(frozen=True)
class Listing:
    """Buckets with their digests, names of institutions, and keys: of who is refused by name, and of each person."""

    buckets: Mapping[int, tuple[bytes, bytes]]
    institutions: Mapping[int, str]
    revoked: Mapping[str, Sequence[bytes]]
    keys: Mapping[int, Sequence[bytes]]
    is_signed: bool


@lru_cache(maxsize=2048)
def _sealed(issuer: Issuer, bucket: tuple[Listed, ...]) -> tuple[bytes, bytes]:
    """A bucket with its digest; sealing is what costs, and most of a roster is the same the whole day."""
    content = packed(issuer, bucket)
    return content, digest_of(content)


# What was listed last in this process, as long as PostgreSQL says that nothing it was made of has changed.
_kept: dict[tuple[Issuer, bool], tuple[tuple[Any, ...], Listing]] = {}
_MOST_KEPT = 16
_FINGERPRINT = text(
    "SELECT count(*), sum(hashtextextended(concat_ws('|', t.serial, t.revoked_at, t.replaced_by_id, p.id, p.state,"
    " p.title_prefix, p.name, p.title_suffix, p.institution), 0)),"
    " (SELECT sum(hashtextextended(concat_ws('|', r.participant_id, r.role), 0)) FROM participant_role r"
    " JOIN participant q ON q.id = r.participant_id WHERE q.event_id = :event_id),"
    " (SELECT string_agg(number::text, ',' ORDER BY number) FROM ticket_key"
    " WHERE event_id = :event_id AND revoked_at IS NULL),"
    " (SELECT kind FROM ticket_setting WHERE event_id = :event_id)"
    " FROM ticket t JOIN participant p ON p.id = t.participant_id WHERE t.event_id = :event_id"
)


def listing_of(session: Session, checkpoint: Checkpoint, issuer: Issuer) -> Listing:
    """The roster of a checkpoint as it stands now."""
    shows_roles = bool(checkpoint.roles)
    if session.get_bind().dialect.name == "sqlite":
        return _listing(session, checkpoint.event_id, issuer, shows_roles)
    # Read before the rows: what changes in between is noticed next time.
    fingerprint = tuple(session.execute(_FINGERPRINT, {"event_id": checkpoint.event_id}).one())
    made_of, listing = _kept.get((issuer, shows_roles), ((), None))
    if listing is None or made_of != fingerprint:
        listing = _listing(session, checkpoint.event_id, issuer, shows_roles)
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        _kept[issuer, shows_roles] = fingerprint, listing
    return listing


def guest_keys_of(session: Session, checkpoint: Checkpoint, listing: Listing) -> bytes:
    """Keys of whoever is on the list, one after another; nothing where there is no list."""
    if not checkpoint.guests_only:
        return b""
    guests = session.scalars(select(Guest.participant_id).where(Guest.checkpoint_id == checkpoint.id))
    return b"".join(sorted(key for guest in guests for key in listing.keys.get(guest, ())))


def _listing(session: Session, event_id: int, issuer: Issuer, shows_roles: bool) -> Listing:
    numbers = _live_keys(session, event_id)
    draws_signed = bool(numbers) and ticket_kind_of(session, event_id) is TicketKind.SIGNED
    rows = session.execute(_tickets(event_id)).all()
    live = [row for row in rows if row.revoked_at is None and row.state is ParticipantState.ACTIVE]
    institutions = numbered({row.institution for row in live})
    listed: list[Listed] = []
    for row in live:
        roles, place = row.roles or "", row.institution
        plain = _plain(row.title_prefix, row.name, row.title_suffix, place, institutions.get(place, 0), roles)
        for number in numbers:
            listed.append(Listed(signed_key(row.serial), number, row.nonce, row.serial, plain))
        if draws_signed:
            # Few type the code below a signed QR: who it is comes from the server, and its roles only where they count.
            plain = _plain("", "", "", "", 0, roles) if shows_roles else b""
        listed.append(Listed(opaque_key(row.code_hash), 0, row.nonce, row.serial, plain))
    return Listing(
        {number: _sealed(issuer, bucket) for number, bucket in in_buckets(listed).items()},
        {number: name for name, number in institutions.items()},
        _revoked(rows, is_signed=bool(numbers)),
        {row.id: keys_of(row, bool(numbers)) for row in live},
        bool(numbers),
    )


@lru_cache(maxsize=1 << 14)
def _plain(prefix: str, name: str, suffix: str, institution: str, number: int, roles: str) -> bytes:
    """What is sealed of somebody; the same all day for most."""
    line = name_line(prefix, name, suffix)
    if not number and institution:
        line = f"{line} · {institution}"
    return plain_text(filter(None, roles.split(",")), number, line)


def _tickets(event_id: int) -> Any:
    roles = (
        select(ParticipantRole.participant_id, func.aggregate_strings(ParticipantRole.role, ",").label("roles"))
        .join(Participant, Participant.id == ParticipantRole.participant_id)
        .where(Participant.event_id == event_id)
        .group_by(ParticipantRole.participant_id)
        .subquery()
    )
    return (
        select(
            Ticket.code_hash,
            Ticket.nonce,
            Ticket.serial,
            Ticket.revoked_at,
            Ticket.replaced_by_id,
            Participant.id,
            Participant.state,
            Participant.title_prefix,
            Participant.name,
            Participant.title_suffix,
            Participant.institution,
            type_coerce(roles.c.roles, String).label("roles"),
        )
        .join(Participant, Participant.id == Ticket.participant_id)
        .outerjoin(roles, roles.c.participant_id == Participant.id)
        .where(Ticket.event_id == event_id)
    )


def _live_keys(session: Session, event_id: int) -> list[int]:
    query = select(TicketKey.number).where(TicketKey.event_id == event_id, TicketKey.revoked_at.is_(None))
    return sorted(session.scalars(query))


def _revoked(rows: Iterable[Any], *, is_signed: bool) -> dict[str, list[bytes]]:
    """Whatever is refused by name, as `judge` names it."""
    by_reason: dict[str, list[bytes]] = {}
    for row in rows:
        reason = _why_ended(row)
        if reason:
            by_reason.setdefault(reason, []).extend(keys_of(row, is_signed))
    return {reason: sorted(keys) for reason, keys in sorted(by_reason.items())}


def _why_ended(row: Any) -> str:
    if row.replaced_by_id is not None or row.state is ParticipantState.SUBSTITUTED:
        return Reason.REPLACED.value
    if row.state is not ParticipantState.ACTIVE:
        return Reason.PARTICIPANT_CANCELLED.value
    return Reason.REVOKED.value if row.revoked_at is not None else ""


def keys_of(row: Any, is_signed: bool) -> list[bytes]:
    """Under which keys a ticket is known, of a row with `code_hash` and `serial`."""
    return [opaque_key(row.code_hash), signed_key(row.serial)] if is_signed else [opaque_key(row.code_hash)]
