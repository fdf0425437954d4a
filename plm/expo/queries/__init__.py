"""Reading the expo of one event."""

from plm.expo.queries.exhibitors import (
    ExhibitorRow,
    exhibitors_of,
    find_exhibitor_of_library,
    get_exhibitor,
    products_of,
    scores_of,
)
from plm.expo.queries.expo import Expo, expo_of, inputs_of
from plm.expo.queries.halls import (
    booths_in,
    booths_of,
    circuits_of,
    corrections_of,
    get_booth,
    get_circuit,
    get_hall,
    halls_of,
    halls_of_events,
    specs_in,
    uses_of,
    zones_of,
)
from plm.expo.queries.plans import (
    find_placement,
    find_published_plan,
    get_plan,
    is_outdated,
    outcome_of,
    placements_of,
    plans_of,
    published_booth_of,
)
from plm.expo.queries.reimporting import merge_of

__all__ = [
    "ExhibitorRow",
    "Expo",
    "booths_in",
    "booths_of",
    "circuits_of",
    "corrections_of",
    "exhibitors_of",
    "expo_of",
    "find_exhibitor_of_library",
    "find_placement",
    "find_published_plan",
    "get_booth",
    "get_circuit",
    "get_exhibitor",
    "get_hall",
    "get_plan",
    "halls_of",
    "halls_of_events",
    "inputs_of",
    "is_outdated",
    "merge_of",
    "outcome_of",
    "placements_of",
    "plans_of",
    "products_of",
    "published_booth_of",
    "scores_of",
    "specs_in",
    "uses_of",
    "zones_of",
]
