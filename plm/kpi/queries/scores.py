"""Reading scores, and the libraries that a sheet may speak of."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, func, select, type_coerce
from sqlalchemy.orm import Session, aliased

from plm.db import from_scaled
from plm.kpi.rules import Directory, KnownLibrary, StoredScore
from plm.kpi.tables import KpiComponent, KpiComponentScore, KpiImport, KpiPeriod, KpiScore, KpiSupersededScore
from plm.libraries.rules import LibraryKind
from plm.libraries.tables import Library, Region

PAGE_SIZE = 50


@dataclass(frozen=True)
class SupersededRow:
    """What a score said before a corrected file, from where, and who accepted the correction when."""

    printed: str
    score: Decimal
    filename: str
    line: int
    superseded_by: str
    superseded_at: datetime


@dataclass(frozen=True)
class HistoryRow:
    """A score of a library with where it came from."""

    period_id: int
    period: str
    period_code: str
    maximum: Decimal
    decimals: int
    as_of: date
    score: Decimal
    printed: str
    filename: str
    line: int
    imported_by: str
    imported_at: datetime
    components: dict[str, Decimal] = field(default_factory=dict)
    superseded: tuple[SupersededRow, ...] = ()


@dataclass(frozen=True)
class ImportedScore:
    """A stored row of one file."""

    line: int
    library_id: int
    library: str
    region_code: str
    printed: str
    score: Decimal


def latest_scores(session: Session, period_id: int) -> dict[int, Decimal]:
    """Each library's score of the newest day in the period."""
    return {library_id: score for library_id, (_, score) in _latest(session, period_id).items()}


def latest_components(session: Session, period_id: int, codes: Collection[str]) -> dict[int, dict[str, Decimal]]:
    """Each library's components of these codes, as of the newest day in the period."""
    owner = {score_id: library_id for library_id, (score_id, _) in _latest(session, period_id).items()}
    query = (
        select(KpiComponentScore.score_id, KpiComponent.code, type_coerce(KpiComponentScore.score, BigInteger))
        .join(KpiComponent, KpiComponent.id == KpiComponentScore.component_id)
        .where(KpiComponent.period_id == period_id, KpiComponent.code.in_(codes))
    )
    found: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for score_id, code, score in session.execute(query):
        if library_id := owner.get(score_id):
            found[library_id][code] = from_scaled(score)
    return found


def _latest(session: Session, period_id: int) -> dict[int, tuple[int, Decimal]]:
    """Id and value of each library's newest score; a later day takes the place of an earlier one."""
    query = (
        select(KpiScore.library_id, KpiScore.id, type_coerce(KpiScore.score, BigInteger))
        .where(KpiScore.period_id == period_id)
        .order_by(KpiScore.as_of)
    )
    return {library_id: (score_id, from_scaled(score)) for library_id, score_id, score in session.execute(query)}


def stored_scores(session: Session, period_id: int, as_of: date) -> dict[int, StoredScore]:
    """What the day has already, by library."""
    components = _components_by_score(session, period_id, as_of)
    query = (
        select(
            KpiScore.library_id,
            KpiScore.score,
            KpiScore.printed,
            KpiImport.filename,
            KpiScore.row_number,
            KpiScore.id,
            KpiScore.import_id,
        )
        .join(KpiImport, KpiImport.id == KpiScore.import_id)
        .where(KpiScore.period_id == period_id, KpiScore.as_of == as_of)
    )
    return {
        library_id: StoredScore(score, printed, filename, line, components.get(number, {}), number, import_id)
        for library_id, score, printed, filename, line, number, import_id in session.execute(query)
    }


def _components_by_score(session: Session, period_id: int, as_of: date) -> dict[int, dict[str, Decimal]]:
    found: dict[int, dict[str, Decimal]] = defaultdict(dict)
    query = (
        select(KpiComponentScore.score_id, KpiComponent.code, KpiComponentScore.score)
        .join(KpiComponent, KpiComponent.id == KpiComponentScore.component_id)
        .join(KpiScore, KpiScore.id == KpiComponentScore.score_id)
        .where(KpiScore.period_id == period_id, KpiScore.as_of == as_of)
    )
    for score_id, code, value in session.execute(query):
        found[score_id][code] = value
    return found


