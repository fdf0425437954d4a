"""Sending the delegation: from a draft to seats."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, update
from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.events.queries import get_event_by_id
from plm.invitations.actions import lock_invitation
from plm.invitations.rules import Reply
from plm.registration.actions.drafts import lock_delegation
from plm.registration.actions.pages import drop_pages
from plm.registration.actions.seats import take_seats
from plm.registration.queries import details_of, find_letter, papers_of, roster_of, unsettled_pages
from plm.registration.rules import (
    DocumentState,
    InvitationNotAccepted,
    LetterMissing,
    PapersMissing,
    require_people,
    require_window,
)
from plm.registration.tables import Delegation


def submit_delegation(session: Session, *, delegation: Delegation, now: datetime) -> bool:
    """Send the draft and take its seats, once however often it is sent; True when this call did it.

    Outside the window, without acceptance, people or letter, or past the capacity it raises the refusal of that name.
    """
    invitation = lock_invitation(session, delegation.invitation_id)
    delegation = lock_delegation(session, delegation.id)
    if delegation.submitted_at is not None:
        return False
    if invitation.reply is not Reply.ACCEPTED:
        raise InvitationNotAccepted
    _require_ready(session, delegation, now)
    if not _mark_submitted(session, delegation, now):
        return False
    take_seats(session, delegation.event_id, delegation.seats)
    drop_pages(session, delegation.id)
    actor, subject = f"library:{delegation.library_id}", f"delegation:{delegation.id}"
    facts = {"seats": delegation.seats}
    record(
        session,
        actor=actor,
        verb="delegation.submit",
        subject=subject,
        now=now,
        event_id=delegation.event_id,
        facts=facts,
    )
    return True


def _require_ready(session: Session, delegation: Delegation, now: datetime) -> None:
    event = get_event_by_id(session, delegation.event_id)
    opens_at, closes_at = event.registration_opens_at, event.registration_closes_at
    require_window(opens_at=opens_at, closes_at=closes_at, zone=event.zone, now=now)
    roster = roster_of(session, delegation.id)
    people = {person.position_number or 0: details_of(person) for person in roster}
    unsettled = {person for _, person in unsettled_pages(session, delegation.id)}
    require_people(
        {number: known for number, known in people.items() if number not in unsettled}, seats=delegation.seats
    )
    letter = find_letter(session, delegation.id)
    if letter is None or letter.state is DocumentState.REJECTED:
        raise LetterMissing
    asked = papers_of(session, event.id, delegation_id=delegation.id, participant_ids=[person.id for person in roster])
    if missing := [one.asked.name for one in asked if one.is_due]:
        raise PapersMissing(names=list(dict.fromkeys(missing)))


def _mark_submitted(session: Session, delegation: Delegation, now: datetime) -> bool:
    statement = (
        update(Delegation)
        .where(Delegation.id == delegation.id, Delegation.submitted_at.is_(None))
        .values(submitted_at=now, saved_at=now)
        .execution_options(synchronize_session=False)
    )
    marked = cast("CursorResult[Any]", session.execute(statement)).rowcount == 1
    session.refresh(delegation)
    return marked
