"""What a signed file says about itself."""

from collections.abc import Collection
from dataclasses import dataclass
from io import BytesIO

from cryptography import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import EmbeddedPdfSignature
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.status import SignatureCoverageLevel

from plm.adapters.signing.names import common_name, fingerprint


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


def verify_pdf(content: bytes, *, trusted: Collection[str]) -> SignatureFacts:
    """Whether the file is as it was signed, and by a certificate whose SHA-256 fingerprint is trusted."""
    try:
        signatures = PdfFileReader(BytesIO(content), strict=False).embedded_signatures
        if not signatures:
            return SignatureFacts()
        return _facts(signatures[-1], trusted)
    except Exception:  # noqa: BLE001  # a damaged file breaks the parser in any way, and each means the same
        return SignatureFacts()


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
        ours=fingerprint(certificate) in trusted,
        signer=common_name(certificate),
    )
