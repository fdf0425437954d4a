"""Reading periods and what was imported into them."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plm.kpi.rules import ImportNotFound, PeriodUnknown, Scale
from plm.kpi.tables import KpiBand, KpiComponent, KpiImport, KpiPeriod, KpiScore


@dataclass(frozen=True)
class PeriodSummary:
    """A period, how many libraries have a score in it, and of which day the newest is."""

    period: KpiPeriod
    libraries: int
    as_of: date | None


def all_periods(session: Session) -> list[KpiPeriod]:
    """The newest first."""
    return list(session.scalars(select(KpiPeriod).order_by(KpiPeriod.ends_on.desc(), KpiPeriod.id.desc())))


def periods_up_to(session: Session, period: KpiPeriod, count: int) -> list[KpiPeriod]:
    """The period and those that ended before it, the newest first, at most `count` in all."""
    before = (
        select(KpiPeriod)
        .where(KpiPeriod.ends_on < period.ends_on)
        .order_by(KpiPeriod.ends_on.desc(), KpiPeriod.id.desc())
        .limit(count - 1)
    )
    return [period, *session.scalars(before)]


def period_summaries(session: Session) -> list[PeriodSummary]:
    """Every period with its figures, in two statements."""
    figures = {
        period_id: (libraries, as_of)
        for period_id, libraries, as_of in session.execute(
            select(KpiScore.period_id, func.count(KpiScore.library_id.distinct()), func.max(KpiScore.as_of)).group_by(
                KpiScore.period_id
            )
        )
    }
    return [PeriodSummary(period, *figures.get(period.id, (0, None))) for period in all_periods(session)]


def find_period(session: Session, code: str) -> KpiPeriod | None:
    return session.scalar(select(KpiPeriod).where(KpiPeriod.code == code))


def get_period(session: Session, code: str) -> KpiPeriod:
    """The period, or PeriodUnknown."""
    if period := find_period(session, code):
        return period
    raise PeriodUnknown(period=code)


def scale_of(period: KpiPeriod) -> Scale:
    return Scale(kind=period.scale, maximum=period.maximum, decimals=period.decimals)


def components_of(session: Session, period_id: int) -> list[KpiComponent]:
    """In the order in which the period names them."""
    return list(
        session.scalars(select(KpiComponent).where(KpiComponent.period_id == period_id).order_by(KpiComponent.id))
    )


def bands_of(session: Session, period_id: int) -> list[KpiBand]:
    """The highest first."""
    return list(session.scalars(select(KpiBand).where(KpiBand.period_id == period_id).order_by(KpiBand.minimum.desc())))


def all_bands(session: Session) -> list[KpiBand]:
    """One of each code, as the newest period names it, the highest first."""
    query = (
        select(KpiBand)
        .join(KpiPeriod, KpiPeriod.id == KpiBand.period_id)
        .order_by(KpiPeriod.ends_on.desc(), KpiBand.minimum.desc())
    )
    found: dict[str, KpiBand] = {}
    for band in session.scalars(query):
        found.setdefault(band.code, band)
    return list(found.values())


def all_components(session: Session) -> list[KpiComponent]:
    """One of each code, as the newest period names it, in the order of that period."""
    query = (
        select(KpiComponent)
        .join(KpiPeriod, KpiPeriod.id == KpiComponent.period_id)
        .order_by(KpiPeriod.ends_on.desc(), KpiComponent.id)
    )
    found: dict[str, KpiComponent] = {}
    for component in session.scalars(query):
        found.setdefault(component.code, component)
    return list(found.values())


def imports_of(session: Session, period_id: int) -> list[KpiImport]:
    """The newest first."""
    return list(
        session.scalars(select(KpiImport).where(KpiImport.period_id == period_id).order_by(KpiImport.id.desc()))
    )


def get_import(session: Session, period_id: int, import_id: int) -> KpiImport:
    """The import of this period, or ImportNotFound."""
    found = session.get(KpiImport, import_id)
    if found is None or found.period_id != period_id:
        raise ImportNotFound(import_id=import_id)
    return found


def find_same_file(session: Session, period_id: int, *, sha256: str, as_of: date) -> KpiImport | None:
    """The newest import of the very same file for the same day."""
    return session.scalar(
        select(KpiImport)
        .where(KpiImport.period_id == period_id, KpiImport.sha256 == sha256, KpiImport.as_of == as_of)
        .order_by(KpiImport.id.desc())
        .limit(1)
    )
