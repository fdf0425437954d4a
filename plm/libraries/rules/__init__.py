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
from plm.libraries.rules.contacts import (
    is_mail_address,
    parse_phone,
)
from plm.libraries.rules.kinds import (
    LibraryKind,
    PartnershipType,
    RegionLevel,
)
from plm.libraries.rules.names import (
    fold_name,
    kind_named,
    partnership_named,
    says_city,
    squeeze,
    words_of,
)
from plm.libraries.rules.places import (
    Place,
    PublishedRegion,
)
from plm.libraries.rules.refusals import (
    ImportClash,
    LibraryTaken,
    NppTaken,
    RegionLevelWrong,
    RegionUnknown,
)
from plm.libraries.rules.remarks import remarks
from plm.libraries.rules.roster import (
    KnownNames,
    LibraryRow,
    RosterReport,
    judge_roster,
    region_codes_in,
)
from plm.libraries.rules.sheets import (
    BadRow,
    Cell,
    Header,
    HeaderDoubled,
    HeaderMissing,
    Row,
    SkippedRow,
    cell_text,
    code_text,
    find_header,
    fold_header,
    headings,
    is_blank,
    records_below,
)

__all__ = [
    "LEVEL_OF_KIND",
    "BadRow",
    "Cell",
    "Header",
    "HeaderDoubled",
    "HeaderMissing",
    "ImportClash",
    "KnownNames",
    "LibraryKind",
    "LibraryRow",
    "LibraryTaken",
    "NppTaken",
    "PartnershipType",
    "Place",
    "PublishedRegion",
    "RegionLevel",
    "RegionLevelWrong",
    "RegionUnknown",
    "RosterReport",
    "Row",
    "SkippedRow",
    "cell_text",
    "code_text",
    "district_of",
    "find_header",
    "fold_header",
    "fold_name",
    "headings",
    "is_blank",
    "is_city",
    "is_mail_address",
    "judge_roster",
    "kind_named",
    "level_of",
    "parent_of",
    "parse_phone",
    "parse_region_code",
    "partnership_named",
    "province_of",
    "records_below",
    "regency_of",
    "region_codes_in",
    "remarks",
    "says_city",
    "squeeze",
    "words_of",
]
