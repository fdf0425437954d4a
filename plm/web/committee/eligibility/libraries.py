"""Everything about one library's decision, and deciding on it by hand."""

from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from plm.accounts.queries import names_of
from plm.clock import now
from plm.eligibility.actions import decide_by_hand, withdraw_manual
from plm.eligibility.queries import find_decision, find_manual, get_candidate, history_of, latest_run
from plm.eligibility.rules import ManualKind, Policy
from plm.extensions import db
from plm.libraries.queries import places_of
from plm.objections.queries import objections_of_library
from plm.web.committee.eligibility.forms import HandForm
from plm.web.committee.eligibility.links import shown_link
from plm.web.committee.eligibility.room import blueprint
from plm.web.guards import may_change, readable, this_event
from plm.web.identity import signed_in
from plm.web.telling import told_about

if TYPE_CHECKING:
    from plm.libraries.tables import Library


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
    told = told_about(this_event(), made, [(decision, known)] if decision else []) if made else None
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
        "may_change": may_change(),
        "shared": shown_link(known) if may_change() else None,
        "objections": objections_of_library(session, event.id, known.id),
        "now": now(),
    }
