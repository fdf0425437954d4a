"""What an event asks, and what was answered."""

from collections.abc import Iterable
from dataclasses import fields

from sqlalchemy import select
from sqlalchemy.orm import Session

from plm.registration.rules import Ask, Journey, RegistrationTerms
from plm.registration.tables import JourneyAnswer, RegistrationSetting


def terms_of(session: Session, event_id: int) -> RegistrationTerms:
    """What the event asks and allows; nothing special where nobody has said."""
    kept = session.get(RegistrationSetting, event_id)
    if kept is None:
        return RegistrationTerms()
    asks = frozenset(Ask(word) for word in kept.asks)
    return RegistrationTerms(asks=asks, extra=kept.extra, substitution_until=kept.substitution_until)


def journeys_of(session: Session, participant_ids: Iterable[int]) -> dict[int, Journey]:
    """Who has answered how they come, stay and go; one statement."""
    query = select(JourneyAnswer).where(JourneyAnswer.participant_id.in_(list(participant_ids)))
    return {
        answer.participant_id: Journey(**{one.name: getattr(answer, one.name) for one in fields(Journey)})
        for answer in session.scalars(query)
    }
