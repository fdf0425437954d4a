"""Certificates of one person."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from plm.certificates.tables import Certificate
from plm.codes import read_code


def certificates_of_participant(session: Session, participant_id: int) -> list[Certificate]:
    """All of one person's certificates, the latest first."""
    query = select(Certificate).where(Certificate.participant_id == participant_id).order_by(Certificate.id.desc())
    return list(session.scalars(query))


def certificates_of_award(session: Session, award_id: int) -> list[Certificate]:
    """All certificates of one award, the latest first."""
    query = select(Certificate).where(Certificate.award_id == award_id).order_by(Certificate.id.desc())
    return list(session.scalars(query))


def find_own_certificate(session: Session, participant_id: int, code: str) -> Certificate | None:
    """One person's certificate by its code: nobody reaches another's."""
    return session.scalar(
        select(Certificate).where(Certificate.participant_id == participant_id, Certificate.code == read_code(code))
    )
