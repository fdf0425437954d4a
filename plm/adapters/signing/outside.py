"""A PDF of ours that somebody signed elsewhere: still our file, with nothing but signatures added."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from cryptography import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import EmbeddedPdfSignature
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.status import SignatureCoverageLevel

from plm.adapters.signing.authority import Roots, authority_of
from plm.adapters.signing.face import face_of
from plm.adapters.signing.names import common_name
from plm.certificates.rules import Authority, Brought


@dataclass(frozen=True)
class Signed:
    """Who signed, and under whose authority: BSrE's where one of several signatures is theirs."""

    signer: str
    authority: Authority


def check_signed(content: bytes, unsigned: bytes, *, roots: Roots, now: datetime) -> Signed | Brought:
    """Who signed the file that began as `unsigned`, or why it cannot be taken."""
    if not content.startswith(unsigned):
        return Brought.REWRITTEN
    try:
        reader = PdfFileReader(BytesIO(content), strict=False)
        signatures = reader.embedded_signatures
        return _judged(reader, signatures, unsigned, roots, now) if signatures else Brought.UNSIGNED
    except Exception:  # noqa: BLE001  # a damaged file breaks the parser in any way, and each means the same
        return Brought.BROKEN


def _judged(
    reader: PdfFileReader, signatures: list[EmbeddedPdfSignature], unsigned: bytes, roots: Roots, now: datetime
) -> Signed | Brought:
    if not all(_is_intact(one) for one in signatures):
        return Brought.BROKEN
    if signatures[-1].evaluate_signature_coverage() != SignatureCoverageLevel.ENTIRE_FILE:
        return Brought.NOT_WHOLE
    if _is_altered(reader, unsigned):
        return Brought.ALTERED
    if not all(_was_valid(one, now) for one in signatures):
        return Brought.EXPIRED
    found = list(_signers(signatures, roots, now))
    return next((one for one in found if one.authority is Authority.BSRE), found[-1])


def _is_intact(one: EmbeddedPdfSignature) -> bool:
    one.compute_integrity_info(skip_diff=True)  # type: ignore[no-untyped-call]  # pyHanko leaves it untyped
    digest = one.compute_digest()
    intact, valid = validate_sig_integrity(
        one.signer_info, one.signer_cert, expected_content_type="data", actual_digest=digest
    )
    return bool(intact and valid)


def _is_altered(reader: PdfFileReader, unsigned: bytes) -> bool:
    """Whether more was added to our file than signatures, their pictures and what proves them."""
    return face_of(reader) != face_of(PdfFileReader(BytesIO(unsigned), strict=False))


def _was_valid(one: EmbeddedPdfSignature, now: datetime) -> bool:
    """At the moment it claims, which no clock but the signer's vouches for; without one, today."""
    at = one.self_reported_timestamp or now
    certificate = x509.load_der_x509_certificate(one.signer_cert.dump())
    return certificate.not_valid_before_utc <= at <= min(certificate.not_valid_after_utc, _tomorrow(now))


def _tomorrow(now: datetime) -> datetime:
    return datetime.fromtimestamp(now.timestamp() + 86_400, now.tzinfo)


def _signers(signatures: list[EmbeddedPdfSignature], roots: Roots, now: datetime) -> Iterator[Signed]:
    for one in signatures:
        certificate: Any = one.signer_cert
        at = one.self_reported_timestamp or now
        name = common_name(x509.load_der_x509_certificate(certificate.dump()))
        yield Signed(name, authority_of(certificate, one.other_embedded_certs, roots=roots, at=at))
