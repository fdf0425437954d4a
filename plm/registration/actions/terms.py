"""What an event asks and allows, and the answers."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.registration.actions.drafts import find_person, lock_draft
from plm.registration.actions.pages import settle_page
from plm.registration.queries import journeys_of
from plm.registration.rules import Journey, RegistrationTerms, StepKind
from plm.registration.tables import Delegation, JourneyAnswer, Participant, RegistrationSetting


def revise_terms(
    session: Session, *, event_id: int, terms: RegistrationTerms, actor: str, now: datetime
) -> RegistrationSetting:
    """Say what the event asks and allows from now on; answers that were given stay."""
    kept = session.get(RegistrationSetting, event_id) or RegistrationSetting(event_id=event_id)
    kept.asks, kept.extra, kept.substitution_until = sorted(terms.asks), terms.extra, terms.substitution_until
    kept.revised_at, kept.revised_by = now, actor
    session.add(kept)
    session.flush()
    facts = {"asks": kept.asks, "extra": kept.extra}
    record(session, actor=actor, verb="registration.terms", subject="event", now=now, event_id=event_id, facts=facts)
    return kept


def save_journey(session: Session, *, participant: Participant, journey: Journey, now: datetime) -> None:
    """Store how somebody comes, stays and goes, over what was answered before."""
    kept = session.get(JourneyAnswer, participant.id, with_for_update=True)
    if kept is None:
        kept = JourneyAnswer(participant_id=participant.id, event_id=participant.event_id)
    for name, value in asdict(journey).items():
        setattr(kept, name, value)
    kept.answered_at = now
    session.add(kept)
    session.flush()


def save_journey_page(
    session: Session, *, delegation: Delegation, number: int, journey: Journey, seen: int | None, now: datetime
) -> bool:
    """The same from a draft's page; False while nobody has this number yet. May raise PageChanged."""
    delegation = lock_draft(session, delegation.id)
    person = find_person(session, delegation.id, number)
    if person is None:
        return False
    # The same answers again, by a double click or from two tabs, contradict nobody.
    seen = None if journeys_of(session, [person.id]).get(person.id) == journey else seen
    settle_page(session, delegation=delegation, page=StepKind.JOURNEY, person=number, seen=seen, now=now)
    save_journey(session, participant=person, journey=journey, now=now)
    return True
