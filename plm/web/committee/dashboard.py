"""The event at a glance: figures that open the list behind them, and what waits for somebody."""

from dataclasses import replace

from flask import Blueprint, render_template, request

from plm.clock import now
from plm.extensions import db
from plm.invitations.queries import free_places
from plm.reports.queries import figures_of, replies_by_province, score_spread
from plm.reports.rules import tasks_of
from plm.web.committee.events import state_of_event
from plm.web.guards import may_change, this_event

blueprint = Blueprint("dashboard", __name__)
FIRST_PROVINCES = 8


@blueprint.get("/<slug>/")
def index(slug: str) -> str:
    """The figures as of this moment."""
    event, session = this_event(), db.session()
    figures, state = figures_of(session, event.id), state_of_event(event)
    figures = replace(figures, free_places=free_places(session, event.id, now=now()))
    provinces = replies_by_province(session, event.id)
    shown = provinces if "semua" in request.args else provinces[:FIRST_PROVINCES]
    return render_template(
        "committee/dashboard/index.html",
        event=event,
        state=state,
        counted_at=now(),
        figures=figures,
        tasks=tasks_of(figures, state),
        spread=score_spread(session, event.id),
        provinces=provinces,
        shown=shown,
        widest=max((one.invited for one in shown), default=1),
        may_change=may_change(),
    )
