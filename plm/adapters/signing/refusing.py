"""Why a key cannot be used, in a word that pages have a sentence for."""

from plm.adapters.signing.seals import SigningUnavailable
from plm.certificates.rules import SealFlaw


class SealRefused(SigningUnavailable):
    """`flaw` is for the page, the text for the log and the command line."""

    def __init__(self, flaw: SealFlaw, says: str) -> None:
        super().__init__(says)
        self.flaw = flaw


def flaw_of(error: SigningUnavailable) -> SealFlaw:
    return error.flaw if isinstance(error, SealRefused) else SealFlaw.OTHER
