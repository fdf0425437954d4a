"""Reading files that were handed in and not stored yet."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from plm.kpi.rules import DraftNotFound, DraftState
from plm.kpi.tables import KpiDraft, KpiPeriod

MOST_SHOWN = 20


def get_draft(session: Session, period_id: int, draft_id: int) -> KpiDraft:
    """The draft of this period, or DraftNotFound."""
    draft = session.get(KpiDraft, draft_id, populate_existing=True)
    if draft is None or draft.period_id != period_id:
        raise DraftNotFound(draft_id=draft_id)
    return draft


def get_draft_and_period(session: Session, draft_id: int) -> tuple[KpiDraft, KpiPeriod]:
    draft = session.get_one(KpiDraft, draft_id, populate_existing=True)
    return draft, session.get_one(KpiPeriod, draft.period_id)


def open_drafts(session: Session, period_id: int) -> list[KpiDraft]:
    """Those that wait for a worker or a person, the newest first."""
    waiting = (DraftState.CHOOSING, DraftState.READING, DraftState.READ, DraftState.STORING)
    query = select(KpiDraft).where(KpiDraft.period_id == period_id, KpiDraft.state.in_(waiting))
    return list(session.scalars(query.order_by(KpiDraft.id.desc()).limit(MOST_SHOWN)))
