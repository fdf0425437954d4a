"""Who gets which bed, read from values alone."""

import random
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plm.logistics.rules import (
    Bed,
    Gender,
    Guest,
    Inputs,
    Nearness,
    Nights,
    Proposal,
    Room,
    RoomNumbersUnclear,
    StayNotSound,
    StayWish,
    WhyNot,
    may_share,
    natural,
    nearness,
    nights_of,
    partners,
    propose,
    read_numbers,
    require_sound,
)

F, M = Gender.FEMALE, Gender.MALE
TWINS = tuple(Room(number, 2) for number in range(1, 9))


def guest(number, gender=F, region="62.13", delegation=1, **more):
    return Guest(id=number, gender=gender, region_code=region, delegation=delegation, **more)


def shared(proposal):
    """Who lies together, room by room."""
    rooms = {}
    for bed in proposal.beds:
        rooms.setdefault(bed.room, []).append(bed.guest)
    return [rooms[room] for room in sorted(rooms)]


def test_a_delegation_shares_and_the_odd_ones_meet_in_the_regency_then_in_the_province():
    people = (
        guest(1, delegation=1), guest(2, delegation=2), guest(3, delegation=1), guest(4, delegation=1),
        guest(5, region="62.01", delegation=3), guest(6, region="62.71", delegation=4),
    )  # fmt: skip

    proposal = propose(Inputs(people, TWINS))

    assert sorted(shared(proposal)) == [[1, 3], [2, 4], [5, 6]]
    assert nearness(Inputs(people, TWINS), proposal) == {
        Nearness.DELEGATION: 2, Nearness.REGENCY: 2, Nearness.PROVINCE: 2
    }  # fmt: skip


def test_rooms_of_one_region_lie_side_by_side_for_women_and_men():
    people = (
        guest(1, F, "73.08"), guest(2, M, "62.13"), guest(3, M, "73.08"),
        guest(4, F, "62.13"), guest(5, F, "73.08"), guest(6, M, "62.13"),
        guest(7, F, "62.13"), guest(8, M, "73.08"),
    )  # fmt: skip

    assert shared(propose(Inputs(people, TWINS))) == [[4, 7], [2, 6], [1, 5], [3, 8]]


def test_a_wished_pair_comes_before_the_delegation_and_a_wish_not_returned_counts_too():
    people = (
        guest(1, delegation=1, partner=4), guest(2, delegation=1), guest(3, delegation=2),
        guest(4, delegation=2, partner=1), guest(5, delegation=3, partner=6), guest(6, delegation=4),
    )  # fmt: skip

    assert sorted(shared(propose(Inputs(people, TWINS)))) == [[1, 4], [2, 3], [5, 6]]


def test_women_and_men_never_share_and_a_wish_does_not_change_that():
    people = (guest(1, F, partner=2), guest(2, M, partner=1))

    assert propose(Inputs(people, TWINS[:1])) == Proposal((Bed(1, 1, 1),), ((2, WhyNot.NO_ROOM_LEFT),))


def test_unknown_gender_gets_a_left_over_single_room_or_the_reason():
    people = (guest(1, None), guest(2, None), guest(3, F), guest(4, F))

    proposal = propose(Inputs(people, (Room(1, 2), Room(2, 1))))

    assert proposal == Proposal((Bed(1, 2, 1), Bed(3, 1, 1), Bed(4, 1, 2)), ((2, WhyNot.GENDER_UNKNOWN),))


def test_who_stays_elsewhere_takes_no_bed():
    assert propose(Inputs((guest(1, needs_room=False),), TWINS)) == Proposal((), ((1, WhyNot.NOT_STAYING),))


def test_when_beds_are_short_the_last_registered_goes_without():
    people = tuple(guest(number, region=f"{90 - number}.01", delegation=number) for number in range(1, 6))

    assert propose(Inputs(people, TWINS[:2])).unplaced == ((5, WhyNot.NO_ROOM_LEFT),)


