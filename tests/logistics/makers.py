"""Rooms and people who stay in them."""

from typing import Any

from sqlalchemy.orm import Session

from plm.events.tables import Event
from plm.logistics.actions import add_rooms, save_stay_wish
from plm.logistics.queries import lodging_of
from plm.logistics.rules import Gender, RoomKind, StayWish
from plm.logistics.tables import HotelRoom
from plm.registration.tables import Participant
from tests.certificates.scenes import make_person
from tests.factories import NOON

HOTEL = "Hotel Contoh"


def make_rooms(
    session: Session, event: Event, *numbers: str, kind: RoomKind = RoomKind.TWIN, beds: int = 2
) -> list[HotelRoom]:
    """Twin rooms unless told otherwise, in the order of their numbers."""
    add_rooms(session, event_id=event.id, hotel=HOTEL, numbers=numbers, kind=kind, beds=beds, actor="cli", now=NOON)
    rooms = {line.room.number: line.room for line in lodging_of(session, event).rooms}
    return [rooms[number] for number in numbers]


def make_sleeper(
    session: Session, event: Event, name: str, gender: Gender | None = Gender.FEMALE, **wish: Any
) -> Participant:
    """Somebody without a library who stays; without gender and wish nothing is told."""
    person = make_person(session, event, present=False, name=name, title_suffix="")
    if gender or wish:
        told = StayWish(gender=gender, **wish)
        save_stay_wish(session, event_id=event.id, participant_id=person.id, wish=told, now=NOON)
    return person
