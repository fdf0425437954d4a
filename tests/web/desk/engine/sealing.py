"""A roster's bucket as the server packs it, written down a second time for the engine's own tests."""

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

ROLES = ("participant", "companion", "speaker", "moderator", "facilitator", "panelist", "committee", "guest", "juror")


@dataclass(frozen=True)
class Sealed:
    """Somebody on the roster; `lookup` and `secret` are of their ticket."""

    lookup: str
    secret: str
    name: str | None
    institution: int = 0
    roles: tuple[str, ...] = ("participant",)

    @property
    def key(self) -> bytes:
        return sha256(self.lookup.encode()).digest()[:8]

    @property
    def key_text(self) -> str:
        return b64encode(self.key).decode()

    @property
    def plain(self) -> bytes:
        roles = sum(1 << ROLES.index(role) for role in self.roles)
        return (
            bytes([roles & 255]) + (roles >> 8 << 15 | self.institution).to_bytes(2, "big") + (self.name or "").encode()
        )


def opaque(code: str, **more: Any) -> Sealed:
    return Sealed(code, code, **more)


def buckets(people: Iterable[Sealed]) -> dict[str, str]:
    """All buckets in base64 by number, as `GET /roster` gives them."""
    found: dict[int, list[Sealed]] = {}
    for person in people:
        found.setdefault(person.key[0], []).append(person)
    return {str(number): b64encode(pack(group)).decode() for number, group in found.items()}


def pack(group: list[Sealed]) -> bytes:
    group = sorted(group, key=lambda one: one.key)
    iv = sha256(b"iv of tests:" + b"".join(one.plain for one in group)).digest()[:12]
    sealed = [seal(one, iv) if one.name is not None else b"" for one in group]
    head = iv + len(group).to_bytes(2, "big") + b"".join(one.key for one in group)
    return head + bytes(len(text) for text in sealed) + b"".join(sealed)


def seal(person: Sealed, iv: bytes) -> bytes:
    key = sha256(f"seal:{person.secret}".encode()).digest()[:16]
    encryptor = Cipher(algorithms.AES(key), modes.GCM(iv)).encryptor()
    return encryptor.update(person.plain) + encryptor.finalize() + encryptor.tag[:8]
