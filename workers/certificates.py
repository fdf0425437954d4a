"""Printing certificates."""

from flask import current_app
from sqlalchemy.orm import Session

from plm.adapters.certificates import print_one
from plm.adapters.storage import storage_of
from plm.jobs.rules import JobName
from workers.registry import handles


@handles(JobName.RENDER_CERTIFICATES)
def render(session: Session, *, certificate_ids: list[int]) -> None:
    """Print those of the chunk that have no PDF yet; each is committed on its own, so a dead worker costs one page."""
    for certificate_id in certificate_ids:
        print_one(
            session,
            certificate_id,
            settings=current_app.extensions["settings"],
            storage=storage_of(current_app),
        )
