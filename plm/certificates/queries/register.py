"""The register of the committee, and how far its PDFs are."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from plm.certificates.rules import (
    CertificateState,
    EarnedRole,
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
    unsealed: int
    latest_at: datetime | None

    @property
    def waiting(self) -> int:
        return self.issued - self.rendered - self.failed - self.unsealed


def progress_of(session: Session, event_id: int) -> Progress:
    parts = (RegisterPart.ISSUED, RegisterPart.READY, RegisterPart.FAILED, RegisterPart.UNSEALED)
    issued, ready, failed, unsealed = map(_in_part, parts)
    query = select(
        func.count().filter(issued),
        func.count().filter(ready),
        func.count().filter(failed),
        func.count().filter(unsealed),
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
    ready = and_(issued, Certificate.rendered_at.is_not(None), Certificate.awaits_seal.is_(False))
    return {
        RegisterPart.ISSUED: issued,
        RegisterPart.READY: ready,
        RegisterPart.UNSEALED: and_(issued, Certificate.awaits_seal.is_(True)),
        RegisterPart.FETCHED: and_(ready, Certificate.fetched_at.is_not(None)),
        RegisterPart.UNFETCHED: and_(ready, Certificate.fetched_at.is_(None)),
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


def roles_issued(session: Session, event_id: int) -> list[EarnedRole]:
    """The roles that have valid certificates, in the order of the words."""
    issued = select(Certificate.role).where(Certificate.event_id == event_id, _in_part(RegisterPart.ISSUED)).distinct()
    found = set(session.scalars(issued))
    return [role for role in EarnedRole if role in found]
