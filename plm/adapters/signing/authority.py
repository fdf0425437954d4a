"""Whose signature it is: BSrE's only where the certificate chains to a root of theirs, whatever it calls itself."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from asn1crypto import pem
from asn1crypto import x509 as asn1_x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from plm.adapters.signing.refusing import SealRefused
from plm.adapters.signing.seals import DEVELOPMENT_NAME
from plm.adapters.signing.threads import in_a_thread
from plm.certificates.rules import Authority, SealFlaw

Roots = tuple[asn1_x509.Certificate, ...]


def read_roots(path: Path | None) -> Roots:
    """BSrE's root certificates, or none where the setting is empty; raises SealRefused."""
    return _read_roots(path, path.stat().st_mtime_ns) if path is not None and path.is_file() else _no_roots(path)


def authority_of(
    certificate: asn1_x509.Certificate, others: Iterable[asn1_x509.Certificate], *, roots: Roots, at: datetime
) -> Authority:
    """By the chain at that moment, offline: nothing is fetched, and revocation is not asked for."""
    if certificate.subject.native.get("common_name") == DEVELOPMENT_NAME:
        return Authority.DEVELOPMENT
    return Authority.BSRE if roots and _chains(certificate, others, roots, at) else Authority.OWN


def _chains(
    certificate: asn1_x509.Certificate, others: Iterable[asn1_x509.Certificate], roots: Roots, at: datetime
) -> bool:
    # Roots come from the setting alone: one that travels with the signature is a link of the chain at most.
    context = ValidationContext(trust_roots=list(roots), moment=at, allow_fetching=False, revocation_mode="soft-fail")
    validator = CertificateValidator(certificate, list(others), context)
    try:
        in_a_thread(validator.async_validate_path())
    except (PathError, ValidationError):
        return False
    return True


def _no_roots(path: Path | None) -> Roots:
    if path is not None:
        raise SealRefused(SealFlaw.ROOTS_UNREADABLE, f"the file of BSrE's root certificates {path.name} is not there")
    return ()


@lru_cache(maxsize=4)
def _read_roots(path: Path, written: int) -> Roots:
    try:
        found = [der for _, _, der in pem.unarmor(path.read_bytes(), multiple=True)]
        roots = tuple(asn1_x509.Certificate.load(der, strict=True) for der in found)
        names = [root.subject.native for root in roots]
    except (OSError, ValueError) as wrong:
        raise SealRefused(SealFlaw.ROOTS_UNREADABLE, f"{path.name} holds no PEM certificates") from wrong
    return roots if names else ()
