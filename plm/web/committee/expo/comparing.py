"""Two plans side by side."""

from flask import abort, render_template, request

from plm.expo.queries import expo_of, plans_of
from plm.expo.rules.comparing import compared
from plm.extensions import db
from plm.web.committee.expo.room import blueprint, frame
from plm.web.committee.expo.shown import shown
from plm.web.exhibiting import categories_on
from plm.web.guards import this_event


@blueprint.get("/<slug>/lapak/banding")
def compare(slug: str) -> str:
    """Who gained, lost and moved from one plan to the other; without a choice, the two that matter."""
    session, event = db.session(), this_event()
    expo, plans = expo_of(session, event), plans_of(session, event.id)
    if not plans:
        abort(404)
    newest = plans[0].number
    public = next((one.number for one in plans if one.published_at and one.number != newest), None)
    usual = public or (plans[1].number if len(plans) > 1 else newest)
    old = shown(request.args.get("lama", type=int) or usual, expo)
    new = shown(request.args.get("baru", type=int) or newest, expo)
    difference = compared(old.standing, new.standing)
    return render_template(
        "committee/expo/compare.html",
        **frame(event, expo=expo, plans=plans, old=old, new=new, difference=difference),
        halls=expo.drawn(new.holders, only=difference.booths),
        letters=categories_on(expo.exhibitors),
    )
