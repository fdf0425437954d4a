"""The roster: what a device needs to judge alone, as the difference to what it holds already."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy.orm import Session

from plm.checkin.queries.changes import horizon
from plm.checkin.queries.listing import guest_keys_of, listing_of
from plm.checkin.queries.news import Entry, Ruled, news_of
from plm.checkin.rules import BUCKETS, GROUPS, Held, Issuer, digest_of
from plm.checkin.tables import Checkpoint

# One page over a weak signal; what does not arrive is asked for again.
PAGE_BYTES = 64_000
_EMPTY = Held(0).revoked


@dataclass(frozen=True)
class RosterPage:
    """What the device lacks, as much as one page takes, and what it holds then; None stands for nothing new."""

    held: Held
    reset: bool
    more: bool
    buckets: Mapping[int, bytes]
    institutions: Mapping[int, str]
    revoked: Mapping[str, Sequence[bytes]] | None
    guests: bytes | None
    entries: Sequence[Entry] = field(default_factory=tuple)
    rulings: Sequence[Ruled] = field(default_factory=tuple)


def roster_page(
    session: Session, *, checkpoint: Checkpoint, device_id: int, held: Held | None, issuer: Issuer, today: date
) -> RosterPage:
    """The next page for a device at this checkpoint that holds this much."""
    reset = held is None or held.checkpoint_id != checkpoint.id
    if held is None or reset:
        held = Held(checkpoint.id)
    seen = horizon(session)
    whole = listing_of(session, checkpoint, issuer)
    guests = guest_keys_of(session, checkpoint, whole)
    institutions, institution_digests = _new_institutions(whole.institutions, held)
    buckets, bucket_digests, more = _new_buckets(whole.buckets, held)
    revoked = json.dumps({reason: [key.hex() for key in keys] for reason, keys in whole.revoked.items()}).encode()
    revoked_digest = digest_of(revoked) if whole.revoked else _EMPTY
    guests_digest = digest_of(guests) if guests else _EMPTY
    after = held.having(
        buckets=bucket_digests, institutions=institution_digests, revoked=revoked_digest, guests=guests_digest
    )
    page = RosterPage(
        after,
        reset,
        more,
        buckets,
        institutions,
        whole.revoked if revoked_digest != held.revoked else None,
        guests if guests_digest != held.guests else None,
    )
    if more:
        return page
    # After a restored backup the count may have begun anew, and everything is told again.
    since = held.horizon if held.horizon <= seen else 0
    entries, rulings = news_of(
        session, checkpoint, device_id=device_id, since=since, is_signed=whole.is_signed, today=today
    )
    return replace(page, held=after.having(horizon=seen), entries=entries, rulings=rulings)


def _new_institutions(names: Mapping[int, str], held: Held) -> tuple[dict[int, str], dict[int, bytes]]:
    """Sixteen groups of names; a group with anything new is sent whole."""
    groups: dict[int, dict[int, str]] = {}
    for number in sorted(names):
        groups.setdefault(number * GROUPS >> 16, {})[number] = names[number]
    digests = {group: digest_of(json.dumps(members).encode()) for group, members in groups.items()}
    new = [group for group, digest in digests.items() if held.institutions.get(group) != digest]
    return {number: name for group in new for number, name in groups[group].items()}, digests


def _new_buckets(
    whole: Mapping[int, tuple[bytes, bytes]], held: Held
) -> tuple[dict[int, bytes], dict[int, bytes], bool]:
    """What differs, up to a page; the digests are of what the device has afterwards."""
    sent: dict[int, bytes] = {}
    digests, size = dict(held.buckets), 0
    for number in range(BUCKETS):
        content, digest = whole.get(number, (b"", None))
        if digests.get(number) == digest:
            continue
        if size > PAGE_BYTES:
            return sent, digests, True
        sent[number] = content
        size += len(content)
        if digest is None:
            del digests[number]
        else:
            digests[number] = digest
    return sent, digests, False
