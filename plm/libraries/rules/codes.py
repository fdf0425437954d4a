"""Kemendagri region codes: PP, PP.KK, PP.KK.CC, PP.KK.CC.DDDD."""

import re

from plm.libraries.rules.kinds import LibraryKind, RegionLevel

LEVELS = (RegionLevel.PROVINCE, RegionLevel.REGENCY, RegionLevel.DISTRICT, RegionLevel.VILLAGE)
LEVEL_OF_KIND = {
    LibraryKind.PROVINCE: RegionLevel.PROVINCE,
    LibraryKind.REGENCY: RegionLevel.REGENCY,
    LibraryKind.VILLAGE: RegionLevel.VILLAGE,
    LibraryKind.TBM: RegionLevel.VILLAGE,
}
FIRST_CITY = 71  # regencies count from 01, cities from 71

_DOTTED = re.compile(r"[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?")
_UNDOTTED = re.compile(r"[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{10}")


def parse_region_code(text: str) -> str | None:
    """The dotted code, from dotted or undotted text; None when it is not shaped like one."""
    bare = "".join(text.split()).rstrip(".")
    if _DOTTED.fullmatch(bare):
        return bare
    if not _UNDOTTED.fullmatch(bare):
        return None
    return ".".join(part for part in (bare[:2], bare[2:4], bare[4:6], bare[6:]) if part)


def level_of(code: str) -> RegionLevel:
    """The level a well-formed code stands on."""
    return LEVELS[code.count(".")]


def parent_of(code: str) -> str | None:
    """The code one level up; a province has none."""
    return code.rpartition(".")[0] or None


def province_of(code: str) -> str:
    return code[:2]


def regency_of(code: str) -> str | None:
    """The regency or city of a code; a province code has none."""
    return code[:5] if len(code) >= 5 else None


def district_of(code: str) -> str | None:
    return code[:8] if len(code) >= 8 else None


def is_city(code: str) -> bool:
    """Whether the code lies in a kota rather than in a kabupaten."""
    return len(code) >= 5 and int(code[3:5]) >= FIRST_CITY
