"""Corrections that are asked for, and specific personal data."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from plm.errors import NotFound
from plm.registration.queries.people import registered
from plm.registration.rules import Ask, CorrectionState
from plm.registration.tables import CorrectionRequest, Delegation, Participant, SpecificAnswer


def find_open_correction(session: Session, participant_id: int) -> CorrectionRequest | None:
    """What the person asks to have put right, until it is answered."""
    query = select(CorrectionRequest).where(CorrectionRequest.participant_id == participant_id)
    return session.scalar(query.where(CorrectionRequest.state == CorrectionState.OPEN))


def latest_correction(session: Session, participant_id: int) -> CorrectionRequest | None:
    """The last one, answered or not."""
    query = select(CorrectionRequest).where(CorrectionRequest.participant_id == participant_id)
    return session.scalar(query.order_by(CorrectionRequest.id.desc()).limit(1))


def get_correction(session: Session, event_id: int, correction_id: int) -> CorrectionRequest:
    """A request of this event, or NotFound."""
    found = session.get(CorrectionRequest, correction_id)
    if found is None or found.event_id != event_id:
        raise NotFound(what="correction", value=correction_id)
    return found


def open_corrections(session: Session, event_id: int) -> list[tuple[CorrectionRequest, Participant]]:
    """What waits for an answer, the oldest first."""
    query = (
        select(CorrectionRequest, Participant)
        .join(Participant, Participant.id == CorrectionRequest.participant_id)
        .where(CorrectionRequest.event_id == event_id, CorrectionRequest.state == CorrectionState.OPEN)
        .order_by(CorrectionRequest.asked_at, CorrectionRequest.id)
    )
    return [(asked, person) for asked, person in session.execute(query)]


def specific_of(session: Session, participant_id: int) -> dict[Ask, SpecificAnswer]:
    """What one person has given."""
    query = select(SpecificAnswer).where(SpecificAnswer.participant_id == participant_id)
    return {answer.ask: answer for answer in session.scalars(query)}


def specific_at(session: Session, event_id: int, ask: Ask) -> list[tuple[Participant, SpecificAnswer]]:
    """What was given under one heading by those who come, by name."""
    query = (
        select(Participant, SpecificAnswer)
        .join(SpecificAnswer, SpecificAnswer.participant_id == Participant.id)
        .outerjoin(Delegation, Delegation.id == Participant.delegation_id)
        .where(Participant.event_id == event_id, SpecificAnswer.ask == ask, *registered())
        .order_by(Participant.name, Participant.id)
    )
    return [(person, answer) for person, answer in session.execute(query)]
