"""Two runs side by side: who came in, who fell out, because of what."""

from flask import render_template, request

from plm.eligibility.queries import compare_runs, get_run, runs_of
from plm.eligibility.rules import Policy
from plm.extensions import db
from plm.web.committee.eligibility.room import blueprint
from plm.web.guards import this_event
from plm.web.telling import told_about

LONGEST = 500


@blueprint.get("/banding")
def compare(slug: str) -> str:
    """The two numbers come from the form; without them the two latest runs."""
    event, session = this_event(), db.session()
    runs = runs_of(session, event.id)
    if len(runs) < 2:
        return render_template("committee/eligibility/compare.html", event=event, runs=runs, changes=None)
    earlier = get_run(session, event.id, request.args.get("dari", runs[1].number, type=int))
    later = get_run(session, event.id, request.args.get("ke", runs[0].number, type=int))
    changes = compare_runs(session, earlier, later)
    shown = changes[:LONGEST]
    return render_template(
        "committee/eligibility/compare.html",
        event=event,
        runs=runs,
        earlier=earlier,
        later=later,
        changes=changes,
        shown=shown,
        terms=(Policy.from_document(earlier.terms), Policy.from_document(later.terms)),
        told=(
            told_about(this_event(), earlier, [(one.before, one.library) for one in shown if one.before]),
            told_about(this_event(), later, [(one.after, one.library) for one in shown if one.after]),
        ),
    )
