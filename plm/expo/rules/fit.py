"""Who may stand where, and what it is worth."""

from collections.abc import Iterator, Mapping, Sequence

from plm.expo.rules.model import Booth, Exhibitor, Reason, Rules, Why, Zone
from plm.expo.words import Amenity

NEUTRAL = Zone("")


def missing_needs(exhibitor: Exhibitor, booth: Booth) -> tuple[str, ...]:
    """The needs this booth does not meet."""
    return tuple(sorted(exhibitor.needs - booth.amenities))


def share_of_power(booth: Booth) -> int:
    """What each holder of a shared booth may draw, in watts; 0 when the booth has no limit of its own."""
    return booth.watts // booth.capacity


def lacks_power(exhibitor: Exhibitor, booth: Booth) -> bool:
    """More watts are asked than this booth has for each of its holders."""
    if Amenity.POWER not in booth.amenities:
        return exhibitor.watts > 0
    return booth.watts > 0 and exhibitor.watts > share_of_power(booth)


def obstacles(exhibitor: Exhibitor, booth: Booth, zone: Zone) -> Iterator[Reason]:
    """Every hard rule that keeps this exhibitor from this booth, with its facts."""
    if booth.blocked:
        yield Reason(Why.BLOCKED)
    if missing := missing_needs(exhibitor, booth):
        yield Reason(Why.NEEDS, {"needs": list(missing)})
    if lacks_power(exhibitor, booth):
        yield Reason(Why.WATTS, {"asked": exhibitor.watts, "given": share_of_power(booth)})
    if zone_refuses(exhibitor, zone):
        yield Reason(Why.ZONE, {"zone": zone.id, "categories": sorted(zone.categories)})


def zone_refuses(exhibitor: Exhibitor, zone: Zone) -> bool:
    """A reserved zone takes only its categories."""
    return zone.reserved and bool(zone.categories) and exhibitor.category not in zone.categories


def fits(exhibitor: Exhibitor, booth: Booth, zone: Zone) -> bool:
    """The hard rules: open, every need met, power enough, zone not reserved for others."""
    return next(obstacles(exhibitor, booth, zone), None) is None


def matches_zone(exhibitor: Exhibitor, zone: Zone) -> bool:
    return exhibitor.category in zone.categories


def percentiles(exhibitors: Sequence[Exhibitor]) -> Mapping[str, int]:
    """Share of the others with a lower KPI, 0 to 100, rounded down."""
    others = max(1, len(exhibitors) - 1)
    below: dict[int, int] = {}
    for rank, kpi in enumerate(sorted(exhibitor.kpi for exhibitor in exhibitors)):
        below.setdefault(kpi, rank)
    return {exhibitor.id: 100 * below[exhibitor.kpi] // others for exhibitor in exhibitors}


def points(exhibitor: Exhibitor, booth: Booth, zone: Zone, percentile: int, rules: Rules) -> int:
    """Wish, zone and quality, less what the booth offers that nobody asked for."""
    wish = 0
    if booth.id in exhibitor.prefs:
        wish = rules.preference_points[exhibitor.prefs.index(booth.id)] * (150 + percentile) // 200
    place = rules.zone_points if matches_zone(exhibitor, zone) else 0 if zone.categories else rules.neutral_points
    quality = rules.quality_points * booth.quality * percentile // 10_000
    waste = sum(rules.waste.get(amenity, 0) for amenity in booth.amenities - exhibitor.needs)
    return wish + place + quality - waste
