"""The proposal: nobody twice, no room overfull, none mixed, what is kept untouched, the same input the same output."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum
from itertools import count

from plm.logistics.rules.dividing import divide
from plm.logistics.rules.gathering import Gathering, OpenRoom, Party
from plm.logistics.rules.model import Bed, Guest, Inputs, Proposal, Room, by_room
from plm.logistics.rules.words import Gender, WhyNot


class Nearness(StrEnum):
    """What the nearest person in the same room shares with somebody."""

    DELEGATION = "delegation"
    REGENCY = "regency"
    PROVINCE = "province"
    MEETING = "meeting"
    ALONE = "alone"


def propose(inputs: Inputs) -> Proposal:
    """Beds for everybody who waits, by gender: the wished together, then delegation, regency, province.

    When beds are short, who registered first has one. Unknown gender shares with nobody and gets a single
    room that is left over.
    """
    placed = {bed.guest for bed in inputs.kept}
    waiting = sorted((guest for guest in inputs.guests if guest.id not in placed), key=lambda guest: guest.id)
    why: dict[int, WhyNot] = {guest.id: WhyNot.NOT_STAYING for guest in waiting if not guest.needs_room}
    staying = [guest for guest in waiting if guest.needs_room]
    empty = [room for room in inputs.rooms if room.id not in by_room(inputs.kept)]
    sides = _sides(inputs, staying, Counter(room.beds for room in empty))
    for side in sides:
        why |= dict.fromkeys(_too_many(side), WhyNot.NO_ROOM_LEFT)
        side.gather()
    given, unused = _number(sides, empty)
    unknown = [guest for guest in staying if guest.gender is None]
    singles = [room for room in unused if room.beds == 1]
    given += [(guest, room.id) for guest, room in zip(unknown, singles, strict=False)]
    why |= {guest.id: WhyNot.GENDER_UNKNOWN for guest in unknown[len(singles) :]}
    return Proposal(_beds(given, inputs.kept), tuple(sorted(why.items())))


def nearness(inputs: Inputs, proposal: Proposal) -> Counter[Nearness]:
    """How near those whom the proposal places live to the nearest person in their room."""
    rooms = by_room((*inputs.kept, *proposal.beds))
    return Counter(
        _nearest(inputs.guest_of[bed.guest], [inputs.guest_of.get(one.guest) for one in rooms[bed.room]])
        for bed in proposal.beds
    )


def _nearest(guest: Guest, roommates: Iterable[Guest | None]) -> Nearness:
    others = [one for one in roommates if one is not None and one.id != guest.id]
    for depth, word in ((3, Nearness.DELEGATION), (2, Nearness.REGENCY), (1, Nearness.PROVINCE)):
        if any(one.place[:depth] == guest.place[:depth] for one in others):
            return word
    return Nearness.MEETING if others else Nearness.ALONE


def _sides(inputs: Inputs, staying: list[Guest], sizes: Counter[int]) -> list[Gathering]:
    """Women and men with the rooms each side may fill."""
    people = {gender: {one.id: one for one in staying if one.gender is gender} for gender in Gender}
    open_rooms = _open_rooms(inputs)
    needed = {gender: max(0, len(people[gender]) - sum(room.free for room in open_rooms[gender])) for gender in Gender}
    rooms = divide(sizes, women=needed[Gender.FEMALE], men=needed[Gender.MALE])
    return [
        Gathering(people[gender], open_rooms[gender], share)
        for gender, share in zip((Gender.FEMALE, Gender.MALE), rooms, strict=True)
    ]


def _open_rooms(inputs: Inputs) -> Mapping[Gender, list[OpenRoom]]:
    """Rooms with a free bed whose occupants are all known to be of one gender."""
    found: defaultdict[Gender, list[OpenRoom]] = defaultdict(list)
    taken = by_room(inputs.kept)
    for room in inputs.rooms:
        occupants = [inputs.guest_of.get(bed.guest) for bed in taken.get(room.id, ())]
        genders = {one.gender if one else None for one in occupants}
        free = room.beds - len(occupants)
        if free > 0 and len(genders) == 1 and (gender := genders.pop()) is not None:
            found[gender].append(OpenRoom(room.id, free, [one for one in occupants if one]))
    return found


def _too_many(side: Gathering) -> list[int]:
    """Take out those for whom no bed is left, the last registered first."""
    beds = sum(room.free for room in side.open_rooms) + sum(size * number for size, number in side.empty.items())
    surplus = list(side.waiting)[beds:]
    for guest in surplus:
        del side.waiting[guest]
    return surplus


def _number(sides: list[Gathering], empty: list[Room]) -> tuple[list[tuple[Guest, int]], list[Room]]:
    """Rooms for the parties: neighbours along the corridor come from one region, women and men alike."""
    given = [pair for side in sides for pair in side.joined]
    parties: defaultdict[int, list[Party]] = defaultdict(list)
    for party in sorted((party for side in sides for party in side.parties), key=_of_party):
        parties[party.beds].append(party)
    unused = []
    for room in empty:
        if waiting := parties[room.beds]:
            given += [(guest, room.id) for guest in waiting.pop(0).guests]
        else:
            unused.append(room)
    return given, unused


def _of_party(party: Party) -> tuple[object, ...]:
    return (party.place, party.guests[0].gender, party.guests[0].id)


def _beds(given: list[tuple[Guest, int]], kept: tuple[Bed, ...]) -> tuple[Bed, ...]:
    """The lowest free bed of the room for each, in the order they came to it."""
    taken = {(bed.room, bed.number) for bed in kept}
    beds = []
    for guest, room in given:
        number = next(number for number in count(1) if (room, number) not in taken)
        taken.add((room, number))
        beds.append(Bed(guest.id, room, number))
    return tuple(sorted(beds, key=lambda bed: bed.guest))
