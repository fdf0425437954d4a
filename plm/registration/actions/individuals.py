"""People who come without a library: speakers, committee, guests."""

from datetime import datetime

from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.registration.actions.drafts import fill, new_participant, set_roles
from plm.registration.actions.seats import give_back_seats, take_seats
from plm.registration.queries import roles_of
from plm.registration.rules import (
    CostBearer,
    EventRole,
    NotRegistered,
    ParticipantState,
    PersonDetails,
    RoleMissing,
    takes_seat,
)
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


def give_role(session: Session, *, participant: Participant, role: EventRole, actor: str, now: datetime) -> bool:
    """One more role; a certificate is earned for each. False when the person has it already."""
    return _change_role(session, participant, role, True, actor, now)


def take_role(session: Session, *, participant: Participant, role: EventRole, actor: str, now: datetime) -> bool:
    """One role less; the last one stays, with RoleMissing. False when the person does not have it."""
    return _change_role(session, participant, role, False, actor, now)


def _change_role(
    session: Session, participant: Participant, role: EventRole, wanted: bool, actor: str, now: datetime
) -> bool:
    person = session.get_one(Participant, participant.id, with_for_update={"key_share": True}, populate_existing=True)
    if person.state is not ParticipantState.ACTIVE:
        raise NotRegistered
    held = frozenset(roles_of(session, [person.id])[person.id])
    after = held | {role} if wanted else held - {role}
    if after == held:
        return False
    if not after:
        raise RoleMissing
    # In a delegation everybody sits on a seat of their own, whatever else they do there.
    before_sat, after_sat = (person.delegation_id is not None or takes_seat(roles) for roles in (held, after))
    if after_sat and not before_sat:
        take_seats(session, person.event_id, 1)
    elif before_sat and not after_sat:
        give_back_seats(session, person.event_id, 1)
    set_roles(session, person.id, after)
    verb = "role.give" if wanted else "role.take"
    subject, facts = f"participant:{person.id}", {"role": role.value}
    record(session, actor=actor, verb=verb, subject=subject, now=now, event_id=person.event_id, facts=facts)
    return True
