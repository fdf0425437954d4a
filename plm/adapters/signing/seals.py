"""The seal: a key opened once a process, `digest in, CMS out`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from plm.adapters.signing.names import common_name, fingerprint
from plm.adapters.signing.skeletons import KeyMismatch, cms_maker
from plm.certificates.rules import Authority

DEVELOPMENT_NAME = "Kunci pengembangan plm, bukan tanda tangan resmi"
FIELD = "Sertifikat"


class SigningUnavailable(RuntimeError):
    """The key cannot be used: the file, its password or its dates are wrong."""


@dataclass(frozen=True)
class Seal:
    """Who signs, and the one narrow door to the key: the digest of a file in, its CMS out; `room` in hex digits."""

    name: str
    fingerprint: str
    valid_until: datetime
    cms: Callable[[bytes], bytes]
    room: int
    authority: Authority = Authority.OWN

    @property
    def is_development(self) -> bool:
        return self.name == DEVELOPMENT_NAME

    def check_date(self, now: datetime) -> None:
        """Raises SigningUnavailable once the certificate has ended."""
        if now > self.valid_until:
            raise SigningUnavailable(f"the signing certificate ended on {self.valid_until:%Y-%m-%d}")


def open_seal(path: Path, password: str) -> Seal:
    """The seal of a PKCS#12 file, read once a process and again when the file changes; raises SigningUnavailable."""
    try:
        facts = path.stat()
    except OSError as missing:
        raise SigningUnavailable(f"the signing key {path.name} cannot be read") from missing
    return _opened(path, password, facts.st_mtime_ns, facts.st_size)


@lru_cache(maxsize=4)
def _opened(path: Path, password: str, _changed_at: int, _size: int) -> Seal:
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(path.read_bytes(), password.encode())
    except OSError as missing:
        raise SigningUnavailable(f"the signing key {path.name} cannot be read") from missing
    except ValueError as wrong:
        raise SigningUnavailable("the signing key or its password is wrong") from wrong
    if certificate is None or not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise SigningUnavailable("the signing file must hold an RSA key and its certificate, or one like P-256")
    try:
        cms = cms_maker(key, certificate, others)
    except KeyMismatch as other:
        raise SigningUnavailable("the signing key is not the one of its certificate") from other
    return Seal(
        name=common_name(certificate),
        fingerprint=fingerprint(certificate),
        valid_until=certificate.not_valid_after_utc,
        cms=cms,
        # All have one length: a room without spare bytes leaves nothing unsigned, and none is made on trial.
        room=2 * len(cms(bytes(32))),
    )
