"""The register of the committee, and how far its PDFs are."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from plm.certificates.rules import (
    CertificateState,
    RegisterPart,
)
from plm.certificates.tables import Certificate
from plm.errors import NotFound


@dataclass(frozen=True)
class Progress:
    """How far the PDFs of the valid certificates are."""

    issued: int
    rendered: int
    failed: int
    latest_at: datetime | None

    @property
    def waiting(self) -> int:
        return self.issued - self.rendered - self.failed


def progress_of(session: Session, event_id: int) -> Progress:
    issued, ready, failed = map(_in_part, (RegisterPart.ISSUED, RegisterPart.READY, RegisterPart.FAILED))
    query = select(
        func.count().filter(issued),
        func.count().filter(ready),
        func.count().filter(failed),
        func.max(Certificate.issued_at).filter(issued),
    ).where(Certificate.event_id == event_id)
    return Progress(*session.execute(query).one())


def certificates_of(
    session: Session, event_id: int, *, text: str = "", part: RegisterPart | None = None, limit: int, offset: int
) -> list[Certificate]:
    """The register, or one part of it, in order of number; `text` looks in number and name."""
    query = _register(event_id, text)
    if part is not None:
        query = query.where(_in_part(part))
    return list(session.scalars(query.order_by(Certificate.serial).limit(limit).offset(offset)))


def count_certificates(session: Session, event_id: int, *, text: str = "") -> dict[RegisterPart | None, int]:
    """How many certificates each part holds; under None all together."""
    parts = [func.count().filter(_in_part(part)) for part in RegisterPart]
    counts = session.execute(_register(event_id, text).with_only_columns(func.count(), *parts)).one()
    return dict(zip((None, *RegisterPart), counts, strict=True))


def get_certificate(session: Session, event_id: int, certificate_id: int) -> Certificate:
    """The certificate of this event, or NotFound."""
    found = session.get(Certificate, certificate_id)
    if found is None or found.event_id != event_id:
        raise NotFound(what="certificate", value=certificate_id)
    return found


def _in_part(part: RegisterPart) -> ColumnElement[bool]:
    issued = Certificate.state == CertificateState.ISSUED
    return {
        RegisterPart.ISSUED: issued,
        RegisterPart.READY: and_(issued, Certificate.rendered_at.is_not(None)),
        RegisterPart.FAILED: and_(issued, Certificate.failure != ""),
        RegisterPart.REVOKED: Certificate.state == CertificateState.REVOKED,
        RegisterPart.REPLACED: Certificate.state == CertificateState.REPLACED,
    }[part]


def _register(event_id: int, text: str) -> Select[Any]:
    query = select(Certificate).where(Certificate.event_id == event_id)
    if text:
        name = Certificate.identity["name"].as_string()
        query = query.where(
            or_(Certificate.number.contains(text, autoescape=True), name.icontains(text, autoescape=True))
        )
    return query
