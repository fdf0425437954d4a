"""What is said of a file that somebody brings to be checked."""

from dataclasses import dataclass
from enum import StrEnum

from plm.certificates.rules.words import CertificateState


class Verdict(StrEnum):
    """The first three are files exactly as we issued them; `added_to` began as one of them.

    `changed` is not what was signed, or signed by us and yet not in the register.
    """

    GENUINE, REVOKED, REPLACED = "genuine", "revoked", "replaced"
    ADDED_TO, CHANGED = "added_to", "changed"
    FOREIGN, UNSIGNED, NOT_PDF = "foreign", "unsigned", "not_pdf"


@dataclass(frozen=True)
class Found:
    """What a file shows: `state` when the register holds exactly its bytes; `inside` when it holds a signed beginning.

    `sound` is a signature that holds and covers all of the file, `ours` one by the key in use.
    """

    is_pdf: bool = True
    signed: bool = False
    sound: bool = False
    ours: bool = False
    state: CertificateState | None = None
    inside: bool = False


STATES = {
    CertificateState.ISSUED: Verdict.GENUINE,
    CertificateState.REVOKED: Verdict.REVOKED,
    CertificateState.REPLACED: Verdict.REPLACED,
}


def judge(look: Found) -> Verdict:
    """Genuine is what the register knows byte for byte and whose signature holds; nothing else is."""
    if not look.is_pdf:
        return Verdict.NOT_PDF
    if look.state is not None and look.signed and look.sound:
        return STATES[look.state]
    if look.inside:
        return Verdict.ADDED_TO
    if not look.signed:
        return Verdict.UNSIGNED
    if look.ours or not look.sound:
        return Verdict.CHANGED
    return Verdict.FOREIGN
