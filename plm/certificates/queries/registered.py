"""What the register knows of a file brought to be checked."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from plm.certificates.queries.lines import RegisterLine, line_of
from plm.certificates.rules import Authority
from plm.certificates.tables import Certificate
from plm.events.rules import Zone


@dataclass(frozen=True)
class RegisteredFile:
    """A line with what is known of its PDF."""

    line: RegisterLine
    code: str
    zone: Zone
    signer: str
    authority: Authority | None


def find_file(session: Session, sha256: str) -> RegisteredFile | None:
    """The certificate whose signed PDF has exactly these bytes."""
    query = select(Certificate).where(Certificate.sha256 == sha256, Certificate.awaits_seal.is_(False))
    certificate = session.scalar(query)
    found = line_of(session, Certificate.id == certificate.id) if certificate is not None else None
    if certificate is None or found is None:
        return None
    line, event = found
    return RegisteredFile(line, certificate.code, event.zone, certificate.signer, certificate.authority)


def first_known_code(session: Session, codes: Iterable[str]) -> str | None:
    """The first of these that is a certificate's."""
    wanted = list(codes)
    known = set(session.scalars(select(Certificate.code).where(Certificate.code.in_(wanted)))) if wanted else set()
    return next((code for code in wanted if code in known), None)