def test_a_lack_of_beds_is_shared_between_women_and_men():
    people = tuple(guest(number, (F, M)[number % 2]) for number in range(20))

    short = propose(Inputs(people, tuple(Room(number, 2) for number in range(6))))

    assert Counter(people[number].gender for number, _ in short.unplaced) == {F: 4, M: 4}


def test_a_bed_beside_somebody_kept_goes_to_the_wished_then_to_the_nearest():
    kept = (Bed(1, 1, 1), Bed(2, 2, 2))
    people = (
        guest(1, region="73.08"), guest(2, region="62.13"), guest(3, region="62.13", delegation=9),
        guest(4, region="62.13", delegation=1, partner=1), guest(5, region="73.08", delegation=1),
    )  # fmt: skip

    assert propose(Inputs(people, TWINS, kept)).beds == (Bed(3, 2, 1), Bed(4, 1, 2), Bed(5, 3, 1))


@pytest.mark.parametrize("kept", [(Bed(1, 1, 1), Bed(2, 1, 2)), (Bed(3, 1, 1),), (Bed(99, 1, 1),)])
def test_a_room_mixed_by_hand_or_of_unknown_gender_is_left_alone(kept):
    people = (guest(1, F), guest(2, M), guest(3, None), guest(4, F))

    proposal = propose(Inputs(people, (Room(1, 3),), kept))

    assert 4 not in {bed.guest for bed in proposal.beds}


@pytest.mark.parametrize(
    ("sizes", "women", "men"),
    [((3, 2), 2, 3), ((3, 3, 2, 2, 1), 5, 6), ((4, 3, 2), 4, 5), ((2, 2, 1), 3, 2), ((4, 4), 1, 4)],
)
def test_rooms_of_several_sizes_lose_no_bed_that_could_be_used(sizes, women, men):
    people = tuple(guest(number, F if number < women else M, delegation=number) for number in range(women + men))
    rooms = tuple(Room(number, beds) for number, beds in enumerate(sizes))

    assert len(propose(Inputs(people, rooms)).beds) == most_placed(sizes, women, men)


def most_placed(sizes, women, men):
    """By trying every way to give the rooms to women or men."""
    splits = (
        sum(size for size, side in zip(sizes, sides, strict=True) if side)
        for sides in product((0, 1), repeat=len(sizes))
    )
    return max(min(women, total) + min(men, sum(sizes) - total) for total in splits)


@st.composite
def meetings(draw):
    """Any meeting of up to 24 people with rooms of all sizes, some beds kept."""
    number = draw(st.integers(0, 24))
    people = tuple(
        Guest(
            id=one,
            gender=draw(st.sampled_from([F, F, M, M, None])),
            region_code=draw(st.sampled_from(["", "62", "62.13", "62.13.08.2008", "73.08", "73.08.05.2005"])),
            delegation=draw(st.integers(0, 4)),
            needs_room=draw(st.sampled_from([True, True, True, False])),
            partner=draw(st.one_of(st.none(), st.integers(0, 25).filter(lambda other, one=one: other != one))),
        )
        for one in range(number)
    )
    rooms = tuple(Room(one, beds) for one, beds in enumerate(draw(st.lists(st.integers(1, 4), max_size=9)), 1))
    places = [(room.id, bed) for room in rooms for bed in range(1, room.beds + 1)]
    taken = draw(st.lists(st.sampled_from(places), unique=True, max_size=6)) if places else []
    sleepers = draw(st.permutations(range(number)))
    return Inputs(people, rooms, tuple(Bed(one, *place) for one, place in zip(sleepers, taken, strict=False)))


@settings(max_examples=300, deadline=None)
@given(meetings())
def test_nobody_twice_no_room_overfull_and_nobody_forgotten(inputs):
    proposal = propose(inputs)

    beds = (*inputs.kept, *proposal.beds)
    sizes = {room.id: room.beds for room in inputs.rooms}
    assert len({bed.guest for bed in beds}) == len(beds)
    assert len({(bed.room, bed.number) for bed in beds}) == len(beds)
    assert all(1 <= bed.number <= sizes[bed.room] for bed in beds)
    assert {bed.guest for bed in beds} | {one for one, _ in proposal.unplaced} == {one.id for one in inputs.guests}
    assert not {bed.guest for bed in beds} & {one for one, _ in proposal.unplaced}


