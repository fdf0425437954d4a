"""What a region and a library are."""

from enum import StrEnum


class RegionLevel(StrEnum):
    PROVINCE = "province"
    REGENCY = "regency"
    DISTRICT = "district"
    VILLAGE = "village"


class LibraryKind(StrEnum):
    """Kinds TPBIS scores apart (domain 2.1): province, regency or city, village, community reading centre."""

    PROVINCE = "province"
    REGENCY = "regency"
    VILLAGE = "village"
    TBM = "tbm"


class PartnershipType(StrEnum):
    FULL_SUPPORT = "full_support"
    BOOK_SUPPORT = "book_support"
    SELF_FUNDED = "self_funded"
