"""The best plan found in which one exhibitor stands in one booth."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from scipy.optimize import linear_sum_assignment

from plm.expo.rules.checks import sound
from plm.expo.rules.hall import Hall
from plm.expo.rules.matching import Costs
from plm.expo.rules.model import Booth, Exhibitor, Inputs, Plan, Reason, Why
from plm.expo.rules.neighbours import label_of, penalty_of, weights_of


def cost_of_forcing(inputs: Inputs, plan: Plan, exhibitor: str, booth: str) -> int | None:
    """The score lost when this one stands there and everyone seated keeps a place; None where that cannot be."""
    return _cost(Hall(sound(inputs)), {seat.exhibitor: seat.booth for seat in plan.seats}, exhibitor, booth)


def with_cost(reason: Reason, hall: Hall, booths: Mapping[str, str], exhibitor: str, booth: str) -> Reason:
    """The same reason, with what forcing it would cost where it could be forced at all."""
    if reason.code not in (Why.TAKEN_BY, Why.LESS_SUITABLE):
        return reason
    return replace(reason, facts={**reason.facts, "cost": _cost(hall, booths, exhibitor, booth)})


def _cost(hall: Hall, booths: Mapping[str, str], exhibitor: str, booth: str) -> int | None:
    if exhibitor not in hall.exhibitor or booth not in hall.booth:
        return None
    best = _cheapest_with(hall, booths, exhibitor, booth)
    return None if best is None else max(0, _score(hall, booths) - _score(hall, best))


def _cheapest_with(hall: Hall, booths: Mapping[str, str], exhibitor: str, booth: str) -> dict[str, str] | None:
    """Everyone seated and this one placed again, this one there: a plain exchange or one assignment, whichever is
    better. In the assignment each sees the neighbours as they stand now. None where not all find a place."""
    plans = [plan for plan in (_assigned(hall, booths, exhibitor, booth),) if plan]
    if not plans:
        return None
    plans += _exchanged(hall, booths, exhibitor, booth)
    return max(plans, key=lambda plan: _score(hall, plan))


def _score(hall: Hall, plan: Mapping[str, str]) -> int:
    points = sum(hall.points(hall.exhibitor[one], hall.booth[booth]) for one, booth in plan.items())
    return points - penalty_of(hall.inputs, plan)


def _exchanged(hall: Hall, booths: Mapping[str, str], exhibitor: str, booth: str) -> list[dict[str, str]]:
    home = booths.get(exhibitor)
    if home is None:
        return []
    there = [one for one, place in booths.items() if place == booth]
    trades = [{**booths, exhibitor: booth, one: home} for one in there if one != exhibitor]
    if len(there) < hall.booth[booth].capacity:
        trades.append({**booths, exhibitor: booth})
    return [trade for trade in trades if all(_may(hall, one, place) for one, place in trade.items())]


def _may(hall: Hall, one: str, booth: str) -> bool:
    return hall.pinned_to.get(one, booth) == booth and hall.fits(hall.exhibitor[one], hall.booth[booth])


def _assigned(hall: Hall, booths: Mapping[str, str], exhibitor: str, booth: str) -> dict[str, str] | None:
    people = [hall.exhibitor[one] for one in dict.fromkeys((*booths, exhibitor))]
    slots = [place for place in hall.inputs.booths if not place.blocked for _ in range(place.capacity)]
    costs = -hall.points_of(people, slots).astype(np.float64) + _crowding(hall, booths, people, slots)
    costs[~hall.fits_of(people, slots)] = np.inf
    for row, one in enumerate(people):
        wanted = booth if one.id == exhibitor else hall.pinned_to.get(one.id)
        if wanted:
            costs[row, [slot.id != wanted for slot in slots]] = np.inf
    try:
        rows, columns = linear_sum_assignment(costs)
    except ValueError:
        return None
    if len(rows) < len(people):
        return None
    return {people[row].id: slots[column].id for row, column in zip(rows, columns, strict=True)}


def _crowding(hall: Hall, booths: Mapping[str, str], people: Sequence[Exhibitor], slots: Sequence[Booth]) -> Costs:
    """What the neighbours, as they stand now, take off each choice."""
    holders: dict[str, list[str]] = {}
    for name, booth in booths.items():
        holders.setdefault(booth, []).append(name)
    total = np.zeros((len(people), len(slots)))
    for kind, weight in weights_of(hall.inputs.rules).items():
        labels = np.array([label_of(one, kind) for one in people])
        for column, slot in enumerate(slots):
            for other, nearness in hall.near.get(slot.id, {}).items():
                for name in holders.get(other, ()):
                    total[labels == label_of(hall.exhibitor[name], kind), column] += weight * nearness
    return total
