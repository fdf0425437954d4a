"""Correcting what is known about somebody who is registered."""

from dataclasses import fields
from datetime import datetime

from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.registration.actions.drafts import fill, set_roles
from plm.registration.queries import details_of, roles_of
from plm.registration.rules import PersonDetails, name_line, role_of_position
from plm.registration.tables import Participant


def correct_participant(
    session: Session, *, participant: Participant, details: PersonDetails, institution: str, actor: str, now: datetime
) -> tuple[str, ...]:
    """Write the right details over the wrong ones; returns the names of the fields that changed.

    Issued certificates keep their own copy. In a delegation the role that goes with the position changes with it.
    """
    person = session.get_one(Participant, participant.id, with_for_update=True, populate_existing=True)
    before = details_of(person)
    changed = [field.name for field in fields(details) if getattr(before, field.name) != getattr(details, field.name)]
    if person.institution != institution:
        changed.append("institution")
    if not changed:
        return ()
    if name_line(before.title_prefix, before.name, before.title_suffix) != name_line(
        details.title_prefix, details.name, details.title_suffix
    ):
        person.name_confirmed_at = None
    fill(person, details, institution=institution, cost_bearer=person.cost_bearer)
    role = role_of_position(details.position)
    if person.delegation_id is not None and role is not role_of_position(before.position):
        held = frozenset(roles_of(session, [person.id])[person.id])
        set_roles(session, person.id, held - {role_of_position(before.position)} | {role})
        changed.append("roles")
    session.flush()
    subject, facts = f"participant:{person.id}", {"changed": changed}
    record(
        session,
        actor=actor,
        verb="participant.correct",
        subject=subject,
        now=now,
        event_id=person.event_id,
        facts=facts,
    )
    return tuple(changed)
