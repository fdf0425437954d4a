"""Reading regions and libraries."""

from plm.libraries.queries.libraries import (
    PAGE_SIZE,
    LibraryFilter,
    LibraryPage,
    all_libraries,
    count_libraries,
    find_library_named,
    get_library,
    known_names,
    libraries_at,
    libraries_by_id,
    search_libraries,
)
from plm.libraries.queries.regions import (
    children_of,
    count_regions,
    find_region,
    known_codes,
    places_of,
    provinces,
    regions_above,
    search_regions,
)

__all__ = [
    "PAGE_SIZE",
    "LibraryFilter",
    "LibraryPage",
    "all_libraries",
    "children_of",
    "count_libraries",
    "count_regions",
    "find_library_named",
    "find_region",
    "get_library",
    "known_codes",
    "known_names",
    "libraries_at",
    "libraries_by_id",
    "places_of",
    "provinces",
    "regions_above",
    "search_libraries",
    "search_regions",
]
