"""Reading the register, and who stands where before anything is issued."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from plm.certificates.rules import (
    CODE_LENGTH,
    CertificateState,
    Earned,
    Identity,
    NotEarned,
    Paper,
    Policy,
    RegisterPart,
    Standing,
    Unmet,
    decide,
    printed_line,
)
from plm.certificates.tables import Certificate, CertificateSettings
from plm.checkin.queries import attended_participant_ids
from plm.codes import read_code
from plm.errors import NotFound
from plm.events.tables import Event
from plm.registration.rules import EventRole, name_line
from plm.registration.tables import Delegation, Participant, ParticipantRole


@dataclass(frozen=True)
class Candidate:
    """One person in one role, with the decision; `issued` when the register has a line of any state."""

    participant: Participant
    role: EventRole
    decision: Earned | NotEarned
    issued: bool

    @property
    def name(self) -> str:
        """As it would be printed."""
        person = self.participant
        return printed_line(name_line(person.title_prefix, person.name, person.title_suffix))

    @property
    def unmet(self) -> tuple[Unmet, ...]:
        return self.decision.unmet if isinstance(self.decision, NotEarned) else ()

    @property
    def is_due(self) -> bool:
        return isinstance(self.decision, Earned) and not self.issued


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


@dataclass(frozen=True)
class RegisterLine:
    """What anybody with the code may know, and no more."""

    number: str
    name: str
    role: EventRole
    event: str
    starts_on: date
    ends_on: date
    state: CertificateState
    ended_at: datetime | None
    replaced_by_number: str | None
    replaced_by_code: str | None


def find_settings(session: Session, event_id: int) -> CertificateSettings | None:
    return session.get(CertificateSettings, event_id)


def candidates_of(session: Session, event: Event, *, attendance_required: bool) -> list[Candidate]:
    """Everybody of the event in each of their roles, by name."""
    policy = Policy(event.mode, attendance_required)
    registered = select(Certificate.participant_id, Certificate.role).where(Certificate.event_id == event.id)
    here = attended_participant_ids(session, event.id)
    known = {(person, role) for person, role in session.execute(registered)}
    query = (
        select(Participant, ParticipantRole.role, or_(Delegation.id.is_(None), Delegation.submitted_at.is_not(None)))
        .join(ParticipantRole, ParticipantRole.participant_id == Participant.id)
        .outerjoin(Delegation, Delegation.id == Participant.delegation_id)
        .where(Participant.event_id == event.id)
        .order_by(Participant.name, Participant.id, ParticipantRole.role)
    )
    return [
        Candidate(
            person,
            role,
            decide(Standing(role, person.state, bool(submitted), person.id in here), policy),
            (person.id, role) in known,
        )
        for person, role, submitted in session.execute(query)
    ]


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


def certificates_of_participant(session: Session, participant_id: int) -> list[Certificate]:
    """All of one person's certificates, the latest first."""
    query = select(Certificate).where(Certificate.participant_id == participant_id).order_by(Certificate.id.desc())
    return list(session.scalars(query))


def find_own_certificate(session: Session, participant_id: int, code: str) -> Certificate | None:
    """One person's certificate by its code: nobody reaches another's."""
    return session.scalar(
        select(Certificate).where(Certificate.participant_id == participant_id, Certificate.code == read_code(code))
    )


def find_line(session: Session, code: str) -> tuple[RegisterLine, Event] | None:
    """What the public may see of a code, with the event for its zone."""
    meant = read_code(code)
    return _line(session, Certificate.code == meant) if len(meant) == CODE_LENGTH else None


def find_line_by_sha256(session: Session, sha256: str) -> RegisterLine | None:
    """The line whose PDF has exactly these bytes."""
    found = _line(session, Certificate.sha256 == sha256)
    return found[0] if found else None


def find_paper(session: Session, certificate_id: int) -> Paper | None:
    """What still has to be printed; None when it is done, ended or failed."""
    row = session.get(Certificate, certificate_id, populate_existing=True)
    if row is None or row.rendered_at or row.state is not CertificateState.ISSUED:
        return None
    return Paper(row.event_id, row.number, row.code, row.role, Identity.from_document(row.identity))


def ids_to_print(session: Session, event_id: int) -> list[int]:
    """Valid certificates without a PDF, the failed ones among them."""
    waiting = and_(Certificate.rendered_at.is_(None), Certificate.state == CertificateState.ISSUED)
    query = select(Certificate.id).where(Certificate.event_id == event_id, waiting).order_by(Certificate.id)
    return list(session.scalars(query))


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


def _line(session: Session, condition: ColumnElement[bool]) -> tuple[RegisterLine, Event] | None:
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
