"""Putting two rows of one person together."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.registration.actions.drafts import fill, lock_delegation, set_roles
from plm.registration.actions.seats import give_back_seats
from plm.registration.queries import details_of, roles_of
from plm.registration.rules import MergeRefused, NotRegistered, ParticipantState, merged, takes_seat
from plm.registration.tables import Participant


def merge_participants(
    session: Session, *, keep: Participant, drop: Participant, actor: str, now: datetime
) -> Participant:
    """The kept one knows what both knew and has the roles of both; the other gives its seat back and stays as merged.

    Raises MergeRefused for one person twice, NotRegistered when either holds no seat any more.
    """
    if keep.id == drop.id or keep.event_id != drop.event_id:
        raise MergeRefused(cause="same")
    # In the order of their ids, so that two merges of one pair wait for each other and not in a circle.
    for person in sorted((keep, drop), key=lambda one: one.id):
        if person.delegation_id is not None:
            lock_delegation(session, person.delegation_id)
        session.refresh(person, with_for_update={"key_share": True})
        if person.state is not ParticipantState.ACTIVE:
            raise NotRegistered
    roles = {person_id: frozenset(held) for person_id, held in roles_of(session, [keep.id, drop.id]).items()}
    both = roles[keep.id] | roles[drop.id]
    sat = sum(person.delegation_id is not None or takes_seat(roles[person.id]) for person in (keep, drop))
    fill(
        keep,
        merged(details_of(keep), details_of(drop)),
        institution=keep.institution,
        cost_bearer=keep.cost_bearer,
    )
    set_roles(session, keep.id, both)
    drop.state, drop.position_number = ParticipantState.MERGED, None
    drop.ended_at, drop.substituted_by_id = now, keep.id
    session.flush()
    if sat == 2:
        give_back_seats(session, keep.event_id, 1)
    _count_again(session, drop.delegation_id)
    facts = {"into": f"participant:{keep.id}"}
    subject = f"participant:{drop.id}"
    record(
        session,
        actor=actor,
        verb="participant.merge",
        subject=subject,
        now=now,
        event_id=keep.event_id,
        facts=facts,
    )
    return keep


def _count_again(session: Session, delegation_id: int | None) -> None:
    if delegation_id is None:
        return
    delegation = lock_delegation(session, delegation_id)
    left = select(func.count()).where(
        Participant.delegation_id == delegation_id, Participant.state == ParticipantState.ACTIVE
    )
    delegation.seats = session.scalar(left) or 0
    session.flush()
