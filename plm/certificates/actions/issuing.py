"""Handing out numbers: one row for each certificate."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.certificates.queries import candidates_of
from plm.certificates.rules import (
    CODE_LENGTH,
    Attendance,
    CertificateSettingsMissing,
    CertificateState,
    EarnedRole,
    Identity,
    number_of,
    printed_line,
)
from plm.certificates.tables import Certificate, CertificateSettings
from plm.codes import random_code
from plm.events.tables import Event
from plm.registration.rules import name_line
from plm.registration.tables import Participant


def issue_certificates(session: Session, *, event: Event, requested_by: str, now: datetime) -> list[int]:
    """One row for everybody who earned one and has none of that role yet; returns the new ids, to be printed."""
    settings = lock_settings(session, event.id)
    due = [
        candidate
        for candidate in candidates_of(session, event, attendance_required=settings.attendance is not Attendance.NONE)
        if candidate.is_due
    ]
    issue = issuing(event, settings, requested_by, now)
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


def issuing(
    event: Event, settings: CertificateSettings, issued_by: str, now: datetime
) -> Callable[[Participant, EarnedRole], Certificate]:
    """Makes rows with the next numbers; the caller holds the settings row."""

    def issue(person: Participant, role: EarnedRole) -> Certificate:
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
