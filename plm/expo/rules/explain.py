"""Why here, why not yet, why not there: codes with facts, no sentences."""

from collections.abc import Iterator, Mapping

from plm.expo.rules.fit import matches_zone, obstacles
from plm.expo.rules.forcing import with_cost
from plm.expo.rules.hall import Hall
from plm.expo.rules.model import Booth, Exhibitor, Inputs, Plan, Reason, Seat, Waiting, Why
from plm.expo.rules.reasons import placement_reasons
from plm.expo.rules.rounds import region_counts


def seats_of(hall: Hall, booths: Mapping[str, str]) -> tuple[Seat, ...]:
    """One seat each, in order of application, with every reason."""
    seats = []
    for one in hall.inputs.exhibitors:
        if one.id in booths:
            booth = hall.booth[booths[one.id]]
            reasons = tuple(_reasons_here(hall, one, booth, booths))
            seats.append(Seat(one.id, booth.id, hall.points(one, booth), reasons))
    return tuple(seats)


def _reasons_here(hall: Hall, one: Exhibitor, booth: Booth, booths: Mapping[str, str]) -> Iterator[Reason]:
    if one.id in hall.pinned_to:
        yield Reason(Why.PINNED)
    if one.needs:
        yield Reason(Why.NEEDS_MET, {"needs": sorted(one.needs)})
    if booth.id in one.prefs:
        rank = one.prefs.index(booth.id)
        missed = [_flat(why_not_here(hall, booths, one, hall.booth[wish]), wish) for wish in one.prefs[:rank]]
        yield Reason(Why.PREFERENCE, {"rank": rank + 1, "of": len(one.prefs), "missed": missed})
    zone = hall.zone_of(booth)
    if matches_zone(one, zone):
        yield Reason(Why.ZONE_MATCH, {"zone": zone.id, "category": one.category})
    yield from placement_reasons(hall, one, booth, booths)


def _flat(reason: Reason, booth: str) -> dict[str, object]:
    return {"booth": booth, "code": reason.code, **reason.facts}


def waiting_of(hall: Hall, booths: Mapping[str, str]) -> tuple[Waiting, ...]:
    """Everyone without a place, in the order places would be offered; those no booth suits come last."""
    without = [one for one in hall.inputs.exhibitors if one.id not in booths]
    compatible = dict(zip((one.id for one in without), _compatible(hall, without), strict=True))
    hopeful = [one for one in without if compatible[one.id]]
    hopeless = [one for one in without if not compatible[one.id]]
    queue = [*_offer_order(hall, hopeful, booths), *hopeless]
    return tuple(
        Waiting(one.id, position, _reason_waiting(hall, one, booths, compatible[one.id]))
        for position, one in enumerate(queue, 1)
    )


def _compatible(hall: Hall, people: list[Exhibitor]) -> list[list[Booth]]:
    """For each of them the booths that meet the hard rules."""
    booths = hall.inputs.booths
    return [[booths[place] for place in row.nonzero()[0]] for row in hall.fits_of(people, booths)]


def _offer_order(hall: Hall, hopeful: list[Exhibitor], booths: Mapping[str, str]) -> list[Exhibitor]:
    """Regions with fewest places first, then KPI, then order of application."""
    places = region_counts(hall.exhibitor[one].region for one in booths)
    turns = []
    for one in sorted(hopeful, key=lambda one: -one.kpi):
        turns.append((places[one.region], one))
        places[one.region] += 1
    return [one for _, one in sorted(turns, key=lambda turn: (turn[0], -turn[1].kpi))]


def _reason_waiting(hall: Hall, one: Exhibitor, booths: Mapping[str, str], compatible: list[Booth]) -> Reason:
    if not compatible:
        return Reason(Why.NO_COMPATIBLE_BOOTH, {"needs": sorted(one.needs), "category": one.category})
    seated = [hall.exhibitor[other] for other in booths if other not in hall.pinned_to]
    same = [other.kpi for other in seated if other.region == one.region]
    facts = {
        "places": sum(booth.capacity for booth in compatible),
        "kpi": one.kpi,
        "lowest_kpi": min((other.kpi for other in seated), default=None),
        "region": one.region,
        "region_places": sum(hall.exhibitor[other].region == one.region for other in booths),
        "region_lowest_kpi": min(same, default=None),
    }
    return Reason(Why.FULL, facts)


def why_not(plan: Plan, inputs: Inputs, exhibitor: str, booth: str) -> Reason:
    """The first thing that keeps this exhibitor from this booth in this plan."""
    hall = Hall(inputs)
    booths = {seat.exhibitor: seat.booth for seat in plan.seats}
    reason = why_not_here(hall, booths, hall.exhibitor[exhibitor], hall.booth[booth])
    return with_cost(reason, hall, booths, exhibitor, booth)


def why_not_here(hall: Hall, booths: Mapping[str, str], one: Exhibitor, booth: Booth) -> Reason:
    if booths.get(one.id) == booth.id:
        return Reason(Why.HERE)
    for obstacle in obstacles(one, booth, hall.zone_of(booth)):
        return obstacle
    holders = sorted(other for other, place in booths.items() if place == booth.id)
    if len(holders) >= booth.capacity:
        return Reason(Why.TAKEN_BY, {"holders": [_holder(hall, other, booth) for other in holders]})
    return Reason(Why.LESS_SUITABLE, _points_lost(hall, booths, one, booth))


def _holder(hall: Hall, other: str, booth: Booth) -> dict[str, object]:
    holder = hall.exhibitor[other]
    return {
        "exhibitor": other,
        "kpi": holder.kpi,
        "points": hall.points(holder, booth),
        "pinned": other in hall.pinned_to,
        "rank": holder.prefs.index(booth.id) + 1 if booth.id in holder.prefs else None,
    }


def _points_lost(hall: Hall, booths: Mapping[str, str], one: Exhibitor, booth: Booth) -> dict[str, object]:
    here = hall.points(one, hall.booth[booths[one.id]]) if one.id in booths else None
    return {"points_here": here, "points_there": hall.points(one, booth)}
