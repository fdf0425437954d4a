"""People who come without a library: speakers, committee, guests."""

from datetime import datetime

from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.registration.actions.drafts import fill, new_participant, set_roles
from plm.registration.actions.seats import take_seats
from plm.registration.rules import CostBearer, EventRole, PersonDetails, RoleMissing, takes_seat
from plm.registration.tables import Participant


def add_person(
    session: Session,
    *,
    event_id: int,
    details: PersonDetails,
    institution: str,
    roles: frozenset[EventRole],
    cost_bearer: CostBearer,
    secret_key: str,
    actor: str,
    now: datetime,
) -> Participant:
    """Register one person at once; who attends takes a seat, who works at the event does not."""
    if not roles:
        raise RoleMissing
    if takes_seat(roles):
        take_seats(session, event_id, 1)
    person = new_participant(event_id, secret_key=secret_key, now=now)
    fill(person, details, institution=institution, cost_bearer=cost_bearer)
    session.add(person)
    session.flush()
    set_roles(session, person.id, roles)
    record(
        session,
        actor=actor,
        verb="participant.add",
        subject=f"participant:{person.id}",
        now=now,
        event_id=event_id,
        facts={"roles": sorted(roles)},
    )
    return person
