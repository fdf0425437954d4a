"""Turns: whoever gives beds holds the people first, then the rooms, each in order, so that nobody waits in a ring."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from plm.logistics.tables import HotelRoom
from plm.registration.tables import Participant


def hold_people(session: Session, participant_ids: Iterable[int]) -> None:
    """Nobody else moves these people until the transaction ends; rows that only point at them are not kept waiting."""
    query = select(Participant.id).where(Participant.id.in_(sorted(participant_ids))).order_by(Participant.id)
    session.execute(query.with_for_update(key_share=True)).all()


def hold_everybody(session: Session, event_id: int) -> None:
    """The same for an event."""
    query = select(Participant.id).where(Participant.event_id == event_id).order_by(Participant.id)
    session.execute(query.with_for_update(key_share=True)).all()


def hold_rooms(session: Session, room_ids: Iterable[int]) -> list[HotelRoom]:
    """The rooms as they stand now, held until the transaction ends."""
    query = select(HotelRoom).where(HotelRoom.id.in_(sorted(room_ids))).order_by(HotelRoom.id)
    return list(session.scalars(query.with_for_update().execution_options(populate_existing=True)))
