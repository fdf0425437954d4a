"""Asking for the booths to be given, and following the run."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from plm.adapters.broker import commit_and_send
from plm.clock import now
from plm.expo.actions import ask_for_allocation
from plm.expo.queries import get_plan, get_run
from plm.expo.rules.gap import gap_of
from plm.expo.rules.record import objective_of_document
from plm.extensions import db
from plm.jobs.actions import ask_for
from plm.jobs.rules import JobName
from plm.web.addresses import LARGEST_ID
from plm.web.committee.expo.room import blueprint, frame
from plm.web.guards import this_event
from plm.web.identity import signed_in


@blueprint.post("/<slug>/lapak/bagikan")
def allocate(slug: str) -> ResponseReturnValue:
    """Ask a worker for the next draft; a second press finds the first request."""
    session, event, moment = db.session(), this_event(), now()
    keeps = request.form.get("cara") == "hemat"
    run, is_new = ask_for_allocation(session, event=event, keeps=keeps, actor=signed_in().actor, now=moment)
    where = url_for(".run", slug=slug, run_id=run.id)
    if is_new:
        job_id = ask_for(session, JobName.ALLOCATE_BOOTHS, now=moment, event_id=event.id, run_id=run.id)
        commit_and_send(session, (job_id, JobName.ALLOCATE_BOOTHS))
    else:
        session.commit()
        flash(_("Pembagian yang diminta sebelumnya masih berjalan."))
    return redirect(where)


@blueprint.get("/<slug>/lapak/pembagian/<int:run_id>")
def run(slug: str, run_id: int) -> str:
    """What became of the request."""
    return _page("run", run_id)


@blueprint.get("/<slug>/lapak/pembagian/<int:run_id>/kemajuan")
def run_progress(slug: str, run_id: int) -> str:
    """The part of the page that moves."""
    return _page("run_live", run_id)


def _page(name: str, run_id: int) -> str:
    session, event = db.session(), this_event()
    asked, number = get_run(session, event.id, min(run_id, LARGEST_ID))
    plan: Any = get_plan(session, event.id, number) if number else None
    objective = objective_of_document(plan.objective) if plan else None
    facts = frame(event, run=asked, plan=plan, objective=objective, gap=gap_of(objective) if objective else None)
    return render_template(f"committee/expo/{name}.html", **facts)
