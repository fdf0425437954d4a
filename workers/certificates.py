"""Printing certificates."""

from flask import current_app
from sqlalchemy.orm import Session

from plm.adapters.certificates import print_chunk
from plm.adapters.storage import storage_of
from plm.jobs.rules import JobName
from workers.registry import handles


@handles(JobName.RENDER_CERTIFICATES)
def render(session: Session, *, certificate_ids: list[int]) -> None:
    """Print those of the chunk that have no PDF yet; each batch is committed at once, so a dead worker costs one."""
    settings, storage = current_app.extensions["settings"], storage_of(current_app)
    print_chunk(session, certificate_ids, settings=settings, storage=storage)
