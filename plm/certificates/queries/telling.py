"""Whom to tell that a certificate is ready."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from plm.awards.tables import Award
from plm.certificates.rules import CertificateState
from plm.certificates.tables import Certificate
from plm.libraries.tables import Library
from plm.registration.tables import Participant

# Who holds it: the person, or the library that won.
_ADDRESS = func.coalesce(func.nullif(Participant.email, ""), func.nullif(Library.email, ""))


def addresses_to_tell(session: Session, event_id: int, which: ColumnElement[bool]) -> list[tuple[int, str]]:
    """Certificates that can be fetched and were told of never, each with its holder's address."""
    rows = session.execute(_to_tell(event_id).where(which).order_by(Certificate.id))
    return [(certificate_id, address) for certificate_id, address in rows]


def count_unmailed(session: Session, event_id: int) -> int:
    """How many of the event could be told now."""
    return session.scalar(select(func.count()).select_from(_to_tell(event_id).subquery())) or 0


def _to_tell(event_id: int) -> Select[int, Any]:
    return (
        select(Certificate.id, _ADDRESS)
        .outerjoin(Participant, Participant.id == Certificate.participant_id)
        .outerjoin(Award, Award.id == Certificate.award_id)
        .outerjoin(Library, Library.id == Award.library_id)
        .where(
            Certificate.event_id == event_id,
            Certificate.state == CertificateState.ISSUED,
            Certificate.rendered_at.is_not(None),
            Certificate.awaits_seal.is_(False),
            Certificate.mailed_at.is_(None),
            _ADDRESS.is_not(None),
        )
    )
