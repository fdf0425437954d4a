"""Handing out numbers: one row for each certificate."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.awards.queries import Given
from plm.certificates.actions.templates import version_for
from plm.certificates.queries import Candidate, candidates_of
from plm.certificates.rules import (
    CODE_LENGTH,
    CertificateSettingsMissing,
    CertificateState,
    EarnedRole,
    Identity,
    number_of,
    printed_line,
)
from plm.certificates.tables import Certificate, CertificateRun, CertificateSettings
from plm.codes import random_code
from plm.errors import NotFound
from plm.events.tables import Event
from plm.registration.rules import name_line
from plm.registration.tables import Participant


@dataclass(frozen=True)
class Owner:
    """Whose certificate it is, as typed: somebody who took part, or the winner of an award."""

    name: str
    nip: str
    institution: str
    participant_id: int | None
    award_id: int | None = None
    award: str = ""


def issue_certificates(session: Session, *, event: Event, requested_by: str, now: datetime) -> list[int]:
    """One row for everybody who earned one and has none of that role yet; returns the new ids, to be printed."""
    settings = lock_settings(session, event.id)
    issue = issuing(session, event, settings, requested_by, now)
    due = [candidate for candidate in candidates_of(session, event) if candidate.is_due]
    rows = [issue(owner_of(candidate), candidate.role) for candidate in due]
    _join_in_a_run(session, rows, event_id=event.id, asked_by=requested_by, now=now)
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


def _join_in_a_run(session: Session, rows: list[Certificate], *, event_id: int, asked_by: str, now: datetime) -> None:
    """What is issued together is watched, paused and resumed together; nothing issued is no run."""
    if not rows:
        return
    run = CertificateRun(event_id=event_id, asked_at=now, asked_by=asked_by, total=len(rows))
    session.add(run)
    session.flush()
    for row in rows:
        row.run_id = run.id
    session.add_all(rows)
    session.flush()


def lock_settings(session: Session, event_id: int) -> CertificateSettings:
    """The settings row, held until the transaction ends: whoever holds it hands out the event's numbers."""
    settings = session.get(CertificateSettings, event_id, with_for_update=True, populate_existing=True)
    if settings is None or settings.signed_on is None or not settings.signatory_name:
        raise CertificateSettingsMissing
    return settings


def issuing(
    session: Session, event: Event, settings: CertificateSettings, issued_by: str, now: datetime
) -> Callable[[Owner, EarnedRole], Certificate]:
    """Makes rows with the next numbers and today's template; the caller holds the settings row."""

    @cache
    def version_of(role: EarnedRole) -> int:
        return version_for(session, event=event, role=role, now=now, by=issued_by)

    def issue(owner: Owner, role: EarnedRole) -> Certificate:
        identity = identity_of(owner, event, settings)
        settings.last_serial += 1
        return Certificate(
            event_id=event.id,
            participant_id=owner.participant_id,
            award_id=owner.award_id,
            role=role,
            serial=settings.last_serial,
            number=number_of(settings.number_pattern, serial=settings.last_serial, on=identity.signed_on),
            code=random_code(CODE_LENGTH),
            identity=identity.as_document(),
            state=CertificateState.ISSUED,
            issued_at=now,
            issued_by=issued_by,
            template_version_id=version_of(role),
            failure="",
        )

    return issue


def owner_of_person(person: Participant) -> Owner:
    """Whoever took part."""
    name = name_line(person.title_prefix, person.name, person.title_suffix)
    return Owner(name, person.nip, person.institution, person.id)


def owner_of_award(given: Given) -> Owner:
    """Whoever won: a person with their NIP, or a library, which has none."""
    winner, person = given.winner, given.winner.participant
    nip, person_id = (person.nip, person.id) if person else ("", None)
    return Owner(winner.name, nip, winner.institution, person_id, given.award.id, given.line)


def owner_of(candidate: Candidate) -> Owner:
    """Whose certificate a candidate's would be."""
    if candidate.given is not None:
        return owner_of_award(candidate.given)
    if candidate.participant is None:
        raise NotFound(what="participant", value=None)
    return owner_of_person(candidate.participant)


def identity_of(owner: Owner, event: Event, settings: CertificateSettings) -> Identity:
    """What would stand on the paper now."""
    if settings.signed_on is None:
        raise CertificateSettingsMissing
    place = ", ".join(filter(None, (printed_line(event.place), printed_line(event.city))))
    return Identity(
        name=printed_line(owner.name),
        nip=printed_line(owner.nip),
        institution=printed_line(owner.institution),
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
        award=printed_line(owner.award),
    )
