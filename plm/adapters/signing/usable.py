"""Whether a key and its certificate may sign, looked at before anything is issued."""

from datetime import datetime
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from plm.adapters.signing.names import common_name
from plm.adapters.signing.refusing import SealRefused
from plm.certificates.rules import SealFlaw

SHORTEST_RSA = 2048


def look_into_p12(path: Path, password: str) -> pkcs12.PKCS12KeyAndCertificates:
    """The file's key with its certificates; read anew when the file was replaced. Raises SealRefused."""
    try:
        return _look_into(path, password, path.stat().st_mtime_ns)
    except OSError as missing:
        raise SealRefused(SealFlaw.MISSING, f"the signing key {path.name} cannot be read") from missing


def require_usable(certificate: x509.Certificate, *, now: datetime) -> None:
    """In its days, and meant for signatures; raises SealRefused."""
    name = common_name(certificate)
    if now < certificate.not_valid_before_utc:
        starts = f"{certificate.not_valid_before_utc:%Y-%m-%d}"
        raise SealRefused(SealFlaw.NOT_YET, f"the signing certificate of {name} is valid from {starts} only")
    if now > certificate.not_valid_after_utc:
        ended = f"{certificate.not_valid_after_utc:%Y-%m-%d}"
        raise SealRefused(SealFlaw.ENDED, f"the signing certificate of {name} ended on {ended}")
    if not _may_sign(certificate):
        raise SealRefused(SealFlaw.USAGE, f"the certificate of {name} is not made for digital signatures")


def _may_sign(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:  # nothing is said, so nothing is forbidden
        return True
    return usage.digital_signature or usage.content_commitment


@lru_cache(maxsize=4)
def _look_into(path: Path, password: str, written: int) -> pkcs12.PKCS12KeyAndCertificates:
    try:
        held = pkcs12.load_pkcs12(path.read_bytes(), password.encode())
    except ValueError as wrong:
        says = "the signing key or its password is wrong"
        raise SealRefused(SealFlaw.PASSWORD_WRONG, says) from wrong
    if held.key is None or held.cert is None:
        raise SealRefused(SealFlaw.KEY_MISSING, "the signing file must hold a private key and its certificate")
    if not _is_known_kind(held.key):
        kinds = f"RSA of at least {SHORTEST_RSA} bits or P-256"
        raise SealRefused(SealFlaw.KEY_KIND, f"the signing key must be {kinds}")
    return held


def _is_known_kind(key: object) -> bool:
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return isinstance(key.curve, ec.SECP256R1)
    return isinstance(key, rsa.RSAPrivateKey) and key.key_size >= SHORTEST_RSA
