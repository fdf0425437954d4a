"""What the latest run says, running another, and the sheet of it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from flask import Response, abort, flash, get_template_attribute, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from plm.adapters.spreadsheets import write_xlsx
from plm.clock import now
from plm.eligibility.actions import run_decision
from plm.eligibility.queries import (
    DecisionFilter,
    all_decisions,
    decision_page,
    find_policy,
    is_manual,
    is_stale,
    latest_run,
    outcome_counts,
)
from plm.eligibility.rules import Outcome, Policy
from plm.extensions import db
from plm.libraries.queries import provinces
from plm.libraries.rules import LibraryKind
from plm.objections.queries import objection_counts
from plm.objections.rules import ObjectionState
from plm.web.committee.eligibility.forms import RunForm
from plm.web.committee.eligibility.room import blueprint
from plm.web.committee.library_forms import KINDS
from plm.web.committee.sheets import xlsx_response
from plm.web.guards import may_change, this_event
from plm.web.identity import signed_in
from plm.web.telling import told_about

if TYPE_CHECKING:
    from plm.eligibility.tables import DecisionRun

OUTCOMES = {
    "diundang": Outcome.ELIGIBLE,
    "cadangan": Outcome.WAITLISTED,
    "tidak": Outcome.INELIGIBLE,
    "belum": Outcome.UNDECIDED,
}
WORDS = {outcome: word for word, outcome in OUTCOMES.items()}


@blueprint.get("/")
def index(slug: str) -> str:
    """What the latest run said, narrowed and page by page."""
    event, session = this_event(), db.session()
    run, kept = latest_run(session, event.id), find_policy(session, event.id)
    facts: dict[str, Any] = {"event": event, "run": run, "kept": kept, "may_change": may_change()}
    form = RunForm(after=run.number if run else 0)
    if run is None:
        return render_template("committee/eligibility/index.html", form=form, **facts)
    wanted = _wanted()
    page = decision_page(session, run.id, wanted, number=request.args.get("hal", 1, type=int))
    return render_template(
        "committee/eligibility/index.html",
        form=form,
        page=page,
        wanted=wanted,
        words=WORDS,
        counts=outcome_counts(session, run.id),
        stale=is_stale(session, run),
        terms=Policy.from_document(run.terms),
        told=told_about(this_event(), run, page.lines),
        provinces=provinces(session),
        kinds=KINDS,
        open_objections=objection_counts(session, event.id)[ObjectionState.OPEN],
        **facts,
    )


@blueprint.post("/putusan")
def run(slug: str) -> ResponseReturnValue:
    """Decide on every library within reach."""
    form = RunForm()
    if not form.validate_on_submit():
        abort(400)
    made = run_decision(db.session(), event=this_event(), actor=signed_in().actor, now=now(), after=form.after.data)
    db.session.commit()
    flash(_("Putusan ke-%(number)d selesai.", number=made.number))
    return redirect(url_for(".index", slug=slug))


@blueprint.get("/putusan.xlsx")
def export(slug: str) -> Response:
    """The latest run, narrowed as the page, with its reasons in words."""
    event = this_event()
    made = latest_run(db.session(), event.id) or abort(404)
    header = [
        *(_("Perpustakaan"), _("Jenis"), _("Kode wilayah"), _("Kecamatan"), _("Kabupaten/Kota"), _("Provinsi")),
        *(_("Skor"), _("Putusan"), _("Peringkat"), _("Alasan")),
    ]
    name = f"kelayakan-{event.slug}-putusan-{made.number}.xlsx"
    return xlsx_response(write_xlsx(header, _exported(made), sheet=_("Putusan")), name)


def _wanted() -> DecisionFilter:
    kind = request.args.get("jenis", "")
    return DecisionFilter(
        outcome=OUTCOMES.get(request.args.get("putusan", "")),
        name=request.args.get("q", "").strip()[:120],
        province=request.args.get("provinsi", "")[:2],
        kind=LibraryKind(kind) if kind in set(LibraryKind) else None,
    )


def _exported(made: "DecisionRun") -> Iterator[list[Any]]:
    lines = list(all_decisions(db.session(), made.id, _wanted()))
    told = told_about(this_event(), made, lines)
    word = get_template_attribute("macros/reasons.html", "outcome_word")
    sentences = get_template_attribute("macros/reasons.html", "reasons")
    for decision, library in lines:
        place = told["places"][library.region_code]
        yield [
            *(library.name, str(KINDS[library.kind]), library.region_code),
            *(place.district, place.regency, place.province, decision.score),
            *(word(decision.outcome, is_manual(decision)).striptags(), decision.rank),
            sentences(decision.reasons, told).striptags(),
        ]
