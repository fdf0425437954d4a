"""Is the input sound? Every problem is named at once, none is silently mended."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from plm.expo.rules.fit import NEUTRAL, obstacles
from plm.expo.rules.model import Booth, Exhibitor, InputError, Inputs, Problem, Why, Zone
from plm.expo.rules.order import application, folded, natural

EXACT = 2**53
LONGEST_ID = 200
_PIN_BROKEN = {
    Why.BLOCKED: "pin_blocked",
    Why.NEEDS: "pin_needs",
    Why.WATTS: "pin_watts",
    Why.ZONE: "pin_zone",
}


def sound(inputs: Inputs) -> Inputs:
    """The same input in canonical order, or InputError with every problem."""
    problems = tuple(problems_of(inputs))
    if problems:
        raise InputError(problems)
    return Inputs(
        booths=tuple(sorted(inputs.booths, key=lambda booth: (natural(booth.id), booth.id))),
        exhibitors=tuple(sorted(inputs.exhibitors, key=application)),
        zones=tuple(sorted(inputs.zones, key=lambda zone: zone.id)),
        pins=tuple(sorted(inputs.pins)),
        rules=inputs.rules,
        neighbours=tuple(sorted(inputs.neighbours, key=lambda pair: (pair.one, pair.other))),
        circuits=tuple(sorted(inputs.circuits, key=lambda circuit: circuit.id)),
        previous=tuple(sorted(inputs.previous)),
    )


def problems_of(inputs: Inputs) -> Iterator[Problem]:
    """Everything wrong, in reading order."""
    yield from _same_ids("booth", [booth.id for booth in inputs.booths])
    yield from _same_ids("exhibitor", [exhibitor.id for exhibitor in inputs.exhibitors])
    yield from _same_ids("zone", [zone.id for zone in inputs.zones])
    zones = {zone.id for zone in inputs.zones}
    for booth in inputs.booths:
        yield from _booth_problems(booth, zones)
    booths = {booth.id for booth in inputs.booths}
    for exhibitor in inputs.exhibitors:
        yield from _exhibitor_problems(exhibitor, booths, len(inputs.rules.preference_points))
    yield from _weight_problems(inputs)
    yield from _pin_problems(inputs)
    yield from _range_problems(inputs)


def _same_ids(kind: str, ids: list[str]) -> Iterator[Problem]:
    for name, count in Counter(folded(name) for name in ids).items():
        if count > 1:
            yield Problem("duplicate_id", {"kind": kind, "id": name, "count": count})
    for name in ids:
        if not name.strip():
            yield Problem("empty_id", {"kind": kind})
        elif len(name) > LONGEST_ID:
            yield Problem("long_id", {"kind": kind, "id": name[:40], "length": len(name), "longest": LONGEST_ID})


def _booth_problems(booth: Booth, zones: set[str]) -> Iterator[Problem]:
    about = {"kind": "booth", "id": booth.id}
    sides = (booth.x, booth.y, booth.w, booth.h)
    if not all(_is_number(side) and math.isfinite(side) for side in sides) or booth.w <= 0 or booth.h <= 0:
        yield Problem("bad_place", about)
    if not _is_whole(booth.capacity) or booth.capacity < 1:
        yield Problem("bad_capacity", {**about, "value": str(booth.capacity)})
    if not _is_whole(booth.quality) or not 0 <= booth.quality <= 100:
        yield Problem("bad_quality", {**about, "value": str(booth.quality)})
    if booth.zone and booth.zone not in zones:
        yield Problem("unknown_zone", {**about, "zone": booth.zone})


def _exhibitor_problems(exhibitor: Exhibitor, booths: set[str], most: int) -> Iterator[Problem]:
    about = {"kind": "exhibitor", "id": exhibitor.id}
    if not _is_whole(exhibitor.kpi) or exhibitor.kpi < 0:
        yield Problem("bad_kpi", {**about, "value": str(exhibitor.kpi)})
    if not _is_whole(exhibitor.registered):
        yield Problem("bad_order", {**about, "value": str(exhibitor.registered)})
    if not exhibitor.region:
        yield Problem("no_region", about)
    for booth in exhibitor.prefs:
        if booth not in booths:
            yield Problem("unknown_preference", {**about, "booth": booth})
    if len(set(exhibitor.prefs)) < len(exhibitor.prefs):
        yield Problem("repeated_preference", about)
    if len(exhibitor.prefs) > most:
        yield Problem("too_many_preferences", {**about, "count": len(exhibitor.prefs), "most": most})


def _weight_problems(inputs: Inputs) -> Iterator[Problem]:
    rules = inputs.rules
    weights = (*rules.preference_points, rules.zone_points, rules.neutral_points, rules.quality_points)
    if not all(_is_whole(weight) and weight >= 0 for weight in (*weights, *rules.waste.values())):
        yield Problem("bad_weight")


def _pin_problems(inputs: Inputs) -> Iterator[Problem]:
    booths = {booth.id: booth for booth in inputs.booths}
    exhibitors = {exhibitor.id: exhibitor for exhibitor in inputs.exhibitors}
    zones = {zone.id: zone for zone in inputs.zones}
    for exhibitor, count in Counter(exhibitor for exhibitor, _ in inputs.pins).items():
        if count > 1:
            yield Problem("pinned_twice", {"id": exhibitor})
    for exhibitor_id, booth_id in inputs.pins:
        facts = {"id": exhibitor_id, "booth": booth_id}
        if exhibitor_id not in exhibitors or booth_id not in booths:
            yield Problem("pin_unknown", facts)
        else:
            yield from _pin_unfit(exhibitors[exhibitor_id], booths[booth_id], zones, facts)
    for booth_id, count in Counter(booth for _, booth in inputs.pins).items():
        if booth_id in booths and _is_whole(booths[booth_id].capacity) and count > booths[booth_id].capacity:
            yield Problem("pin_over_full", {"booth": booth_id, "count": count, "capacity": booths[booth_id].capacity})


def _pin_unfit(
    exhibitor: Exhibitor, booth: Booth, zones: Mapping[str, Zone], facts: Mapping[str, object]
) -> Iterator[Problem]:
    for obstacle in obstacles(exhibitor, booth, zones.get(booth.zone, NEUTRAL)):
        yield Problem(_PIN_BROKEN[obstacle.code], {**facts, **obstacle.facts})


def _range_problems(inputs: Inputs) -> Iterator[Problem]:
    """Costs beyond 2^53 would lose their last digit in the solver: refused, never rounded."""
    if not _all(_is_whole, (exhibitor.kpi for exhibitor in inputs.exhibitors)):
        return
    people = len(inputs.exhibitors) + 1
    unit = 1 + sum(max(0, exhibitor.kpi) for exhibitor in inputs.exhibitors)
    if people * people * unit >= EXACT:
        yield Problem("range_too_wide", {"count": len(inputs.exhibitors)})


def _all(test: Callable[[object], bool], values: Iterable[object]) -> bool:
    return all(test(value) for value in values)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
