"""PAdES signatures on PDFs: one key a process, `digest in, CMS out`, and the check of a signed file."""

from plm.adapters.signing.authority import Roots, read_roots
from plm.adapters.signing.checking import SignatureFacts, verify_pdf
from plm.adapters.signing.development import make_development_p12
from plm.adapters.signing.opening import ends_soon, open_the_seal
from plm.adapters.signing.outside import Signed, check_signed
from plm.adapters.signing.refusing import SealRefused, flaw_of
from plm.adapters.signing.seals import DEVELOPMENT_NAME, FIELD, Seal, SigningUnavailable, open_seal
from plm.adapters.signing.skeletons import DIGEST
from plm.adapters.signing.updates import sign_pdf

__all__ = [
    "DEVELOPMENT_NAME",
    "DIGEST",
    "FIELD",
    "Roots",
    "Seal",
    "SealRefused",
    "SignatureFacts",
    "Signed",
    "SigningUnavailable",
    "check_signed",
    "ends_soon",
    "flaw_of",
    "make_development_p12",
    "open_seal",
    "open_the_seal",
    "read_roots",
    "sign_pdf",
    "verify_pdf",
]
