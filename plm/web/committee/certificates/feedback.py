"""What participants said of the event, without their names."""

from plm.extensions import db
from plm.feedback.queries import summary_of_event
from plm.feedback.rules import BEST
from plm.registration.queries import count_registered
from plm.web.committee.certificates.room import blueprint, page_of
from plm.web.guards import this_event


@blueprint.get("/<slug>/sertifikat/umpan-balik")
def feedback(slug: str) -> str:
    """Averages, and what was written."""
    session, event = db.session(), this_event()
    summary = summary_of_event(session, event.id)
    return page_of("feedback", summary=summary, registered=count_registered(session, event.id), best=BEST)
