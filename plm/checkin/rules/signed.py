"""Signed tickets: 76 bytes that prove themselves without a list and without a network, in the alphabet of small QRs.

version 1 | key number 1 | event tag 2 | serial 8 | Ed25519 signature 64 over the twelve bytes before it
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from plm.checkin.rules.scans import Reason
from plm.errors import Refusal

PREFIX = "T2"
MOST_KEYS = 255
_VERSION = 2
_HEAD, _LENGTH = 12, 76
# A typed code may begin like a signed one, but is never nearly as long.
_SHORTEST = 60
_BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES = {sign: value for value, sign in enumerate(_BASE45)}


class NoMoreKeys(Refusal):
    """A ticket names its key in one byte."""

    code = "no_more_keys"


class KeyNotValid(Refusal):
    """A key that is revoked already, or the last one of an event whose tickets are signed."""

    code = "key_not_valid"


@dataclass(frozen=True)
class Signing:
    """Whose tickets are read: the event's tag in four hexadecimal digits, and its keys that are not revoked."""

    tag: str = ""
    public_keys: Mapping[int, str] = field(default_factory=dict)


# For whoever reads codes without knowing an event: every signed ticket is of another one.
NO_KEYS = Signing()


def event_tag(slug: str) -> str:
    """How a signed ticket names its event: 16 bits, enough to tell two meetings of one week apart."""
    return sha256(f"event:{slug}".encode()).hexdigest()[:4]


@lru_cache(maxsize=256)
def signing_key(secret_key: str, event_id: int, number: int) -> Ed25519PrivateKey:
    """The private half of an event's key, derived again whenever it is needed."""
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"plm ticket key {event_id}/{number}".encode())
    return Ed25519PrivateKey.from_private_bytes(derivation.derive(secret_key.encode()))


def public_half(key: Ed25519PrivateKey) -> str:
    """What verifies its signatures, as 64 hexadecimal digits."""
    return key.public_key().public_bytes_raw().hex()


def signed_token(key: Ed25519PrivateKey, *, number: int, tag: str, serial: str) -> str:
    """The whole text of a signed ticket's QR; the same every time, because Ed25519 uses no chance."""
    head = bytes([_VERSION, number]) + bytes.fromhex(tag) + bytes.fromhex(serial)
    return PREFIX + encode_base45(head + key.sign(head))


def is_signed(text: str) -> bool:
    """Whether a text is meant as a signed ticket, of whichever version."""
    return len(text) >= _SHORTEST and text[0] == "T" and text[1] in "0123456789"


def check_signed(text: str, signing: Signing) -> tuple[str, Reason | None]:
    """The serial of a signed ticket, or why it is none of this event's."""
    if not text.startswith(PREFIX):
        return "", Reason.UNKNOWN_VERSION
    token = decode_base45(text.removeprefix(PREFIX))
    if token is None or len(token) != _LENGTH:
        return "", Reason.GARBLED
    head, signature = token[:_HEAD], token[_HEAD:]
    if head[0] != _VERSION:
        return "", Reason.UNKNOWN_VERSION
    if head[2:4].hex() != signing.tag:
        return "", Reason.OTHER_EVENT
    public_key = signing.public_keys.get(head[1])
    if public_key is None:
        return "", Reason.UNKNOWN_KEY
    try:
        _verifier(public_key).verify(signature, head)
    except InvalidSignature:
        return "", Reason.WRONG_SIGNATURE
    return head[4:].hex(), None


@lru_cache(maxsize=256)
def _verifier(public_key: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))


def encode_base45(data: bytes) -> str:
    """RFC 9285: two bytes in three characters, a last single one in two."""
    return "".join(_group(data[at : at + 2]) for at in range(0, len(data), 2))


def _group(pair: bytes) -> str:
    value = int.from_bytes(pair, "big")
    signs = _BASE45[value % 45] + _BASE45[value // 45 % 45]
    return signs + _BASE45[value // 2025] if len(pair) == 2 else signs


def decode_base45(text: str) -> bytes | None:
    """The bytes again, or None for what is no base45."""
    if len(text) % 3 == 1 or not _VALUES.keys() >= set(text):
        return None
    data = bytearray()
    for at in range(0, len(text), 3):
        group = text[at : at + 3]
        value = sum(_VALUES[sign] * 45**place for place, sign in enumerate(group))
        size = len(group) - 1
        if value >= 1 << 8 * size:
            return None
        data += value.to_bytes(size, "big")
    return bytes(data)
