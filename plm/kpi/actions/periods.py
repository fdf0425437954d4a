"""Declaring periods."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.kpi.queries import find_period
from plm.kpi.rules import PeriodCodeTaken, PeriodDraft, PeriodNotSound, problems_of
from plm.kpi.tables import KpiBand, KpiComponent, KpiPeriod


def create_period(session: Session, *, draft: PeriodDraft, actor: str, now: datetime) -> KpiPeriod:
    """Declare a period with its scale, components and bands."""
    if problems := tuple(problems_of(draft)):
        raise PeriodNotSound(problems=problems)
    if find_period(session, draft.code):
        raise PeriodCodeTaken(period=draft.code)
    period = KpiPeriod(
        code=draft.code,
        name=draft.name,
        starts_on=draft.starts_on,
        ends_on=draft.ends_on,
        scale=draft.scale,
        maximum=draft.maximum,
        decimals=draft.decimals,
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(period)
    except IntegrityError as error:
        raise PeriodCodeTaken(period=draft.code) from error
    session.add_all(
        KpiComponent(period_id=period.id, code=component.code, name=component.name, weight=component.weight)
        for component in draft.components
    )
    session.add_all(
        KpiBand(period_id=period.id, code=band.code, name=band.name, minimum=band.minimum) for band in draft.bands
    )
    session.flush()
    record(session, actor=actor, verb="create_period", subject=f"kpi_period:{period.id}", now=now)
    return period
