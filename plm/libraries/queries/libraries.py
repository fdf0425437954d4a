"""Reading libraries."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from plm.libraries.rules import (
    KnownNames,
    LibraryKind,
    LibraryNotFound,
    RegionLevel,
    fold_name,
    parse_region_code,
    province_of,
    squeeze,
)
from plm.libraries.tables import Library, Region

PAGE_SIZE = 50
MOST_PLACES = 40


@dataclass(frozen=True)
class LibraryFilter:
    """What a list of libraries is narrowed to; empty means everything."""

    text: str = ""
    province: str = ""
    kind: LibraryKind | None = None


@dataclass(frozen=True)
class LibraryPage:
    """One page of a list, and how long the whole list is."""

    libraries: tuple[Library, ...]
    total: int
    number: int
    size: int = PAGE_SIZE

    @property
    def last(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def first_row(self) -> int:
        return (self.number - 1) * self.size + 1


def get_library(session: Session, library_id: int) -> Library:
    """The library, or LibraryNotFound."""
    if library := session.get(Library, library_id):
        return library
    raise LibraryNotFound(library_id=library_id)


def libraries_by_id(session: Session, library_ids: Iterable[int]) -> dict[int, Library]:
    """These libraries, by id."""
    return {library.id: library for library in session.scalars(select(Library).where(Library.id.in_(set(library_ids))))}


def find_library_named(session: Session, *, kind: LibraryKind, region_code: str, name: str) -> Library | None:
    """The library of this kind and name in the region, spelling forgiven."""
    return session.scalar(
        select(Library).where(
            Library.kind == kind, Library.region_code == region_code, Library.folded_name == fold_name(name)
        )
    )


def search_libraries(session: Session, wanted: LibraryFilter, *, page: int = 1, size: int = PAGE_SIZE) -> LibraryPage:
    """A page of the libraries that fit, by region and name."""
    query = _fitting(session, select(Library), wanted)
    total = session.scalar(_fitting(session, select(func.count()).select_from(Library), wanted)) or 0
    number = min(max(1, page), max(1, -(-total // size)))
    rows = session.scalars(_ordered(query).limit(size).offset((number - 1) * size))
    return LibraryPage(libraries=tuple(rows), total=total, number=number, size=size)


def all_libraries(session: Session, wanted: LibraryFilter) -> Iterable[Library]:
    """Every library that fits, for a sheet; read in parts."""
    return session.scalars(_ordered(_fitting(session, select(Library), wanted)).execution_options(yield_per=2000))


def count_libraries(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Library)) or 0


def libraries_at(session: Session, region_code: str) -> list[Library]:
    """The libraries that hang on the very code."""
    return list(session.scalars(_ordered(select(Library).where(Library.region_code == region_code))))


def known_names(session: Session) -> KnownNames:
    """The names and numbers already taken."""
    rows = session.execute(select(Library.kind, Library.region_code, Library.folded_name, Library.npp)).all()
    return KnownNames(
        libraries={(kind, code, key) for kind, code, key, _ in rows},
        npps={npp: key for _, _, key, npp in rows if npp},
    )


def _ordered(query: Select[Any]) -> Select[Any]:
    return query.order_by(Library.region_code, Library.kind, Library.name, Library.id)


def _fitting(session: Session, query: Select[Any], wanted: LibraryFilter) -> Select[Any]:
    if wanted.province:
        query = query.where(_within(province_of(wanted.province)))
    if wanted.kind:
        query = query.where(Library.kind == wanted.kind)
    if wanted.text.strip():
        query = query.where(_said(session, wanted.text))
    return query


def _said(session: Session, text: str) -> ColumnElement[bool]:
    """What a typed word may mean: a code, an NPP, part of a name, or the name of a place that holds the library."""
    if code := parse_region_code(text):
        return _within(code)
    key = fold_name(text) or squeeze(text)
    if not key:
        return Library.id.is_(None)
    places = session.scalars(
        select(Region.code)
        .where(Region.folded_name == key, Region.level != RegionLevel.VILLAGE)
        .order_by(func.length(Region.code), Region.code)
        .limit(MOST_PLACES)
    )
    return or_(
        Library.folded_name.contains(key), Library.npp == squeeze(text).upper(), *(_within(code) for code in places)
    )


def _within(code: str) -> ColumnElement[bool]:
    return or_(Library.region_code == code, Library.region_code.startswith(f"{code}."))
