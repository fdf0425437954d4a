"""After the registration is sent: somebody else comes instead, or somebody comes no more."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.invitations.actions import lock_invitation, reply_to
from plm.invitations.rules import Reply
from plm.registration.actions.drafts import fill, lock_delegation, new_participant, set_roles
from plm.registration.actions.seats import give_back_seats
from plm.registration.queries import roles_of
from plm.registration.rules import (
    NotRegistered,
    ParticipantState,
    PersonDetails,
    ReasonMissing,
    role_of_position,
    takes_seat,
)
from plm.registration.tables import Delegation, Participant


def substitute_participant(
    session: Session, *, participant: Participant, details: PersonDetails, secret_key: str, actor: str, now: datetime
) -> Participant:
    """Somebody else takes the place: the seat, the number in the delegation, who pays, and the roles but for what the
    position decides. The one who leaves is kept as substituted; raises NotRegistered for anybody else.
    """
    person = _lock_registered(session, participant)
    roles = frozenset(roles_of(session, [person.id])[person.id])
    number, person.position_number = person.position_number, None
    person.state, person.ended_at = ParticipantState.SUBSTITUTED, now
    session.flush()
    fresh = new_participant(person.event_id, secret_key=secret_key, now=now)
    fresh.delegation_id, fresh.position_number = person.delegation_id, number
    fill(fresh, details, institution=person.institution, cost_bearer=person.cost_bearer)
    session.add(fresh)
    session.flush()
    if person.delegation_id is not None:
        before, after = role_of_position(person.position), role_of_position(details.position)
        roles = roles - {before} | {after}
    set_roles(session, fresh.id, roles)
    person.substituted_by_id = fresh.id
    session.flush()
    _note(session, person, "participant.substitute", actor, now, facts={"by": f"participant:{fresh.id}"})
    return fresh


def cancel_participant(
    session: Session, *, participant: Participant, reason: str, actor: str, now: datetime
) -> Delegation | None:
    """Somebody comes no more: the seat is free. The delegation whose last one it was is given back as cancelled.

    Its place goes to the reserve, as if the library had declined. A second time, or for a draft, NotRegistered.
    """
    if not reason.strip():
        raise ReasonMissing
    person = _lock_registered(session, participant)
    roles = frozenset(roles_of(session, [person.id])[person.id])
    person.state, person.ended_at, person.end_reason = ParticipantState.CANCELLED, now, reason.strip()
    person.position_number = None
    session.flush()
    _note(session, person, "participant.cancel", actor, now, reason=reason.strip())
    if person.delegation_id is None:
        if takes_seat(roles):
            give_back_seats(session, person.event_id, 1)
        return None
    give_back_seats(session, person.event_id, 1)
    return _shrink(session, person.delegation_id, reason.strip(), actor, now)


def _lock_registered(session: Session, participant: Participant) -> Participant:
    """The person as they stand now; whoever changes the same delegation waits."""
    delegation = None
    if participant.delegation_id is not None:
        # The invitation before the delegation, as everywhere, so that nobody waits in a circle.
        found = session.get_one(Delegation, participant.delegation_id)
        lock_invitation(session, found.invitation_id)
        delegation = lock_delegation(session, found.id)
    person = session.get_one(Participant, participant.id, with_for_update={"key_share": True}, populate_existing=True)
    is_sent = delegation is None or delegation.submitted_at is not None
    if person.state is not ParticipantState.ACTIVE or not is_sent:
        raise NotRegistered
    return person


def _shrink(session: Session, delegation_id: int, reason: str, actor: str, now: datetime) -> Delegation | None:
    delegation = session.get_one(Delegation, delegation_id)
    left = session.scalar(
        select(func.count()).where(
            Participant.delegation_id == delegation_id, Participant.state == ParticipantState.ACTIVE
        )
    )
    delegation.seats = left or 0
    if left:
        session.flush()
        return None
    delegation.cancelled_at = now
    session.flush()
    invitation = lock_invitation(session, delegation.invitation_id)
    reply_to(session, invitation=invitation, reply=Reply.DECLINED, reason=reason, actor=actor, now=now)
    return delegation


def _note(
    session: Session,
    person: Participant,
    verb: str,
    actor: str,
    now: datetime,
    *,
    reason: str = "",
    facts: dict[str, str] | None = None,
) -> None:
    subject = f"participant:{person.id}"
    record(
        session, actor=actor, verb=verb, subject=subject, now=now, event_id=person.event_id, reason=reason, facts=facts
    )
