"""Adding libraries, one by hand or many from a sheet."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.libraries.queries import find_library_named, find_region, known_codes, known_names
from plm.libraries.rules import (
    LEVEL_OF_KIND,
    ImportClash,
    LibraryKind,
    LibraryTaken,
    NppTaken,
    PartnershipType,
    RegionLevelWrong,
    RegionUnknown,
    RosterReport,
    Row,
    fold_name,
    judge_roster,
    region_codes_in,
    squeeze,
)
from plm.libraries.tables import Library


@dataclass(frozen=True)
class LibraryDraft:
    """A library as typed."""

    kind: LibraryKind
    name: str
    region_code: str
    npp: str = ""
    partnership: PartnershipType | None = None
    contact_name: str = ""
    phone: str = ""
    email: str = ""


def add_library(session: Session, *, draft: LibraryDraft, actor: str, now: datetime) -> Library:
    """Hang a library on its region, unless the region, the name or the number says no."""
    _check(session, draft)
    library = Library(
        **{**asdict(draft), "npp": squeeze(draft.npp).upper() or None},
        folded_name=fold_name(draft.name),
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(library)
    except IntegrityError as error:
        raise LibraryTaken(name=draft.name, region_code=draft.region_code) from error
    record(session, actor=actor, verb="add_library", subject=f"library:{library.id}", now=now)
    return library


def _check(session: Session, draft: LibraryDraft) -> None:
    region = find_region(session, draft.region_code)
    if region is None:
        raise RegionUnknown(region_code=draft.region_code)
    if region.level is not LEVEL_OF_KIND[draft.kind]:
        raise RegionLevelWrong(region_code=region.code, region=region.name, kind=draft.kind.value)
    if taken := find_library_named(session, kind=draft.kind, region_code=region.code, name=draft.name):
        raise LibraryTaken(name=taken.name, region_code=region.code)
    npp = squeeze(draft.npp).upper()
    if npp and (holder := session.scalar(select(Library.name).where(Library.npp == npp))):
        raise NppTaken(npp=npp, name=holder)


def import_libraries(
    session: Session, *, rows: Sequence[Row], filename: str, actor: str, now: datetime, only_good: bool = False
) -> RosterReport:
    """Store the libraries of a sheet: all of them or, unless only the good ones are asked for, none."""
    codes = known_codes(session, region_codes_in(rows))
    report = judge_roster(rows, known_regions=codes, known=known_names(session))
    if report.accepted and (only_good or not report.bad):
        _store(session, report, now)
        facts = {"file": filename, "added": len(report.accepted), "bad": len(report.bad)}
        record(session, actor=actor, verb="import_libraries", subject="libraries", now=now, facts=facts)
    return report


def _store(session: Session, report: RosterReport, now: datetime) -> None:
    values = [_values(asdict(row), now) for row in report.accepted]
    try:
        with session.begin_nested():
            session.execute(insert(Library), values)
    except IntegrityError as error:
        raise ImportClash from error


def _values(row: dict[str, object], now: datetime) -> dict[str, object]:
    key = row.pop("key")
    del row["line"]
    return {**row, "folded_name": key, "created_at": now}
