"""Who is invited and why: the policy, the runs, and one library's decision."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, flash, get_template_attribute, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from plm.accounts.queries import names_of
from plm.accounts.rules import Ability, Place
from plm.adapters.spreadsheets import write_xlsx
from plm.clock import now
from plm.eligibility.actions import decide_by_hand, run_decision, set_policy, withdraw_manual
from plm.eligibility.queries import (
    DecisionFilter,
    actors_in,
    all_decisions,
    decision_page,
    find_decision,
    find_manual,
    find_policy,
    get_candidate,
    history_of,
    is_manual,
    is_stale,
    latest_run,
    outcome_counts,
    period_of,
)
from plm.eligibility.rules import ManualKind, Outcome, Policy, PolicyNotSound, reason_from_document
from plm.extensions import db
from plm.kpi.queries import all_periods
from plm.libraries.queries import places_of, provinces
from plm.libraries.rules import LibraryKind, regency_of
from plm.web.committee.eligibility_forms import HandForm, PolicyForm, RunForm, policy_form
from plm.web.committee.library_forms import KINDS
from plm.web.committee.sheets import xlsx_response
from plm.web.guards import readable, this_event
from plm.web.identity import signed_in

if TYPE_CHECKING:
    from plm.eligibility.tables import Decision, DecisionRun
    from plm.libraries.tables import Library

blueprint = Blueprint("eligibility", __name__, url_prefix="/<slug>/kelayakan")
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
    facts: dict[str, Any] = {"event": event, "run": run, "kept": kept, "may_change": _may_change()}
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
        told=_told(run, page.lines),
        provinces=provinces(session),
        kinds=KINDS,
        **facts,
    )


@blueprint.route("/aturan", methods=["GET", "POST"])
@readable
def policy(slug: str) -> ResponseReturnValue:
    """The policy; saving it changes no run, so nothing is decided by a slip."""
    event, session = this_event(), db.session()
    periods = all_periods(session)
    form = policy_form(find_policy(session, event.id))
    form.offer(periods)
    if form.validate_on_submit() and _set_policy(form):
        session.commit()
        flash(_("Aturan tersimpan. Jalankan putusan agar berlaku."))
        return redirect(url_for(".index", slug=slug))
    answer = render_template(
        "committee/eligibility/policy.html", event=event, form=form, periods=periods, may_change=_may_change()
    )
    return answer, 422 if form.errors else 200


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


@blueprint.route("/<int:library_id>", methods=["GET", "POST"])
@readable
def library(slug: str, library_id: int) -> ResponseReturnValue:
    """Everything about one library's decision, and deciding on it by hand."""
    event, session = this_event(), db.session()
    known = get_candidate(session, event, library_id)
    manual = find_manual(session, event_id=event.id, library_id=library_id)
    form = HandForm(kind=manual.kind.value, reason=manual.reason) if manual else HandForm()
    if form.validate_on_submit():
        decide_by_hand(
            session,
            event=event,
            library_id=library_id,
            kind=ManualKind(form.kind.data),
            reason=form.reason.data or "",
            actor=signed_in().actor,
            now=now(),
        )
        session.commit()
        flash(_("Tersimpan. Berlaku pada putusan berikutnya."))
        return redirect(url_for(".library", slug=slug, library_id=library_id))
    answer = render_template("committee/eligibility/library.html", **_facts_of(known, manual), form=form)
    return answer, 422 if form.errors else 200


@blueprint.post("/<int:library_id>/batal")
def withdraw(slug: str, library_id: int) -> ResponseReturnValue:
    """Leave the library to the policy again."""
    event = this_event()
    get_candidate(db.session(), event, library_id)
    withdraw_manual(db.session(), event=event, library_id=library_id, actor=signed_in().actor, now=now())
    db.session.commit()
    flash(_("Keputusan manual ditarik. Berlaku pada putusan berikutnya."))
    return redirect(url_for(".library", slug=slug, library_id=library_id))


def _facts_of(known: "Library", manual: Any) -> dict[str, Any]:
    """What the page of one library shows."""
    event, session = this_event(), db.session()
    made = latest_run(session, event.id)
    decision = find_decision(session, run_id=made.id, library_id=known.id) if made else None
    told = _told(made, [(decision, known)] if decision else []) if made else None
    return {
        "event": event,
        "library": known,
        "place": places_of(session, [known.region_code])[known.region_code],
        "manual": manual,
        "hand": names_of(session, [manual.decided_by]) if manual else {},
        "run": made,
        "decision": decision,
        "terms": Policy.from_document(made.terms) if made else None,
        "told": told,
        "history": history_of(session, event_id=event.id, library_id=known.id),
        "may_change": _may_change(),
    }


def _set_policy(form: PolicyForm) -> bool:
    try:
        set_policy(
            db.session(),
            event_id=this_event().id,
            period_id=int(form.period.data),
            policy=form.policy(),
            actor=signed_in().actor,
            now=now(),
        )
    except PolicyNotSound as refusal:
        form.refuse(refusal)
        return False
    return True


def _wanted() -> DecisionFilter:
    kind = request.args.get("jenis", "")
    return DecisionFilter(
        outcome=OUTCOMES.get(request.args.get("putusan", "")),
        name=request.args.get("q", "").strip()[:120],
        province=request.args.get("provinsi", "")[:2],
        kind=LibraryKind(kind) if kind in set(LibraryKind) else None,
    )


def _told(made: "DecisionRun", lines: "Iterable[tuple[Decision, Library]]") -> dict[str, Any]:
    """What sentences about these decisions need: names of people and places, the scale, the zone."""
    known = list(lines)
    codes = {library.region_code for _, library in known} | {
        code for _, library in known if (code := regency_of(library.region_code))
    }
    return {
        "run": made,
        "period": period_of(db.session(), made),
        "zone": this_event().zone,
        "places": places_of(db.session(), codes),
        "people": names_of(db.session(), {made.decided_by, *actors_in(decision for decision, _ in known)}),
        "reason": reason_from_document,
        "is_manual": is_manual,
    }


def _exported(made: "DecisionRun") -> Iterator[list[Any]]:
    lines = list(all_decisions(db.session(), made.id, _wanted()))
    told = _told(made, lines)
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


def _may_change() -> bool:
    event = this_event()
    return bool(current_user.may(Ability.CHANGE, Place(event.id, event.region_code)))
