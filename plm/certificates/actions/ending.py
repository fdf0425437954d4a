"""Revoking and replacing."""

from datetime import datetime

from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.awards.queries import get_given
from plm.awards.rules import AwardWithdrawn
from plm.certificates.actions.changing import change_if
from plm.certificates.actions.issuing import Owner, issuing, lock_settings, owner_of_award, owner_of_person
from plm.certificates.rules import (
    CertificateEnded,
    CertificateState,
    ReasonMissing,
)
from plm.certificates.tables import Certificate
from plm.events.tables import Event
from plm.registration.tables import Participant


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
    owner = _owner_now(session, certificate)
    if certificate.state is CertificateState.ISSUED:
        _end(session, certificate, CertificateState.REPLACED, reason=reason, now=now)
    successor = issuing(session, event, settings, by, now)(owner, certificate.role)
    session.add(successor)
    session.flush()
    certificate.replaced_by_id = successor.id
    _note(session, "certificates.replace", certificate, reason=reason, by=by, now=now)
    session.flush()
    return successor.id


def _owner_now(session: Session, certificate: Certificate) -> Owner:
    """Today's words of whoever it was issued to; raises AwardWithdrawn where nothing is won any more."""
    if certificate.award_id is not None:
        given = get_given(session, certificate.event_id, certificate.award_id)
        if given.award.withdrawn_at is not None:
            raise AwardWithdrawn
        return owner_of_award(given)
    return owner_of_person(session.get_one(Participant, certificate.participant_id))


def _end(session: Session, certificate: Certificate, state: CertificateState, *, reason: str, now: datetime) -> None:
    """Leave `issued` once: of two that try, the second is refused."""
    if not reason:
        raise ReasonMissing
    values = {"state": state, "ended_at": now, "end_reason": reason}
    if not change_if(session, certificate.id, Certificate.state == CertificateState.ISSUED, values):
        raise CertificateEnded(number=certificate.number)
    session.refresh(certificate)


def _note(session: Session, verb: str, certificate: Certificate, *, reason: str, by: str, now: datetime) -> None:
    subject = f"certificate:{certificate.id}"
    record(session, actor=by, verb=verb, subject=subject, now=now, event_id=certificate.event_id, reason=reason)
