"""The committee's list of meetings."""

from flask import Blueprint, render_template

from plm.accounts.rules import Scope
from plm.events.queries import all_events, events_within
from plm.extensions import db
from plm.web.guards import open_anywhere
from plm.web.identity import signed_in

blueprint = Blueprint("events", __name__)


@blueprint.get("/")
@open_anywhere
def index() -> str:
    """The meetings this person may see."""
    grants = signed_in().grants
    if any(grant.scope is Scope.NATIONAL for grant in grants):
        events = all_events(db.session())
    else:
        codes = [grant.region_code for grant in grants if grant.region_code]
        ids = [grant.event_id for grant in grants if grant.event_id]
        events = events_within(db.session(), region_codes=codes, event_ids=ids)
    return render_template("committee/events/index.html", events=events)
