"""The rooms that the hotel gives."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.logistics.actions.locks import hold_rooms
from plm.logistics.queries import beds_in
from plm.logistics.rules import RoomKind, RoomNumbersTaken, RoomOccupied
from plm.logistics.tables import HotelRoom


def add_rooms(
    session: Session,
    *,
    event_id: int,
    hotel: str,
    numbers: Sequence[str],
    kind: RoomKind,
    beds: int,
    actor: str,
    now: datetime,
) -> int:
    """Take in rooms of one kind; all of them, or RoomNumbersTaken with those that are there already."""
    taken = _taken(session, event_id, hotel, numbers)
    if taken:
        raise RoomNumbersTaken(numbers=taken, hotel=hotel)
    rooms = [
        HotelRoom(event_id=event_id, hotel=hotel, number=number, kind=kind, beds=beds)
        for number in dict.fromkeys(numbers)
    ]
    try:
        with session.begin_nested():
            session.add_all(rooms)
            session.flush()
    except IntegrityError as error:
        raise RoomNumbersTaken(numbers=_taken(session, event_id, hotel, numbers), hotel=hotel) from error
    facts = {"hotel": hotel, "numbers": [room.number for room in rooms], "kind": kind.value, "beds": beds}
    record(session, actor=actor, verb="room.add", subject=f"event:{event_id}", now=now, event_id=event_id, facts=facts)
    return len(rooms)


def revise_room(
    session: Session, *, room: HotelRoom, hotel: str, number: str, kind: RoomKind, beds: int, actor: str, now: datetime
) -> None:
    """Correct a room; fewer beds than people is refused, and who lies beyond the last bed moves to a lower one."""
    (kept,) = hold_rooms(session, [room.id])
    lying = beds_in(session, kept.id)
    if len(lying) > beds:
        raise RoomOccupied(people=len(lying))
    if _taken(session, kept.event_id, hotel, [number], but=kept.id):
        raise RoomNumbersTaken(numbers=[number], hotel=hotel)
    free = [place for place in range(1, beds + 1) if place not in {bed.bed_number for bed in lying}]
    for bed in lying:
        if bed.bed_number > beds:
            bed.bed_number = free.pop(0)
    session.flush()
    try:
        with session.begin_nested():
            kept.hotel, kept.number, kept.kind, kept.beds = hotel, number, kind, beds
            session.flush()
    except IntegrityError as error:
        raise RoomNumbersTaken(numbers=[number], hotel=hotel) from error
    facts = {"hotel": hotel, "number": number, "kind": kind.value, "beds": beds}
    _note(session, kept, "room.revise", actor, now, facts)


def remove_room(session: Session, *, room: HotelRoom, actor: str, now: datetime) -> None:
    """Give a room back to the hotel; one with people is refused."""
    (kept,) = hold_rooms(session, [room.id])
    if lying := beds_in(session, kept.id):
        raise RoomOccupied(people=len(lying))
    _note(session, kept, "room.remove", actor, now, {"hotel": kept.hotel, "number": kept.number})
    session.delete(kept)
    session.flush()


def _taken(session: Session, event_id: int, hotel: str, numbers: Sequence[str], *, but: int = 0) -> list[str]:
    query = select(HotelRoom.number).where(
        HotelRoom.event_id == event_id, HotelRoom.hotel == hotel, HotelRoom.number.in_(numbers), HotelRoom.id != but
    )
    found = set(session.scalars(query))
    return [number for number in numbers if number in found]


def _note(session: Session, room: HotelRoom, verb: str, actor: str, now: datetime, facts: dict[str, str | int]) -> None:
    subject = f"room:{room.id}"
    record(session, actor=actor, verb=verb, subject=subject, now=now, event_id=room.event_id, facts=facts)
