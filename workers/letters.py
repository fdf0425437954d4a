"""Printing invitation letters."""

from flask import current_app
from sqlalchemy.orm import Session

from plm.adapters.letters import print_letter
from plm.adapters.storage import storage_of
from plm.jobs.rules import JobName
from workers.registry import handles


@handles(JobName.RENDER_LETTERS)
def render(session: Session, *, letter_ids: list[int]) -> None:
    """Print those of the chunk that have no PDF yet; each is committed on its own, so a dead worker costs one page."""
    for letter_id in letter_ids:
        print_letter(session, letter_id, storage=storage_of(current_app))
