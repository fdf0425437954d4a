"""Reading regions."""

from collections.abc import Collection, Iterable, Iterator

from sqlalchemy import ColumnElement, case, false, func, or_, select
from sqlalchemy.orm import Session

from plm.libraries.rules import Place, RegionLevel, fold_name, parent_of, parse_region_code, squeeze
from plm.libraries.tables import Region

MOST_ASKED_FOR = 5000
AT_ONCE = 1000  # codes in one statement; databases limit the number of parameters


def find_region(session: Session, code: str) -> Region | None:
    return session.get(Region, code)


def children_of(session: Session, code: str | None) -> list[Region]:
    """The regions right below a code by name; the provinces for None."""
    return list(session.scalars(select(Region).where(Region.parent_code == code).order_by(Region.name, Region.code)))


def provinces(session: Session) -> list[Region]:
    return children_of(session, None)


def count_regions(session: Session) -> dict[RegionLevel, int]:
    """How many regions stand on each level."""
    counted = session.execute(select(Region.level, func.count()).group_by(Region.level)).all()
    return {row[0]: row[1] for row in counted}


def search_regions(
    session: Session, text: str, *, levels: Collection[RegionLevel] = tuple(RegionLevel), limit: int = 20
) -> list[Region]:
    """Regions by code or by name, spelling forgiven; the same name first, then names that begin so, then others.

    `Sidomulyo, Asahan` looks only inside regions called Asahan.
    """
    if code := parse_region_code(text):
        found = find_region(session, code)
        return [found] if found and found.level in levels else []
    name, _, around = text.partition(",")
    keys = _keys(name)
    if not keys:
        return []
    key = min(keys, key=len)
    nearness = case((Region.folded_name.in_(keys), 0), (Region.folded_name.startswith(key), 1), else_=2)
    query = (
        select(Region)
        .where(Region.folded_name.contains(key), Region.level.in_(levels), *_inside(session, around))
        .order_by(nearness, func.length(Region.code), Region.name, Region.code)
        .limit(limit)
    )
    return list(session.scalars(query))


def _inside(session: Session, text: str) -> list[ColumnElement[bool]]:
    keys = _keys(text)
    if not keys:
        return []
    holders = session.scalars(
        select(Region.code).where(Region.folded_name.in_(keys), Region.level != RegionLevel.VILLAGE)
    )
    return [or_(false(), *(Region.code.startswith(f"{code}.") for code in holders))]


def _keys(text: str) -> set[str]:
    """A village may be called Kota Baru, so the name counts with its leading words and without."""
    return {key for key in (fold_name(text), squeeze(text)) if key}


def known_codes(session: Session, codes: Iterable[str]) -> set[str]:
    """Those of the codes that a region has."""
    wanted = set(codes)
    if len(wanted) > MOST_ASKED_FOR:  # reading every code is cheaper than naming so many
        return wanted & set(session.scalars(select(Region.code)))
    known: set[str] = set()
    for some in _batched(sorted(wanted)):
        known.update(session.scalars(select(Region.code).where(Region.code.in_(some))))
    return known


def regions_above(session: Session, codes: Iterable[str]) -> dict[str, Region]:
    """The regions of the codes and every region above them."""
    wanted = {above for code in codes for above in _with_those_above(code)}
    return {
        region.code: region
        for some in _batched(sorted(wanted))
        for region in session.scalars(select(Region).where(Region.code.in_(some)))
    }


def places_of(session: Session, codes: Iterable[str]) -> dict[str, Place]:
    """Each code with the names of its region and of those above, in one statement for a page of codes."""
    codes = set(codes)
    regions = regions_above(session, codes)
    return {code: _place(code, regions) for code in codes}


def _place(code: str, regions: dict[str, Region]) -> Place:
    names = {regions[above].level.value: regions[above].name for above in _with_those_above(code) if above in regions}
    return Place(**names)


def _with_those_above(code: str | None) -> Iterator[str]:
    while code:
        yield code
        code = parent_of(code)


def _batched(codes: list[str]) -> Iterator[list[str]]:
    return (codes[start : start + AT_ONCE] for start in range(0, len(codes), AT_ONCE))