@settings(max_examples=300, deadline=None)
@given(meetings())
def test_no_room_that_the_proposal_touches_is_mixed(inputs):
    proposal = propose(inputs)

    for room in {bed.room for bed in proposal.beds}:
        together = [inputs.guest_of[bed.guest].gender for bed in (*inputs.kept, *proposal.beds) if bed.room == room]
        assert may_share(together)


@settings(max_examples=200, deadline=None)
@given(meetings(), st.randoms())
def test_the_order_of_the_guests_changes_nothing(inputs, chance):
    shuffled = list(inputs.guests)
    chance.shuffle(shuffled)

    assert propose(replace(inputs, guests=tuple(shuffled))) == propose(inputs)


@settings(max_examples=300, deadline=None)
@given(meetings())
def test_without_kept_beds_as_many_as_possible_are_placed(inputs):
    proposal = propose(replace(inputs, kept=()))

    staying = Counter(one.gender for one in inputs.guests if one.needs_room)
    known = [bed for bed in proposal.beds if inputs.guest_of[bed.guest].gender is not None]
    assert len(known) == most_placed([room.beds for room in inputs.rooms], staying[F], staying[M])


def test_a_national_meeting_loses_no_bed_and_mixes_nobody():
    chance = random.Random(7)
    people = tuple(
        guest(number, chance.choice((F, M)), f"{11 + number % 38}.{1 + number % 13:02d}", number // 2)
        for number in range(1100)
    )
    odd = sum(one.gender is F for one in people) % 2
    rooms = tuple(Room(number, 2) for number in range(550 + odd))

    assert propose(Inputs(people, rooms)).unplaced == ()


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("301-303, 315", ("301", "302", "303", "315")),
        ("A1–A3;B7", ("A1", "A2", "A3", "B7")),
        ("008-010", ("008", "009", "010")),
        ("301, 301-302", ("301", "302")),
        ("Melati\nG-12", ("Melati", "G-12")),
    ],
)
def test_numbers_are_read_as_people_type_them(typed, read):
    assert read_numbers(typed) == read


@pytest.mark.parametrize("typed", ["", " , ", "312-301", "A1-B3", "1-9999", "kamar 3", "x" * 21])
def test_numbers_that_cannot_be_read_are_refused(typed):
    with pytest.raises(RoomNumbersUnclear):
        read_numbers(typed)


def test_rooms_are_counted_as_people_count():
    assert sorted(["1001", "A10", "99", "A2", "101"], key=natural) == ["A2", "A10", "99", "101", "1001"]


def test_a_typed_name_means_the_one_who_bears_it():
    names = {1: "Contoh Satu", 2: "Contoh Dua, S.Pd.", 3: "Contoh Tiga", 4: "contoh tiga"}
    wishes = {1: " contoh dua", 2: "Contoh Tiga", 3: "Contoh Tiga", 4: "", 5: "Contoh Lima"}

    assert partners(wishes, names) == {1: 2}


def test_a_stay_has_at_least_one_night():
    require_sound(StayWish(arrives_on=date(2024, 11, 5), leaves_on=date(2024, 11, 6)))

    with pytest.raises(StayNotSound):
        require_sound(StayWish(arrives_on=date(2024, 11, 5), leaves_on=date(2024, 11, 5)))


def test_nights_are_the_persons_own_where_told():
    event = {"check_in_on": date(2024, 11, 5), "check_out_on": date(2024, 11, 9)}

    assert nights_of(None, **event) == Nights(date(2024, 11, 5), date(2024, 11, 9))
    assert nights_of(StayWish(arrives_on=date(2024, 11, 7)), **event).count == 2
    assert nights_of(None, check_in_on=None, check_out_on=None).count is None
