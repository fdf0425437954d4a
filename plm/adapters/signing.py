"""PAdES signatures on PDFs: one key a process, `digest in, CMS out`, and the check of a signed file."""

import asyncio
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.signers import cms_embedder, pdf_byterange
from pyhanko.sign.validation import EmbeddedPdfSignature
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator.registry import SimpleCertificateStore

DEVELOPMENT_NAME = "Kunci pengembangan plm, bukan tanda tangan resmi"
FIELD = "Sertifikat"
DIGEST = "sha256"


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

    @property
    def is_development(self) -> bool:
        return self.name == DEVELOPMENT_NAME


@dataclass(frozen=True)
class SignatureFacts:
    """What a file says about itself: `whole` means that nothing was added after the signature."""

    signed: bool = False
    intact: bool = False
    whole: bool = False
    ours: bool = False
    signer: str = ""

    @property
    def holds(self) -> bool:
        return self.signed and self.intact and self.whole and self.ours


@lru_cache(maxsize=4)
def open_seal(path: Path, password: str) -> Seal:
    """The seal of a PKCS#12 file, read and parsed once a process; raises SigningUnavailable."""
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(path.read_bytes(), password.encode())
    except OSError as missing:
        raise SigningUnavailable(f"the signing key {path.name} cannot be read") from missing
    except ValueError as wrong:
        raise SigningUnavailable("the signing key or its password is wrong") from wrong
    if not isinstance(key, rsa.RSAPrivateKey) or certificate is None:
        raise SigningUnavailable("the signing file must hold an RSA key and its certificate")
    signer = _signer(key, certificate, others)

    def cms(digest: bytes) -> bytes:
        made = signer.async_sign(data_digest=digest, digest_algorithm=DIGEST, use_pades=True)
        # In a thread of its own, because the caller's may be running a loop already.
        with ThreadPoolExecutor(max_workers=1) as own:
            return bytes(own.submit(asyncio.run, made).result().dump())

    return Seal(
        name=_common_name(certificate),
        fingerprint=_fingerprint(certificate),
        valid_until=certificate.not_valid_after_utc,
        cms=cms,
        # RSA signatures have one length: a room without spare bytes leaves nothing unsigned, and none is made on trial.
        room=2 * len(cms(bytes(32))),
    )


def sign_pdf(pdf: bytes, seal: Seal, *, now: datetime) -> bytes:
    """The same PDF with one invisible PAdES B-B signature over all of it."""
    if now > seal.valid_until:
        raise SigningUnavailable(f"the signing certificate ended on {seal.valid_until:%Y-%m-%d}")
    # Outside the page and printable: what PDF/A and PDF/UA together leave for an invisible signature.
    unseen = fields.InvisSigSettings(box_out_of_bounds=True)
    embedder = cms_embedder.PdfCMSEmbedder(fields.SigFieldSpec(FIELD, invis_sig_settings=unseen))
    steps = embedder.write_cms(FIELD, IncrementalPdfFileWriter(BytesIO(pdf)))
    next(steps)
    placeholder = pdf_byterange.SignatureObject(
        subfilter=fields.SigSeedSubFilter.PADES, timestamp=now, bytes_reserved=seal.room
    )
    steps.send(cms_embedder.SigObjSetup(sig_placeholder=placeholder))
    prepared, output = steps.send(cms_embedder.SigIOSetup(md_algorithm=DIGEST))
    steps.send(seal.cms(prepared.document_digest))
    return bytes(output.getvalue())


def verify_pdf(content: bytes, *, trusted: Collection[str]) -> SignatureFacts:
    """Whether the file is as it was signed, and by a certificate whose SHA-256 fingerprint is trusted."""
    try:
        signatures = PdfFileReader(BytesIO(content), strict=False).embedded_signatures
        if not signatures:
            return SignatureFacts()
        return _facts(signatures[-1], trusted)
    except Exception:  # noqa: BLE001  # a damaged file breaks the parser in any way, and each means the same
        return SignatureFacts()


def make_development_p12(path: Path, password: str, *, now: datetime) -> None:
    """A key that says of itself that it is none: for trying plm, never for a real certificate."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, DEVELOPMENT_NAME)])
    usage = {"digital_signature": True, "content_commitment": True}
    silent = ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign")
    unused = dict.fromkeys((*silent, "encipher_only", "decipher_only"), False)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now.astimezone(UTC) - timedelta(days=1))
        .not_valid_after(now.astimezone(UTC) + timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage, **unused), critical=True)
        .sign(key, hashes.SHA256())
    )
    sealed = pkcs12.serialize_key_and_certificates(
        DEVELOPMENT_NAME.encode(), key, certificate, None, BestAvailableEncryption(password.encode())
    )
    path.touch(mode=0o600)
    path.write_bytes(sealed)


def _signer(key: rsa.RSAPrivateKey, certificate: x509.Certificate, others: list[x509.Certificate]) -> signers.Signer:
    """pyHanko's own simple signer parses and checks the key at every signature, three quarters of its time."""

    class KeptKeySigner(signers.Signer):
        async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
            return key.sign(data, padding.PKCS1v15(), hashes.SHA256())

    registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # pyHanko leaves it untyped
    registry.register_multiple([_plain(other) for other in others])
    return KeptKeySigner(signing_cert=_plain(certificate), cert_registry=registry)


def _plain(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def _facts(signature: EmbeddedPdfSignature, trusted: Collection[str]) -> SignatureFacts:
    """Integrity alone: who may sign is settled by fingerprint, so no chain of trust is asked for."""
    signature.compute_integrity_info(skip_diff=True)  # type: ignore[no-untyped-call]  # pyHanko leaves it untyped
    intact, valid = validate_sig_integrity(
        signature.signer_info,
        signature.signer_cert,
        expected_content_type="data",
        actual_digest=signature.compute_digest(),
    )
    certificate = x509.load_der_x509_certificate(signature.signer_cert.dump())
    return SignatureFacts(
        signed=True,
        intact=intact and valid,
        whole=signature.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        ours=_fingerprint(certificate) in trusted,
        signer=_common_name(certificate),
    )


def _fingerprint(certificate: x509.Certificate) -> str:
    return certificate.fingerprint(hashes.SHA256()).hex()


def _common_name(certificate: x509.Certificate) -> str:
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()
