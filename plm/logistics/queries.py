"""Reading rooms, who lies in them, who waits, and what people wish."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from plm.errors import NotFound
from plm.events.tables import Event
from plm.libraries.tables import Library
from plm.logistics import rules
from plm.logistics.rules import Nights, natural, nights_of, partners
from plm.logistics.tables import HotelRoom, LodgingSetting, RoomAssignment, StayWish
from plm.registration.queries import registered
from plm.registration.tables import Delegation, Participant


@dataclass(frozen=True)
class Sleeper:
    """Somebody who comes: the wish if there is one, and the bed if there is one."""

    participant: Participant
    delegation_id: int
    region_code: str
    wish: rules.StayWish | None
    bed: RoomAssignment | None
    is_coming: bool = True

    @property
    def gender(self) -> rules.Gender | None:
        return self.wish.gender if self.wish else None

    @property
    def needs_room(self) -> bool:
        """Who said nothing stays: the meeting pays for rooms unless somebody waives one."""
        return self.wish is None or self.wish.needs_room


@dataclass(frozen=True)
class RoomLine:
    """A room with those who have a bed there, in order of beds."""

    room: HotelRoom
    sleepers: tuple[Sleeper, ...]

    @property
    def free(self) -> int:
        return self.room.beds - len(self.sleepers)

    @property
    def is_mixed(self) -> bool:
        """Whether people share who may not, though not all of them are there by the committee's hand."""
        by_hand = all(one.bed and one.bed.fixed for one in self.sleepers)
        return not by_hand and not rules.may_share(one.gender for one in self.sleepers)

    @property
    def is_doubtful(self) -> bool:
        """Whether somebody should look: people who may not share, or somebody who does not come or stay any more."""
        return self.is_mixed or not all(one.is_coming and one.needs_room for one in self.sleepers)


@dataclass(frozen=True)
class Lodging:
    """Everything about the stay of one event, read with a fixed number of statements."""

    event: Event
    rooms: tuple[RoomLine, ...]
    sleepers: tuple[Sleeper, ...]

    @property
    def beds(self) -> int:
        return sum(line.room.beds for line in self.rooms)

    @property
    def free(self) -> int:
        return sum(line.free for line in self.rooms)

    @property
    def staying(self) -> list[Sleeper]:
        """Who comes and needs a bed."""
        return [one for one in self.sleepers if one.is_coming and one.needs_room]

    @property
    def waiting(self) -> list[Sleeper]:
        """Who needs a bed and has none."""
        return [one for one in self.staying if one.bed is None]

    def sleeper(self, participant_id: int) -> Sleeper:
        """The person among those who come, or NotFound."""
        for one in self.sleepers:
            if one.participant.id == participant_id:
                return one
        raise NotFound(what="participant", value=participant_id)

    def line(self, room_id: int) -> RoomLine:
        """The room of this event, or NotFound."""
        for line in self.rooms:
            if line.room.id == room_id:
                return line
        raise NotFound(what="room", value=room_id)

    def nights(self, sleeper: Sleeper) -> Nights:
        """The person's nights."""
        event = self.event
        return nights_of(sleeper.wish, check_in_on=event.check_in_on, check_out_on=event.check_out_on)

    def inputs(self, *, rearrange: bool) -> rules.Inputs:
        """What the proposal would be told now; rearranging keeps only the beds fixed by hand."""
        meant = partners(
            {one.participant.id: one.wish.shares_with for one in self.sleepers if one.wish},
            {one.participant.id: one.participant.name for one in self.sleepers},
        )
        return rules.Inputs(
            guests=tuple(_guest(one, meant.get(one.participant.id)) for one in self.sleepers if one.is_coming),
            rooms=tuple(rules.Room(line.room.id, line.room.beds) for line in self.rooms),
            kept=tuple(
                rules.Bed(bed.participant_id, bed.room_id, bed.bed_number)
                for line in self.rooms
                for one in line.sleepers
                if (bed := one.bed) and (bed.fixed or not rearrange)
            ),
        )


@dataclass(frozen=True)
class OwnRoom:
    """What a participant is told: the room, the others in it, the nights."""

    room: HotelRoom
    roommates: tuple[Participant, ...]
    nights: Nights


