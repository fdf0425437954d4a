"""What regions and libraries are, how their codes and names are read, and how a sheet is understood."""

from plm.libraries.rules.codes import (
    LEVEL_OF_KIND,
    district_of,
    is_city,
    level_of,
    parent_of,
    parse_region_code,
    province_of,
    regency_of,
)
from plm.libraries.rules.kinds import LibraryKind, PartnershipType, RegionLevel
from plm.libraries.rules.names import fold_name, kind_named, partnership_named, says_city, squeeze, words_of
from plm.libraries.rules.sheets import (
    Cell,
    Header,
    HeaderDoubled,
    HeaderMissing,
    Row,
    cell_text,
    find_header,
    fold_header,
    is_blank,
    records_below,
)

__all__ = [
    "LEVEL_OF_KIND",
    "Cell",
    "Header",
    "HeaderDoubled",
    "HeaderMissing",
    "LibraryKind",
    "PartnershipType",
    "RegionLevel",
    "Row",
    "cell_text",
    "district_of",
    "find_header",
    "fold_header",
    "fold_name",
    "is_blank",
    "is_city",
    "kind_named",
    "level_of",
    "parent_of",
    "parse_region_code",
    "partnership_named",
    "province_of",
    "records_below",
    "regency_of",
    "says_city",
    "squeeze",
    "words_of",
]
