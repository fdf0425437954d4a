"""Printing name badges."""

from flask import current_app
from sqlalchemy.orm import Session

from plm.adapters.certificates import cards_pdf
from plm.adapters.pdf import GlyphMissing
from plm.adapters.storage import storage_of
from plm.adapters.tickets import badges_pdf
from plm.clock import now
from plm.events.queries import get_event_by_id
from plm.jobs.rules import JobName
from plm.registration.actions import store_badges
from plm.registration.queries import find_badge_run, people_for_badges
from plm.registration.rules import BadgeLayout
from plm.web.faces import faces_of
from workers.registry import handles


@handles(JobName.RENDER_BADGES)
def render(session: Session, *, event_id: int, number: int) -> None:
    """Print the sheet that was asked for, unless another was asked for since; no transaction is open while drawing."""
    run = find_badge_run(session, event_id)
    if run is None or run.number != number or run.rendered_at is not None:
        session.commit()
        return
    event = get_event_by_id(session, event_id)
    faces = faces_of(event, people_for_badges(session, event_id, role=run.role, by_place=run.by_place))
    name, layout = event.name, run.layout
    session.commit()
    key, failure, storage = None, "" if faces else "nobody", storage_of(current_app)
    if faces:
        try:
            if layout is BadgeLayout.TEMPLATE:
                pdf = cards_pdf(session, event, faces, storage=storage)
            else:
                pdf = badges_pdf(faces, layout, title=f"Kartu nama {name}")
        except GlyphMissing:
            failure = "glyph_missing"
        else:
            key = f"badges/{event_id}/{number}.pdf"
            storage.put(key, pdf)
    stored = store_badges(
        session, event_id=event_id, number=number, storage_key=key, people=len(faces), failure=failure, now=now()
    )
    session.commit()
    if not stored and key:
        storage.delete(key)
