"""Issuing, storing, revoking and replacing certificates."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, update
from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.certificates.queries import candidates_of, find_settings
from plm.certificates.rules import (
    CODE_LENGTH,
    CertificateEnded,
    CertificateSettingsMissing,
    CertificateState,
    Failure,
    Identity,
    ReasonMissing,
    check_pattern,
    number_of,
    printed_line,
)
from plm.certificates.tables import Certificate, CertificateSettings
from plm.codes import random_code
from plm.events.rules import EventMode
from plm.events.tables import Event
from plm.registration.rules import EventRole, name_line
from plm.registration.tables import Participant


@dataclass(frozen=True)
class Wording:
    """What the committee decides once for all certificates of an event."""

    number_pattern: str
    learning_hours: int | None
    signed_at_place: str
    signed_on: date
    signatory_name: str
    signatory_position: str
    attendance_required: bool = True


def save_settings(session: Session, *, event: Event, wording: Wording, by: str, now: datetime) -> None:
    """Keep the wording for certificates issued from now on; raises PatternRefused."""
    check_pattern(wording.number_pattern)
    # Two first wordings of one event take turns; the later word stands.
    session.refresh(event, with_for_update={"key_share": True})
    settings = find_settings(session, event.id)
    if settings is None:
        settings = CertificateSettings(event_id=event.id, last_serial=0)
        session.add(settings)
    for name, value in vars(wording).items():
        setattr(settings, name, value)
    settings.attendance_required = wording.attendance_required or event.mode is not EventMode.ONLINE
    session.flush()
    record(session, actor=by, verb="certificates.settings", subject=f"event:{event.id}", now=now, event_id=event.id)


def issue_certificates(session: Session, *, event: Event, requested_by: str, now: datetime) -> list[int]:
    """One row for everybody who earned one and has none of that role yet; returns the new ids, to be printed."""
    settings = lock_settings(session, event.id)
    due = [
        candidate
        for candidate in candidates_of(session, event, attendance_required=settings.attendance_required)
        if candidate.is_due
    ]
    issue = _issuing(event, settings, requested_by, now)
    rows = [issue(candidate.participant, candidate.role) for candidate in due]
    session.add_all(rows)
    session.flush()
    if rows:
        numbers = {"first": rows[0].number, "last": rows[-1].number, "count": len(rows)}
        subject = f"event:{event.id}"
        record(
            session,
            actor=requested_by,
            verb="certificates.issue",
            subject=subject,
            now=now,
            event_id=event.id,
            facts=numbers,
        )
    return [row.id for row in rows]


def lock_settings(session: Session, event_id: int) -> CertificateSettings:
    """The settings row, held until the transaction ends: whoever holds it hands out the event's numbers."""
    settings = session.get(CertificateSettings, event_id, with_for_update=True, populate_existing=True)
    if settings is None or settings.signed_on is None or not settings.signatory_name:
        raise CertificateSettingsMissing
    return settings


def store_rendered(
    session: Session, *, certificate_id: int, storage_key: str, sha256: str, size: int, now: datetime
) -> bool:
    """Note where the PDF lies; False when another worker was faster."""
    values = {"storage_key": storage_key, "sha256": sha256, "size": size, "rendered_at": now, "failure": ""}
    return _change_unprinted(session, certificate_id, values)


def note_failure(session: Session, *, certificate_id: int, failure: Failure) -> bool:
    """Say why there is no PDF, until somebody asks again."""
    return _change_unprinted(session, certificate_id, {"failure": failure})


def revoke_certificate(session: Session, *, certificate: Certificate, reason: str, by: str, now: datetime) -> None:
    """Its QR says "dicabut" from now on; nothing is deleted."""
    _end(session, certificate, CertificateState.REVOKED, reason=reason, now=now)
    _note(session, "certificates.revoke", certificate, reason=reason, by=by, now=now)


def reissue_certificate(
    session: Session, *, certificate: Certificate, event: Event, reason: str, by: str, now: datetime
) -> int:
    """A new certificate with a new number and today's identity; the old one names it. Returns the new id."""
    settings = lock_settings(session, event.id)
    session.refresh(certificate)
    if certificate.replaced_by_id is not None:
        raise CertificateEnded(number=certificate.number)
    if certificate.state is CertificateState.ISSUED:
        _end(session, certificate, CertificateState.REPLACED, reason=reason, now=now)
    person = session.get_one(Participant, certificate.participant_id)
    successor = _issuing(event, settings, by, now)(person, certificate.role)
    session.add(successor)
    session.flush()
    certificate.replaced_by_id = successor.id
    _note(session, "certificates.replace", certificate, reason=reason, by=by, now=now)
    session.flush()
    return successor.id


def _issuing(
    event: Event, settings: CertificateSettings, issued_by: str, now: datetime
) -> Callable[[Participant, EventRole], Certificate]:
    """Makes rows with the next numbers; the caller holds the settings row."""

    def issue(person: Participant, role: EventRole) -> Certificate:
        identity = _identity(person, event, settings)
        settings.last_serial += 1
        return Certificate(
            event_id=event.id,
            participant_id=person.id,
            role=role,
            serial=settings.last_serial,
            number=number_of(settings.number_pattern, serial=settings.last_serial, on=identity.signed_on),
            code=random_code(CODE_LENGTH),
            identity=identity.as_document(),
            state=CertificateState.ISSUED,
            issued_at=now,
            issued_by=issued_by,
            failure="",
        )

    return issue


def _identity(person: Participant, event: Event, settings: CertificateSettings) -> Identity:
    if settings.signed_on is None:
        raise CertificateSettingsMissing
    place = ", ".join(filter(None, (printed_line(event.place), printed_line(event.city))))
    return Identity(
        name=printed_line(name_line(person.title_prefix, person.name, person.title_suffix)),
        nip=printed_line(person.nip),
        institution=printed_line(person.institution),
        event=printed_line(event.name),
        place=place,
        organiser=printed_line(event.organiser),
        starts_on=event.starts_on,
        ends_on=event.ends_on,
        mode=event.mode,
        learning_hours=settings.learning_hours,
        signed_at_place=printed_line(settings.signed_at_place),
        signed_on=settings.signed_on,
        signatory_name=printed_line(settings.signatory_name),
        signatory_position=printed_line(settings.signatory_position),
    )


def _end(session: Session, certificate: Certificate, state: CertificateState, *, reason: str, now: datetime) -> None:
    """Leave `issued` once: of two that try, the second is refused."""
    if not reason:
        raise ReasonMissing
    values = {"state": state, "ended_at": now, "end_reason": reason}
    if not _change(session, certificate.id, Certificate.state == CertificateState.ISSUED, values):
        raise CertificateEnded(number=certificate.number)
    session.refresh(certificate)


def _change_unprinted(session: Session, certificate_id: int, values: dict[str, object]) -> bool:
    return _change(session, certificate_id, Certificate.rendered_at.is_(None), values)


def _change(session: Session, certificate_id: int, still: ColumnElement[bool], values: dict[str, object]) -> bool:
    statement = update(Certificate).where(Certificate.id == certificate_id, still).values(**values)
    return session.connection().execute(statement).rowcount == 1


def _note(session: Session, verb: str, certificate: Certificate, *, reason: str, by: str, now: datetime) -> None:
    subject = f"certificate:{certificate.id}"
    record(session, actor=by, verb=verb, subject=subject, now=now, event_id=certificate.event_id, reason=reason)
