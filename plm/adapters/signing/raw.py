"""Signatures read from a file's bytes alone: no PDF is parsed, so that a stranger's file can do no harm."""

import hashlib
import re
import zlib
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass

from asn1crypto import cms
from cryptography import x509
from pyhanko.sign.general import extract_certificate_info, extract_signer_info
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

from plm.adapters.signing.checking import SignatureFacts
from plm.adapters.signing.names import common_name, fingerprint

BYTE_RANGE = re.compile(rb"/ByteRange\s{0,9}\[" + rb"\s{0,30}(\d{1,10})" * 4 + rb"\s{0,30}\]")
CODES = re.compile(rb"/v/([0-9a-z]{4}-?[0-9a-z]{4}-?[0-9a-z]{4})(?![0-9a-z])", re.IGNORECASE)
PACKED = re.compile(rb"/ObjStm\b[^>]{0,200}>>\s{0,4}stream\r?\n")
MOST_SIGNATURES = 8
MOST_PACKED = 8
LARGEST_PACKED = 500_000
MOST_CODES = 4
LARGEST_CMS = 200_000
ALGORITHMS = frozenset({"sha256", "sha384", "sha512"})


@dataclass(frozen=True)
class Mark:
    """One signature of a file: it covers the bytes up to `end`."""

    signer: str
    fingerprint: str
    intact: bool
    end: int


def marks_of(content: bytes) -> list[Mark]:
    """Every signature, in order; one that cannot be read is broken and nobody's."""
    ranges = [match for match, _ in zip(BYTE_RANGE.finditer(content), range(MOST_SIGNATURES), strict=False)]
    return [mark for match in ranges if (mark := _mark(content, tuple(map(int, match.groups()))))]


def facts_of(content: bytes, marks: list[Mark], *, trusted: Collection[str]) -> SignatureFacts:
    """What the last signature says, as `verify_pdf` would."""
    if not marks:
        return SignatureFacts()
    last = marks[-1]
    return SignatureFacts(
        signed=True,
        intact=all(mark.intact for mark in marks),
        whole=last.end == len(content),
        ours=any(mark.fingerprint in trusted for mark in marks),
        signer=last.signer,
    )


def codes_in(content: bytes) -> list[str]:
    """Codes that the file's links lead to, each once."""
    parts = [content, *_packed_objects(content)]
    found = (match.group(1).decode().upper().replace("-", "") for part in parts for match in CODES.finditer(part))
    return list(dict.fromkeys(found))[:MOST_CODES]


def _packed_objects(content: bytes) -> Iterator[bytes]:
    """What lies in the first object streams, where links may be; each unpacked so far and no further."""
    for match, _ in zip(PACKED.finditer(content), range(MOST_PACKED), strict=False):
        with suppress(zlib.error):
            yield zlib.decompressobj().decompress(content[match.end() :], LARGEST_PACKED)


def _mark(content: bytes, span: tuple[int, ...]) -> Mark | None:
    start, gap, after, length = span
    if start != 0 or not gap < after <= after + length <= len(content) or after - gap > LARGEST_CMS:
        return None
    digests = {name: _digest(name, content[:gap], content[after : after + length]) for name in ALGORITHMS}
    try:
        return _read(bytes.fromhex(content[gap:after].strip().strip(b"<>").decode("ascii")), digests, after + length)
    except Exception:  # noqa: BLE001  # a damaged signature breaks its parser in any way, and each means the same
        return Mark("", "", False, after + length)


def _digest(name: str, *parts: bytes) -> bytes:
    made = hashlib.new(name)
    for part in parts:
        made.update(part)
    return made.digest()


def _read(der: bytes, digests: dict[str, bytes], end: int) -> Mark:
    held = cms.ContentInfo.load(der)
    signed = held["content"]
    info, signer = extract_signer_info(signed), extract_certificate_info(signed).signer_cert
    algorithm = info["digest_algorithm"]["algorithm"].native
    # Nothing signs what lies after the signature in its room; anything but zeros there was put in later.
    known = algorithm in digests and not any(der[len(held.dump()) :])
    intact, valid = (
        validate_sig_integrity(info, signer, expected_content_type="data", actual_digest=digests[algorithm])
        if known
        else (False, False)
    )
    certificate = x509.load_der_x509_certificate(signer.dump())
    return Mark(common_name(certificate), fingerprint(certificate), bool(intact and valid), end)
