"""What people wish for their stay."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.logistics import rules
from plm.logistics.actions.locks import hold_people
from plm.logistics.tables import RoomAssignment, StayWish
from plm.registration.queries import get_participant
from plm.registration.tables import Participant


def save_stay_wish(
    session: Session, *, event_id: int, participant_id: int, wish: rules.StayWish, now: datetime, actor: str = ""
) -> tuple[str, ...]:
    """Keep the wish in place of an earlier one; returns what changed. The trail names the fields, not the values."""
    rules.require_sound(wish)
    person = get_participant(session, event_id, participant_id)
    hold_people(session, [person.id])
    row = session.get(StayWish, person.id, populate_existing=True)
    values = asdict(wish)
    changed = [name for name, value in values.items() if row is None or getattr(row, name) != value]
    if not changed:
        return ()
    row = row or StayWish(participant_id=person.id)
    for name, value in values.items():
        setattr(row, name, value)
    row.saved_at = now
    session.add(row)
    session.flush()
    subject = f"participant:{person.id}"
    record(
        session, actor=actor or subject, verb="stay.wish", subject=subject, now=now, event_id=event_id,
        facts={"changed": changed},
    )  # fmt: skip
    return tuple(changed)


def forget_stays(session: Session, *, event_id: int, batch: int) -> int:
    """Who wished what and slept where is kept no longer; returns how many people this batch was about."""
    told = select(StayWish.participant_id).union(select(RoomAssignment.participant_id)).subquery()
    query = select(Participant.id).join(told, told.c[0] == Participant.id).where(Participant.event_id == event_id)
    ids = list(session.scalars(query.limit(batch)))
    for table in (StayWish, RoomAssignment):
        session.execute(delete(table).where(table.participant_id.in_(ids)))
    session.expire_all()
    return len(ids)
