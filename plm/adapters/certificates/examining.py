"""A file brought to be checked: one answer for the page and for the command line."""

import hashlib
from dataclasses import dataclass

from sqlalchemy.orm import Session

from config import Settings
from plm.adapters.signing import SignatureFacts, SigningUnavailable, open_the_seal
from plm.adapters.signing.raw import Mark, codes_in, facts_of, marks_of
from plm.certificates.queries import RegisteredFile, find_file, first_known_code
from plm.certificates.rules import PDF_START, Found, Verdict, judge

# Readers take a PDF whose first line comes a little late; so does this.
START_WITHIN = 1024


@dataclass(frozen=True)
class Examination:
    """The verdict with its grounds: `file` when the register holds it, `names` a code of ours that it leads to."""

    verdict: Verdict
    signature: SignatureFacts
    file: RegisteredFile | None
    names: str | None

    @property
    def signer(self) -> str:
        """Of a file of ours as the register knows it, of any other as the file says itself."""
        return (self.file and self.file.signer) or self.signature.signer


def examine(session: Session, content: bytes, *, settings: Settings) -> Examination:
    """Is this file ours, whole, unchanged, and signed by whom? It is only read, and nothing of it is kept."""
    is_pdf = PDF_START in content[:START_WITHIN]
    marks = marks_of(content) if is_pdf else []
    facts = facts_of(content, marks, trusted=_our_fingerprints(settings))
    exact = find_file(session, hashlib.sha256(content).hexdigest())
    inside = None if exact else _find_inside(session, content, marks)
    names = first_known_code(session, codes_in(content)) if is_pdf else None
    look = Found(
        is_pdf=is_pdf,
        signed=facts.signed,
        sound=facts.intact and facts.whole,
        ours=facts.ours,
        state=exact.line.state if exact else None,
        inside=inside is not None,
    )
    return Examination(judge(look), facts, exact, inside.code if inside else names)


def _find_inside(session: Session, content: bytes, marks: list[Mark]) -> RegisteredFile | None:
    """A file of ours to whose end something was added: the register knows its beginning, whatever key signed it."""
    ends = {mark.end for mark in marks if mark.end < len(content)}
    found = (find_file(session, hashlib.sha256(content[:end]).hexdigest()) for end in ends)
    return next((one for one in found if one), None)


def _our_fingerprints(settings: Settings) -> list[str]:
    """Of the key in use; without it, and for those before it, the register still knows every file by its bytes."""
    try:
        return [open_the_seal(settings).fingerprint]
    except SigningUnavailable:
        return []