def lodging_of(session: Session, event: Event) -> Lodging:
    """Rooms in the order one walks past them, with everybody registered."""
    sleepers = _sleepers(session, event.id)
    lying: defaultdict[int, list[Sleeper]] = defaultdict(list)
    for one in sleepers:
        if one.bed:
            lying[one.bed.room_id].append(one)
    lines = [
        RoomLine(room, tuple(sorted(lying[room.id], key=lambda one: one.bed.bed_number if one.bed else 0)))
        for room in rooms_of(session, event.id)
    ]
    return Lodging(event, tuple(lines), tuple(sleepers))


def rooms_of(session: Session, event_id: int) -> list[HotelRoom]:
    """The rooms by hotel and number, as people count."""
    rooms = session.scalars(select(HotelRoom).where(HotelRoom.event_id == event_id))
    return sorted(rooms, key=lambda room: (room.hotel, natural(room.number), room.id))


def get_room(session: Session, event_id: int, room_id: int) -> HotelRoom:
    """A room of this event, or NotFound."""
    room = session.get(HotelRoom, room_id)
    if room is None or room.event_id != event_id:
        raise NotFound(what="room", value=room_id)
    return room


def find_bed(session: Session, participant_id: int) -> RoomAssignment | None:
    """The person's bed as it stands in the database now."""
    return session.get(RoomAssignment, participant_id, populate_existing=True)


def beds_in(session: Session, room_id: int) -> list[RoomAssignment]:
    """The beds taken in one room, as they stand now."""
    query = select(RoomAssignment).where(RoomAssignment.room_id == room_id).order_by(RoomAssignment.bed_number)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def stay_wish_of(session: Session, participant_id: int) -> rules.StayWish | None:
    """What the person wished, or None."""
    return stay_wishes_of(session, [participant_id]).get(participant_id)


def stay_wishes_of(session: Session, participant_ids: Iterable[int]) -> dict[int, rules.StayWish]:
    """The wishes of those who have told one; one statement."""
    query = select(StayWish).where(StayWish.participant_id.in_(list(participant_ids)))
    return {row.participant_id: _wish(row) for row in session.scalars(query)}


def rooms_published_at(session: Session, event_id: int) -> datetime | None:
    """Since when participants see their rooms."""
    setting = session.get(LodgingSetting, event_id)
    return setting.rooms_published_at if setting else None


def find_published_room(session: Session, event: Event, participant_id: int) -> OwnRoom | None:
    """The person's room once rooms are told; None before, and for who has none."""
    bed = find_bed(session, participant_id)
    if bed is None or rooms_published_at(session, event.id) is None:
        return None
    query = (
        select(Participant)
        .join(RoomAssignment, RoomAssignment.participant_id == Participant.id)
        .where(RoomAssignment.room_id == bed.room_id, Participant.id != participant_id)
        .order_by(RoomAssignment.bed_number)
    )
    wish = stay_wish_of(session, participant_id)
    return OwnRoom(
        session.get_one(HotelRoom, bed.room_id),
        tuple(session.scalars(query)),
        nights_of(wish, check_in_on=event.check_in_on, check_out_on=event.check_out_on),
    )


def _sleepers(session: Session, event_id: int) -> list[Sleeper]:
    """Everybody registered and whoever has a bed all the same, in order of institution; one statement."""
    is_coming = and_(*registered())
    query = (
        select(Participant, Library.region_code, StayWish, RoomAssignment, is_coming)
        .outerjoin(Delegation, Delegation.id == Participant.delegation_id)
        .outerjoin(Library, Library.id == Delegation.library_id)
        .outerjoin(StayWish, StayWish.participant_id == Participant.id)
        .outerjoin(RoomAssignment, RoomAssignment.participant_id == Participant.id)
        .where(Participant.event_id == event_id, or_(is_coming, RoomAssignment.participant_id.is_not(None)))
        .order_by(Participant.institution, Participant.position_number, Participant.id)
    )
    return [
        Sleeper(person, person.delegation_id or 0, code or "", _wish(wish) if wish else None, bed, bool(comes))
        for person, code, wish, bed, comes in session.execute(query.execution_options(populate_existing=True))
    ]


def _wish(row: StayWish) -> rules.StayWish:
    return rules.StayWish(
        needs_room=row.needs_room,
        gender=row.gender,
        shares_with=row.shares_with,
        arrives_on=row.arrives_on,
        leaves_on=row.leaves_on,
    )


def _guest(one: Sleeper, partner: int | None) -> rules.Guest:
    return rules.Guest(
        id=one.participant.id,
        gender=one.gender,
        region_code=one.region_code,
        delegation=one.delegation_id,
        needs_room=one.needs_room,
        partner=partner,
    )
