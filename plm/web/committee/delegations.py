"""One delegation: its people and its papers."""

from flask import Blueprint, render_template

from plm.extensions import db
from plm.libraries.queries import get_library, places_of
from plm.registration.queries import find_letter, get_delegation, papers_of, roles_of, roster_of
from plm.registration.rules import letter_slot
from plm.web.guards import may_change, this_event

blueprint = Blueprint("delegations", __name__)


@blueprint.get("/<slug>/peserta/rombongan/<int:delegation_id>/")
def show(slug: str, delegation_id: int) -> str:
    """Who comes, and what was handed in."""
    session, event = db.session(), this_event()
    delegation = get_delegation(session, event.id, delegation_id)
    library = get_library(session, delegation.library_id)
    people = roster_of(session, delegation.id)
    return render_template(
        "committee/delegations/show.html",
        event=event,
        delegation=delegation,
        library=library,
        place=places_of(session, [library.region_code])[library.region_code],
        people=people,
        roles=roles_of(session, [person.id for person in people]),
        letter=find_letter(session, delegation.id),
        letter_slot=letter_slot(delegation.id),
        papers=papers_of(
            session, event.id, delegation_id=delegation.id, participant_ids=[person.id for person in people]
        ),
        may_change=may_change(),
    )
