"""What the public may know of a certificate."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased

from plm.certificates.rules import (
    CODE_LENGTH,
    CertificateState,
    EarnedRole,
    Identity,
)
from plm.certificates.tables import Certificate
from plm.codes import read_code
from plm.events.tables import Event


@dataclass(frozen=True)
class RegisterLine:
    """What anybody with the code may know, and no more."""

    number: str
    name: str
    role: EarnedRole
    event: str
    starts_on: date
    ends_on: date
    state: CertificateState
    ended_at: datetime | None
    replaced_by_number: str | None
    replaced_by_code: str | None


def find_line(session: Session, code: str) -> tuple[RegisterLine, Event] | None:
    """What the public may see of a code, with the event for its zone."""
    meant = read_code(code)
    return line_of(session, Certificate.code == meant) if len(meant) == CODE_LENGTH else None


def line_of(session: Session, condition: ColumnElement[bool]) -> tuple[RegisterLine, Event] | None:
    """The line that meets the condition, with its event."""
    successor = aliased(Certificate)
    query = (
        select(Certificate, successor.number, successor.code, Event)
        .join(Event, Event.id == Certificate.event_id)
        .outerjoin(successor, successor.id == Certificate.replaced_by_id)
        .where(condition)
    )
    row = session.execute(query).first()
    if row is None:
        return None
    certificate, number, code, event = row
    identity = Identity.from_document(certificate.identity)
    line = RegisterLine(
        number=certificate.number,
        name=identity.name,
        role=certificate.role,
        event=identity.event,
        starts_on=identity.starts_on,
        ends_on=identity.ends_on,
        state=certificate.state,
        ended_at=certificate.ended_at,
        replaced_by_number=number,
        replaced_by_code=code,
    )
    return line, event
