"""Everything that is kept of one person, across the rooms."""

from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from plm.certificates.tables import Certificate
from plm.checkin.tables import Presence, Ticket
from plm.feedback.queries import find_answer
from plm.logistics.queries import stay_wish_of
from plm.registration.queries import details_of, journeys_of, roles_of, specific_of
from plm.registration.tables import CorrectionRequest, Document, Participant


def own_data_of(session: Session, person: Participant) -> dict[str, Any]:
    """Everything that is kept of one person, as JSON can say it (UU 27/2022, articles 7 and 13)."""
    tickets = session.scalars(select(Ticket).where(Ticket.participant_id == person.id)).all()
    entries = session.scalars(
        select(Presence).where(Presence.ticket_id.in_([ticket.id for ticket in tickets]), Presence.scan_id.is_not(None))
    )
    papers = session.scalars(select(Document).where(Document.participant_id == person.id))
    certificates = session.scalars(select(Certificate).where(Certificate.participant_id == person.id))
    asked = session.scalars(select(CorrectionRequest).where(CorrectionRequest.participant_id == person.id))
    journey = journeys_of(session, [person.id]).get(person.id)
    return {
        "person": {**asdict(details_of(person)), "institution": person.institution},
        "registered_at": _plain(person.created_at),
        "state": person.state.value,
        "cost_bearer": person.cost_bearer.value,
        "name_confirmed_at": _plain(person.name_confirmed_at),
        "roles": [role.value for role in roles_of(session, [person.id])[person.id]],
        "journey": _dataclass(journey),
        "stay": _dataclass(stay_wish_of(session, person.id)),
        "specific": {
            ask.value: {"words": answer.words, "consented_at": _plain(answer.consented_at)}
            for ask, answer in specific_of(session, person.id).items()
        },
        "papers": [
            {"filename": one.filename, "state": one.state.value, "uploaded_at": _plain(one.uploaded_at)}
            for one in papers
        ],
        "tickets": [{"issued_at": _plain(one.issued_at), "revoked_at": _plain(one.revoked_at)} for one in tickets],
        "attendance": [{"day": one.day.isoformat(), "entered_at": _plain(one.entered_at)} for one in entries],
        "certificates": [{"number": one.number, "state": one.state.value} for one in certificates],
        "feedback": _dataclass(find_answer(session, person.id)),
        "corrections": [
            {"wanted": one.wanted, "asked_at": _plain(one.asked_at), "state": one.state.value, "answer": one.answer}
            for one in asked
        ],
    }


def _dataclass(value: Any) -> dict[str, Any] | None:
    return {name: _plain(one) for name, one in asdict(value).items()} if value else None


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
