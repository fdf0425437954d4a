"""Halls where neighbours count: small random ones with a solver by brute force, and rows of booths of any size."""

from dataclasses import replace
from itertools import product
from random import Random

from plm.expo.rules import Booth, Exhibitor, Inputs, Neighbours, Rules, Zone, neighbours_from_geometry
from plm.expo.rules.fit import fits, percentiles, points
from tests.expo.halls import random_inputs

METRE = 76 / 3
COMPETING = Rules(rival_points=25, kin_points=5)


def random_neighbours(seed: int) -> Inputs:
    """A small random hall whose booths see each other at random; some were confirmed before."""
    dice = Random(seed)
    inputs = random_inputs(seed)
    names = [booth.id for booth in inputs.booths]
    near = tuple(
        Neighbours(one, other, dice.choice([1, 2]))
        for place, one in enumerate(names)
        for other in names[place + 1 :]
        if dice.random() < 0.6
    )
    previous = tuple((one.id, dice.choice(names)) for one in inputs.exhibitors if dice.random() < 0.3)
    rules = Rules(rival_points=dice.choice([0, 10, 25, 60]), kin_points=dice.choice([0, 5, 20]))
    return replace(inputs, neighbours=near, rules=rules, previous=previous if dice.random() < 0.4 else ())


def best_of_all(inputs: Inputs, seated: set[str]) -> tuple[int, int]:
    """(moves of those confirmed, score) of the best plan in which just these people stand."""
    people = [one for one in inputs.exhibitors if one.id in seated]
    pins, zones = dict(inputs.pins), {zone.id: zone for zone in inputs.zones}
    confirmed = dict(inputs.previous)
    share = percentiles(inputs.exhibitors)
    near = {frozenset((pair.one, pair.other)): pair.nearness for pair in inputs.neighbours}
    choices = [
        [
            booth
            for booth in inputs.booths
            if fits(one, booth, zones.get(booth.zone, Zone(""))) and pins.get(one.id, booth.id) == booth.id
        ]
        for one in people
    ]
    best = None
    for places in product(*choices):
        if any(places.count(booth) > booth.capacity for booth in places):
            continue
        moves = sum(confirmed.get(one.id, at.id) != at.id for one, at in zip(people, places, strict=True))
        score = sum(
            points(one, at, zones.get(at.zone, Zone("")), share[one.id], inputs.rules)
            for one, at in zip(people, places, strict=True)
        )
        for place, (one, here) in enumerate(zip(people, places, strict=True)):
            for other, there in list(zip(people, places, strict=True))[place + 1 :]:
                nearness = 4 if here == there else near.get(frozenset((here.id, there.id)), 0)
                score -= nearness * inputs.rules.rival_points * (one.category == other.category)
                score -= nearness * inputs.rules.kin_points * (one.region == other.region)
        if best is None or (-moves, score) > best:
            best = (-moves, score)
    assert best is not None, "these people do not all fit"
    return -best[0], best[1]


def rows_of_booths(places: int, seed: int, *, ratio: float = 1.0, hard: bool = False, capacity: int = 1) -> Inputs:
    """Rows back to back with aisles of three metres, as PLM's halls have them; hard: three categories only."""
    dice = Random(seed)
    count = places // capacity
    booths = tuple(_booth(dice, number, capacity) for number in range(count))
    categories = "MNK" if hard else "MNKWTHBL"
    shares = (5, 3, 2) if hard else (30, 18, 15, 12, 9, 7, 5, 4)
    names = [booth.id for booth in booths]
    exhibitors = tuple(
        Exhibitor(
            id=f"E{number:04d}",
            kpi=dice.randint(300, 999) * 10,
            category=dice.choices(categories, shares)[0],
            region=f"{11 + min(dice.randrange(38), dice.randrange(38))}",
            needs=frozenset(need for need, share in (("power", 0.25), ("water", 0.06)) if dice.random() < share),
            prefs=tuple(dice.sample(names, min(dice.choice((0, 1, 3, 5)), count))),
            registered=number,
        )
        for number in range(round(places * ratio))
    )
    zones = (Zone("food", frozenset("MN")), Zone("craft", frozenset("KW")))
    return Inputs(booths, exhibitors, zones, rules=COMPETING, neighbours=neighbours_from_geometry(booths))


def _booth(dice: Random, number: int, capacity: int) -> Booth:
    row, column = divmod(number, 25)
    return Booth(
        id=f"B{number:04d}",
        x=column * 3 * METRE,
        y=(row * 3 + (row + 1) // 2 * 3) * METRE,
        w=3 * METRE,
        h=3 * METRE,
        zone=("food", "", "craft")[column * 3 // 25],
        amenities=frozenset(word for word, share in (("power", 0.5), ("water", 0.15)) if dice.random() < share),
        capacity=capacity,
        quality=dice.choice((0, 25, 50, 75, 100)),
        front="s" if row % 2 == 0 else "n",
    )