def history_of(session: Session, library_id: int) -> list[HistoryRow]:
    """A library's scores, the oldest first, each with its file, row, person and day; three statements."""
    components: dict[int, dict[str, Decimal]] = defaultdict(dict)
    parts = (
        select(KpiComponentScore.score_id, KpiComponent.name, KpiComponentScore.score)
        .join(KpiComponent, KpiComponent.id == KpiComponentScore.component_id)
        .join(KpiScore, KpiScore.id == KpiComponentScore.score_id)
        .where(KpiScore.library_id == library_id)
        .order_by(KpiComponent.id)
    )
    for score_id, name, value in session.execute(parts):
        components[score_id][name] = value
    before = _superseded_of(session, library_id)
    query = (
        select(KpiScore, KpiPeriod, KpiImport)
        .join(KpiPeriod, KpiPeriod.id == KpiScore.period_id)
        .join(KpiImport, KpiImport.id == KpiScore.import_id)
        .where(KpiScore.library_id == library_id)
        .order_by(KpiPeriod.starts_on, KpiPeriod.id, KpiScore.as_of)
    )
    return [
        HistoryRow(
            period_id=period.id,
            period=period.name,
            period_code=period.code,
            maximum=period.maximum,
            decimals=period.decimals,
            as_of=score.as_of,
            score=score.score,
            printed=score.printed,
            filename=file.filename,
            line=score.row_number,
            imported_by=file.imported_by,
            imported_at=file.imported_at,
            components=components.get(score.id, {}),
            superseded=tuple(before.get(score.id, ())),
        )
        for score, period, file in session.execute(query)
    ]


def _superseded_of(session: Session, library_id: int) -> dict[int, list[SupersededRow]]:
    """By score, the oldest first."""
    found: dict[int, list[SupersededRow]] = defaultdict(list)
    source, corrected = aliased(KpiImport), aliased(KpiImport)
    was = KpiSupersededScore
    query = (
        select(
            was.score_id,
            was.printed,
            was.score,
            source.filename,
            was.row_number,
            corrected.imported_by,
            corrected.imported_at,
        )
        .join(KpiScore, KpiScore.id == was.score_id)
        .join(source, source.id == was.import_id)
        .join(corrected, corrected.id == was.superseded_by)
        .where(KpiScore.library_id == library_id)
        .order_by(was.id)
    )
    for row in session.execute(query):
        found[row[0]].append(SupersededRow(*row[1:]))
    return found


def count_scores_of_import(session: Session, import_id: int) -> int:
    """How many scores still come from the file; a corrected file takes some away."""
    return session.scalar(select(func.count()).where(KpiScore.import_id == import_id)) or 0


def scores_of_import(session: Session, import_id: int, *, page: int = 1) -> list[ImportedScore]:
    """One page of the stored rows of a file, in its order."""
    query = (
        select(KpiScore.row_number, Library.id, Library.name, Library.region_code, KpiScore.printed, KpiScore.score)
        .join(Library, Library.id == KpiScore.library_id)
        .where(KpiScore.import_id == import_id)
        .order_by(KpiScore.row_number, KpiScore.id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    return [ImportedScore(*row) for row in session.execute(query)]


def directory_of_libraries(session: Session) -> Directory:
    """Every library with the keys and names of its places, ready for matching."""
    regions = _regions_with_libraries(session)
    rows = session.execute(
        select(Library.id, Library.kind, Library.name, Library.folded_name, Library.region_code, Library.npp)
    )
    return Directory(_known(*row, regions=regions) for row in rows)


def _regions_with_libraries(session: Session) -> dict[str, tuple[str, str]]:
    """Names and keys of the regions that hold a library, and of those above: all but the other villages."""
    held = select(Library.region_code)
    query = select(Region.code, Region.name, Region.folded_name).where(
        (func.length(Region.code) <= 8) | Region.code.in_(held)
    )
    return {code: (name, key) for code, name, key in session.execute(query)}


def _known(
    library_id: int,
    kind: LibraryKind,
    name: str,
    key: str,
    code: str,
    npp: str | None,
    *,
    regions: dict[str, tuple[str, str]],
) -> KnownLibrary:
    places = [regions.get(code[:size], ("", "")) if len(code) >= size else ("", "") for size in (2, 5, 8, 13)]
    province, regency, district, village = (place[1] for place in places)
    return KnownLibrary(
        id=library_id,
        kind=kind,
        name=name,
        key=key,
        region_code=code,
        region_key=regions.get(code, ("", ""))[1],
        place=", ".join(place[0] for place in reversed(places[:3]) if place[0]),
        npp=npp or "",
        village_key=village,
        district_key=district,
        regency_key=regency,
        province_key=province,
    )
