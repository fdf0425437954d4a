"""Reading and storing KPI files that are too large for a request."""

from flask import current_app
from sqlalchemy.orm import Session

from plm.adapters.kpi_files import read_draft, store_draft
from plm.adapters.storage import storage_of
from plm.clock import now
from plm.jobs.rules import JobName
from workers.registry import handles


@handles(JobName.READ_KPI_FILE)
def read(session: Session, *, draft_id: int) -> None:
    """Judge the file; the page shows the report."""
    read_draft(session, draft_id, storage=storage_of(current_app), now=now())


@handles(JobName.STORE_KPI_FILE)
def store(session: Session, *, draft_id: int) -> None:
    """Store what a person accepted."""
    store_draft(session, draft_id, storage=storage_of(current_app), now=now())
