"""Bringing the list of regions up to date."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from plm.libraries.rules import PublishedRegion, fold_name, level_of, parent_of
from plm.libraries.tables import Region

AT_ONCE = 5000


@dataclass(frozen=True)
class LoadedRegions:
    """What the list brought."""

    added: int
    renamed: int
    unchanged: int


def load_regions(session: Session, *, regions: Iterable[PublishedRegion]) -> LoadedRegions:
    """Store every published region, each after the one above it; a region that left the list stays, for libraries
    hang on it."""
    known = {
        code: (name, label) for code, name, label in session.execute(select(Region.code, Region.name, Region.label))
    }
    fresh, renamed, unchanged = [], [], 0
    for region in sorted(regions, key=lambda region: len(region.code)):
        if region.code not in known:
            fresh.append(_values(region))
        elif known[region.code] != (region.name, region.label):
            renamed.append(_values(region))
        else:
            unchanged += 1
    for start in range(0, len(fresh), AT_ONCE):
        session.execute(insert(Region), fresh[start : start + AT_ONCE])
    if renamed:
        session.execute(update(Region), renamed)
    session.flush()
    return LoadedRegions(added=len(fresh), renamed=len(renamed), unchanged=unchanged)


def _values(region: PublishedRegion) -> dict[str, object]:
    return {
        "code": region.code,
        "level": level_of(region.code),
        "name": region.name,
        "label": region.label,
        "folded_name": fold_name(region.name),
        "parent_code": parent_of(region.code),
    }
