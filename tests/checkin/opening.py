"""A roster read as a phone reads it: only with what stands in the answer and a ticket's own secret."""

from base64 import b64decode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

ROLES = ("participant", "companion", "speaker", "moderator", "facilitator", "panelist", "committee", "guest", "juror")


@dataclass
class Phone:
    """What a device keeps of the pages it got."""

    buckets: dict[int, bytes] = field(default_factory=dict)
    institutions: dict[str, str] = field(default_factory=dict)
    revoked: dict[str, list[str]] = field(default_factory=dict)
    guests: bytes = b""
    entries: dict[tuple[str, str], tuple[Any, ...]] = field(default_factory=dict)
    rulings: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    cursor: str | None = None

    def take(self, page: dict[str, Any]) -> None:
        if page.get("reset"):
            self.__init__()  # type: ignore[misc]  # as new
        self.buckets |= {int(number): b64decode(text) for number, text in page.get("buckets", {}).items()}
        self.institutions |= page.get("institutions", {})
        self.revoked = page.get("revoked", self.revoked)
        if "guests" in page:
            self.guests = b64decode(page["guests"])
        self.entries |= {(key, slot): tuple(rest) for key, slot, *rest in page.get("entries", [])}
        self.rulings |= {one["id"]: (one["outcome"], one["reason"]) for one in page.get("rulings", [])}
        self.cursor = page["cursor"]

    @property
    def contents(self) -> dict[int, bytes]:
        return {number: content for number, content in self.buckets.items() if content}

    def person(self, lookup: str, secret: str) -> tuple[list[str], str, str] | None:
        """Roles, institution and name; empty where the ticket is only known, None where it is not."""
        key = key_of(lookup)
        told = [
            open_sealed(iv, sealed, secret)
            for iv, one, sealed in entries_of(self.buckets.get(key[0], b""))
            if one == key
        ]
        if not told:
            return None
        plain = next(filter(None, told), None)
        if plain is None:
            return [], "", ""
        number = int.from_bytes(plain[1:3], "big")
        bits, number = plain[0] | number >> 15 << 8, number & 0x7FFF
        roles = [role for bit, role in enumerate(ROLES) if bits >> bit & 1]
        return roles, self.institutions.get(str(number), ""), plain[3:].decode()


def key_of(lookup: str) -> bytes:
    return sha256(lookup.encode()).digest()[:8]


def entries_of(bucket: bytes) -> list[tuple[bytes, bytes, bytes]]:
    """IV, key and sealed text of each."""
    if not bucket:
        return []
    iv, count = bucket[:12], int.from_bytes(bucket[12:14], "big")
    keys = [bucket[14 + 8 * place : 22 + 8 * place] for place in range(count)]
    at = 14 + 8 * count
    lengths, at = bucket[at : at + count], at + count
    entries = []
    for key, length in zip(keys, lengths, strict=True):
        entries.append((iv, key, bucket[at : at + length]))
        at += length
    assert at == len(bucket)
    return entries


def open_sealed(iv: bytes, sealed: bytes, secret: str) -> bytes | None:
    if not sealed:
        return None
    key = sha256(f"seal:{secret}".encode()).digest()[:16]
    decryptor = Cipher(algorithms.AES(key), modes.GCM(iv, sealed[-8:], min_tag_length=8)).decryptor()
    try:
        return decryptor.update(sealed[:-8]) + decryptor.finalize()
    except InvalidTag:
        return None
