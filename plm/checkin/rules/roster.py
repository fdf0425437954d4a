"""What a device holds of an event's tickets: keys that tell nothing, and people sealed with their tickets' own secrets.

A bucket is all tickets whose key begins with one byte:

    iv 12 | count 2 | keys 8 each, sorted | lengths 1 each | sealed texts one after another

A sealed text is AES-128-GCM with a tag of eight bytes under a key that only the ticket's secret gives; opened it says

    roles 1 (bits in the order of EventRole) | institution 2, whose highest bit is the ninth role | name

The engine of the desk reads the same in `static/desk/app/engine/bucket.js`.
"""

import hmac
from collections import defaultdict
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from plm.checkin.rules.codes import TICKET_PURPOSE
from plm.checkin.rules.signed import signed_token, signing_key
from plm.codes import derive_code
from plm.registration.rules import EventRole

KEY_BYTES = 8
MOST_INSTITUTIONS = 0x7FFF
DIGEST_BYTES = 6
BUCKETS = 256
_IV_BYTES, _TAG_BYTES = 12, 8
# A length is one byte, and the tag is part of it.
_LONGEST_PLAIN = 255 - _TAG_BYTES
_BITS = {role.value: 1 << bit for bit, role in enumerate(EventRole)}


class Listed(NamedTuple):
    """One way to show a ticket: `number` is the key that signs it, 0 for the opaque code; without `plain` it is only
    known that the ticket is good."""

    key: bytes
    number: int
    nonce: str
    serial: str
    plain: bytes


class Issuer(NamedTuple):
    """What a ticket's own secret is derived from."""

    secret_key: str
    event_id: int
    tag: str

    def secret_of(self, one: Listed) -> str:
        if not one.number:
            return derive_code(self.secret_key, TICKET_PURPOSE, one.nonce)
        key = signing_key(self.secret_key, self.event_id, one.number)
        return signed_token(key, number=one.number, tag=self.tag, serial=one.serial)


def opaque_key(code_hash: str) -> bytes:
    """The roster's key of an opaque ticket, from the hash that is stored."""
    return bytes.fromhex(code_hash[: 2 * KEY_BYTES])


def signed_key(serial: str) -> bytes:
    """The roster's key of a signed one."""
    return sha256(f"S:{serial}".encode()).digest()[:KEY_BYTES]


def plain_text(roles: Iterable[str], institution: int, name: str) -> bytes:
    """What is sealed of somebody; too long a name is cut at a character."""
    bits = sum(_BITS[role] for role in set(roles))
    head = bytes([bits & 0xFF]) + (bits >> 8 << 15 | institution).to_bytes(2, "big")
    return head + name.encode()[: _LONGEST_PLAIN - len(head)].decode(errors="ignore").encode()


def in_buckets(listed: Iterable[Listed]) -> dict[int, tuple[Listed, ...]]:
    """By the first byte of the key, in the order of keys."""
    groups: defaultdict[int, list[Listed]] = defaultdict(list)
    for one in listed:
        groups[one.key[0]].append(one)
    return {number: tuple(sorted(group)) for number, group in groups.items()}


def packed(issuer: Issuer, bucket: Sequence[Listed]) -> bytes:
    """One bucket as devices keep it; the same people give the same bytes, and others another IV."""
    said = b"".join(b"%b%d:%b" % (one.key, len(one.plain), one.plain) for one in bucket)
    iv = hmac.digest(issuer.secret_key.encode(), b"iv:" + said, "sha256")[:_IV_BYTES]
    sealed = [_seal(issuer.secret_of(one), iv, one.plain) if one.plain else b"" for one in bucket]
    keys = b"".join(one.key for one in bucket)
    return iv + len(bucket).to_bytes(2, "big") + keys + bytes(map(len, sealed)) + b"".join(sealed)


def digest_of(content: bytes) -> bytes:
    """How a cursor names what a device holds."""
    return sha256(content).digest()[:DIGEST_BYTES]


def _seal(secret: str, iv: bytes, plain: bytes) -> bytes:
    key = sha256(f"seal:{secret}".encode()).digest()[:16]
    encryptor = Cipher(algorithms.AES(key), modes.GCM(iv)).encryptor()
    return encryptor.update(plain) + encryptor.finalize() + encryptor.tag[:_TAG_BYTES]


def numbered(institutions: Iterable[str]) -> dict[str, int]:
    """A number for each name that depends on nothing but the name, so that it never comes to mean another.

    Names that would share a number get none: they stand with their people instead.
    """
    by_number: defaultdict[int, list[str]] = defaultdict(list)
    for name in set(institutions):
        by_number[int.from_bytes(sha256(name.encode()).digest()[:2], "big") & MOST_INSTITUTIONS].append(name)
    return {names[0]: number for number, names in by_number.items() if number and names[0] and len(names) == 1}
