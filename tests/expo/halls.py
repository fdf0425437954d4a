"""Small halls for tests: dull defaults, seeded random ones, and an exhaustive solver to compare with."""

from dataclasses import replace
from itertools import product
from random import Random
from typing import Any

from plm.expo.rules import Booth, Exhibitor, Inputs, Zone
from plm.expo.rules.fit import fits, percentiles, points

NEUTRAL = Zone("")


def booth(number: str, **changes: Any) -> Booth:
    return Booth(**{"id": number, "x": 0, "y": 0, **changes})


def exhibitor(name: str, **changes: Any) -> Exhibitor:
    return Exhibitor(**{"id": name, "kpi": 600, "category": "M", "region": "62", **changes})


def random_inputs(seed: int) -> Inputs:
    """Up to five booths, six exhibitors, four regions; needs, zones, wishes, pins and ties are all common."""
    dice = Random(seed)
    amenities = ["power", "water"]
    zones = (
        Zone("craft", frozenset("K"), reserved=dice.random() < 0.5),
        Zone("food", frozenset("MN"), reserved=False),
    )
    booths = tuple(
        booth(
            f"B{number}",
            zone=dice.choice(["", "", "craft", "food"]),
            amenities=frozenset(a for a in amenities if dice.random() < 0.5),
            capacity=dice.choice([1, 1, 1, 2]),
            blocked=dice.random() < 0.1,
            quality=dice.choice([0, 50, 100]),
        )
        for number in range(dice.randint(1, 4))
    )
    exhibitors = tuple(
        exhibitor(
            f"e{number}",
            kpi=dice.choice([0, 500, 520, 600, 772]),
            category=dice.choice("MNK"),
            region=dice.choice(["51", "62", "19"]),
            subregion=dice.choice(["", "01", "02"]),
            needs=frozenset(a for a in amenities if dice.random() < 0.3),
            prefs=tuple(dice.sample([b.id for b in booths], dice.randint(0, min(3, len(booths))))),
            registered=number,
        )
        for number in range(dice.randint(1, 6))
    )
    return Inputs(booths, exhibitors, zones, _pins(dice, booths, exhibitors, zones))


def _pins(
    dice: Random, booths: tuple[Booth, ...], exhibitors: tuple[Exhibitor, ...], zones: tuple[Zone, ...]
) -> tuple[tuple[str, str], ...]:
    one, place = dice.choice(exhibitors), dice.choice(booths)
    if dice.random() < 0.3 and fits(one, place, _zone(place, zones)):
        return ((one.id, place.id),)
    return ()


def _zone(place: Booth, zones: tuple[Zone, ...]) -> Zone:
    return next((zone for zone in zones if zone.id == place.zone), NEUTRAL)


def best_by_exhaustion(inputs: Inputs) -> tuple[tuple[object, ...], int, tuple[str | None, ...]]:
    """(admission key, points, booth of each in order of application) of the best of all possible plans.

    The key: how many confirmed keep a place, places, rounds over regions, rounds over subregions, KPI, and who of them.
    """
    people = sorted(inputs.exhibitors, key=lambda one: one.registered)
    pins, confirmed = dict(inputs.pins), dict(inputs.previous)
    share = percentiles(inputs.exhibitors)
    choices: list[list[Booth | None]] = []
    for one in people:
        open_to = [place for place in inputs.booths if fits(one, place, _zone(place, inputs.zones))]
        if one.id in pins:
            choices.append([place for place in open_to if place.id == pins[one.id]])
        else:
            choices.append([*open_to, None])
    best: Any = None
    for places in product(*choices):
        taken = [place.id for place in places if place]
        if any(taken.count(place.id) > place.capacity for place in inputs.booths):
            continue
        seated = [one for one, place in zip(people, places, strict=True) if place]
        key = (
            sum(one.id in confirmed for one in seated),
            len(taken),
            _rounds([one.region for one in seated], len(people)),
            _rounds([(one.region, one.subregion) for one in seated], len(people)),
            sum(one.kpi for one in seated),
            tuple(place is not None for place in places),
        )
        each = [
            points(one, place, _zone(place, inputs.zones), share[one.id], inputs.rules) if place else 0
            for one, place in zip(people, places, strict=True)
        ]
        tie = tuple(
            (score, -int(place.id[1:])) if place else (0, 0)
            for one, score, place in zip(people, each, places, strict=True)
            if one.id not in pins
        )
        moves = sum(
            place is not None and confirmed.get(one.id, place.id) != place.id
            for one, place in zip(people, places, strict=True)
        )
        candidate = (key, -moves, sum(each), tie, tuple(place.id if place else None for place in places))
        if best is None or candidate[:4] > best[:4]:
            best = candidate
    key, _, total, _, places = best
    return key, total, places


def _rounds(regions: list[object], most: int) -> tuple[int, ...]:
    return tuple(sum(regions.count(region) >= k for region in set(regions)) for k in range(1, most + 1))


def confirmed_before(inputs: Inputs, seed: int) -> Inputs:
    """The same hall after some of its people had places: where they fit, and twice as often where they may not."""
    dice = Random(seed)
    people = [one for one in inputs.exhibitors if dice.random() < 0.5]
    return replace(inputs, previous=tuple((one.id, dice.choice(inputs.booths).id) for one in people))
