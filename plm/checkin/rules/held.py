"""The roster's cursor: exactly what a device holds, so that the next answer is the difference, whatever was lost."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from plm.checkin.rules.roster import BUCKETS, DIGEST_BYTES

GROUPS = 16
_VERSION = 1
_NUMBER = 8
_FLAGS = {BUCKETS: BUCKETS // 8, GROUPS: GROUPS // 8}
_NOTHING = bytes(DIGEST_BYTES)


@dataclass(frozen=True)
class Held:
    """Digests of what a device has, and up to where it heard of entries; a digest that is missing is of nothing."""

    checkpoint_id: int
    horizon: int = 0
    buckets: Mapping[int, bytes] = field(default_factory=dict)
    institutions: Mapping[int, bytes] = field(default_factory=dict)
    revoked: bytes = _NOTHING
    guests: bytes = _NOTHING

    def having(self, **changes: object) -> "Held":
        return replace(self, **changes)  # type: ignore[arg-type]  # fields of its own

    def encoded(self) -> str:
        head = bytes([_VERSION]) + self.checkpoint_id.to_bytes(_NUMBER, "big") + self.horizon.to_bytes(_NUMBER, "big")
        parts = head + self.revoked + self.guests + _packed(self.institutions, GROUPS) + _packed(self.buckets, BUCKETS)
        return urlsafe_b64encode(parts).rstrip(b"=").decode()


def held_by(cursor: str) -> Held | None:
    """What a cursor says, or None where it says nothing to us."""
    try:
        data = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        reader = _Reader(data)
        if reader.take(1)[0] != _VERSION:
            return None
        checkpoint_id, horizon = reader.number(), reader.number()
        revoked, guests = reader.take(DIGEST_BYTES), reader.take(DIGEST_BYTES)
        institutions, buckets = reader.mapping(GROUPS), reader.mapping(BUCKETS)
    except ValueError:
        return None
    return None if reader.rest else Held(checkpoint_id, horizon, buckets, institutions, revoked, guests)


class _Reader:
    def __init__(self, rest: bytes) -> None:
        self.rest = rest

    def take(self, size: int) -> bytes:
        if len(self.rest) < size:
            raise ValueError("cut")
        taken, self.rest = self.rest[:size], self.rest[size:]
        return taken

    def number(self) -> int:
        return int.from_bytes(self.take(_NUMBER), "big")

    def mapping(self, places: int) -> dict[int, bytes]:
        flags = int.from_bytes(self.take(_FLAGS[places]), "big")
        return {place: self.take(DIGEST_BYTES) for place in range(places) if flags >> place & 1}


def _packed(digests: Mapping[int, bytes], places: int) -> bytes:
    """A bit for each place that has something, and the digests of these."""
    flags = sum(1 << place for place in digests)
    return flags.to_bytes(_FLAGS[places], "big") + b"".join(digests[place] for place in sorted(digests))
