"""One person's bed: given, exchanged, kept by hand, freed, handed over."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.logistics.actions.locks import hold_people, hold_rooms
from plm.logistics.queries import beds_in, find_bed, get_room, stay_wish_of, stay_wishes_of
from plm.logistics.rules import HandOver, NoBed, RoomFull, RoomMixed, may_share
from plm.logistics.tables import HotelRoom, RoomAssignment
from plm.registration.queries import get_participant


def put_in_room(
    session: Session,
    *,
    event_id: int,
    participant_id: int,
    room_id: int,
    actor: str,
    now: datetime,
    mixed_allowed: bool = False,
) -> RoomAssignment:
    """Give the lowest free bed of the room by hand, from another room or from none.

    RoomFull without a bed; RoomMixed unless the committee allows it, and then everybody there is fixed by hand.
    """
    person = get_participant(session, event_id, participant_id)
    get_room(session, event_id, room_id)
    hold_people(session, [person.id])
    (room,) = hold_rooms(session, [room_id])
    others = [bed for bed in beds_in(session, room.id) if bed.participant_id != person.id]
    if len(others) >= room.beds:
        raise RoomFull(number=room.number)
    _require_may_share(session, person.id, others, mixed_allowed=mixed_allowed)
    taken = {bed.bed_number for bed in others}
    number = next(place for place in range(1, room.beds + 1) if place not in taken)
    before = find_bed(session, person.id)
    facts = {"room": room.id, "from": before.room_id if before else None}
    bed = _lay(session, person.id, room, number, actor, now)
    _note(session, bed.participant_id, event_id, "bed.give", actor, now, facts)
    return bed


def swap_beds(
    session: Session,
    *,
    event_id: int,
    participant_id: int,
    with_id: int,
    actor: str,
    now: datetime,
    mixed_allowed: bool = False,
) -> None:
    """Let two people with beds change places, by hand."""
    people = [get_participant(session, event_id, one).id for one in (participant_id, with_id)]
    hold_people(session, people)
    beds = [find_bed(session, one) for one in people]
    if beds[0] is None or beds[1] is None:
        raise NoBed
    places = [(bed.room_id, bed.bed_number) for bed in beds if bed]
    rooms = {room.id: room for room in hold_rooms(session, {room for room, _ in places})}
    for person, (room, _) in zip(people, reversed(places), strict=True):
        others = [bed for bed in beds_in(session, room) if bed.participant_id not in people]
        _require_may_share(session, person, others, mixed_allowed=mixed_allowed)
    for bed in beds:
        session.delete(bed)
    # Gone first, because two beds cannot change their numbers in one row after the other.
    session.flush()
    for person, (room, number) in zip(people, reversed(places), strict=True):
        _lay(session, person, rooms[room], number, actor, now)
        _note(session, person, event_id, "bed.swap", actor, now, {"room": room})


def set_fixed(session: Session, *, event_id: int, participant_id: int, fixed: bool, actor: str, now: datetime) -> None:
    """Keep the bed whatever the next proposal says, or let the proposal move it."""
    person = get_participant(session, event_id, participant_id)
    hold_people(session, [person.id])
    bed = find_bed(session, person.id)
    if bed is None:
        raise NoBed
    if bed.fixed is not fixed:
        bed.fixed = fixed
        session.flush()
        _note(session, person.id, event_id, "bed.fix" if fixed else "bed.loosen", actor, now, {"room": bed.room_id})


def free_bed(session: Session, *, participant_id: int, actor: str, now: datetime) -> bool:
    """Take the person's bed away, if there is one; a second time changes nothing."""
    hold_people(session, [participant_id])
    bed = find_bed(session, participant_id)
    if bed is None:
        return False
    event_id = session.get_one(HotelRoom, bed.room_id).event_id
    session.delete(bed)
    session.flush()
    _note(session, participant_id, event_id, "bed.free", actor, now, {"room": bed.room_id})
    return True


def hand_over_bed(session: Session, *, from_id: int, to_id: int, actor: str, now: datetime) -> HandOver:
    """Who comes in another's place takes the bed, unless the gender does not fit the roommates; then it is freed."""
    hold_people(session, [from_id, to_id])
    bed = find_bed(session, from_id)
    if bed is None:
        return HandOver.NO_BED
    (room,) = hold_rooms(session, [bed.room_id])
    number, fixed = bed.bed_number, bed.fixed
    free_bed(session, participant_id=from_id, actor=actor, now=now)
    wish = stay_wish_of(session, to_id)
    others = beds_in(session, room.id)
    is_staying = wish is None or wish.needs_room
    if not is_staying or find_bed(session, to_id) or not _fits(session, to_id, others):
        return HandOver.FREED
    taken = _lay(session, to_id, room, number, actor, now, fixed=fixed)
    _note(session, taken.participant_id, room.event_id, "bed.take_over", actor, now, {"room": room.id, "from": from_id})
    return HandOver.KEPT


def _require_may_share(
    session: Session, participant_id: int, others: list[RoomAssignment], *, mixed_allowed: bool
) -> None:
    if _fits(session, participant_id, others):
        return
    if not mixed_allowed:
        raise RoomMixed
    for bed in others:
        bed.fixed = True


def _fits(session: Session, participant_id: int, others: list[RoomAssignment]) -> bool:
    ids = [participant_id, *(bed.participant_id for bed in others)]
    wishes = stay_wishes_of(session, ids)
    return may_share(wishes[one].gender if one in wishes else None for one in ids)


def _lay(
    session: Session,
    participant_id: int,
    room: HotelRoom,
    number: int,
    actor: str,
    now: datetime,
    *,
    fixed: bool = True,
) -> RoomAssignment:
    bed = find_bed(session, participant_id) or RoomAssignment(participant_id=participant_id)
    bed.room_id, bed.room_beds, bed.bed_number = room.id, room.beds, number
    bed.fixed, bed.assigned_at, bed.assigned_by = fixed, now, actor
    session.add(bed)
    session.flush()
    return bed


def _note(
    session: Session, participant_id: int, event_id: int, verb: str, actor: str, now: datetime, facts: dict[str, Any]
) -> None:
    subject = f"participant:{participant_id}"
    record(session, actor=actor, verb=verb, subject=subject, now=now, event_id=event_id, facts=facts)
