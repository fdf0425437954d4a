"""KPI files on their way from the storage into the database; read and stored by a worker, or at once when small."""

from datetime import datetime

from sqlalchemy.orm import Session

from plm.adapters.spreadsheets import MAX_BYTES, read_table
from plm.adapters.storage import Storage
from plm.errors import Refusal
from plm.kpi.actions import (
    ImportOutcome,
    SourceFile,
    choices_of,
    import_scores,
    note_outcome,
    note_progress,
    note_refusal,
    note_report,
)
from plm.kpi.queries import get_draft_and_period
from plm.kpi.rules import DraftState
from plm.libraries.rules import ImportClash

LARGE_ROWS = 2000  # above, a worker reads the file while the page shows how far it is

# How far the bar stands, in hundredths: the file is open, its lines wait to be judged, they are judged.
OPENED, UNFOLDED, JUDGED = 25, 50, 95


def read_draft(session: Session, draft_id: int, *, storage: Storage, now: datetime) -> None:
    """Judge the file and keep the report; commits. Again is harmless."""
    draft, _ = get_draft_and_period(session, draft_id)
    if draft.state is not DraftState.READING:
        return
    try:
        outcome = _import(session, draft_id, storage=storage, now=now, dry_run=True)
    except Refusal as refusal:
        session.rollback()
        note_refusal(session, draft_id, refusal)
    else:
        note_report(session, draft_id, outcome.report)
    session.commit()


def store_draft(session: Session, draft_id: int, *, storage: Storage, now: datetime) -> None:
    """Judge the file again with the person's answers and store it; commits. Again is harmless."""
    draft, _ = get_draft_and_period(session, draft_id)
    if draft.state is not DraftState.STORING:
        return
    try:
        outcome = _import(session, draft_id, storage=storage, now=now, dry_run=False)
    except ImportClash:  # another import was faster: what is stored now belongs into the report
        session.rollback()
        outcome = _import(session, draft_id, storage=storage, now=now, dry_run=True)
        note_report(session, draft_id, outcome.report)
    except Refusal as refusal:
        session.rollback()
        note_refusal(session, draft_id, refusal)
    else:
        note_outcome(session, draft_id, outcome)
    session.commit()


def _import(session: Session, draft_id: int, *, storage: Storage, now: datetime, dry_run: bool) -> ImportOutcome:
    draft, _ = get_draft_and_period(session, draft_id)
    key, filename, sheet = draft.file_key, draft.filename, draft.sheet
    session.commit()  # no transaction is open while the file is read
    rows = read_table(storage.get(key), filename, sheet=sheet, max_bytes=10 * MAX_BYTES).rows

    def moved(done: int, of_all: int) -> None:
        share = UNFOLDED + (JUDGED - UNFOLDED) * done // max(of_all, 1)
        note_progress(session, draft_id, done=len(rows) * share // 100, of_all=len(rows))
        session.commit()

    note_progress(session, draft_id, done=len(rows) * OPENED // 100, of_all=len(rows))
    session.commit()
    draft, period = get_draft_and_period(session, draft_id)
    return import_scores(
        session,
        period=period,
        rows=rows,
        source=SourceFile(draft.filename, draft.sha256),
        as_of=draft.as_of,
        imported_by=draft.handed_in_by,
        actor=draft.actor,
        now=now,
        choices=choices_of(draft),
        dry_run=dry_run,
        moved=moved,
    )
