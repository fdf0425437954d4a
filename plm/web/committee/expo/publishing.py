"""From draft to what everybody sees: read, publish, freeze, thaw, and check again."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from plm.accounts.rules import NATIONWIDE, Ability
from plm.clock import now
from plm.expo import rules
from plm.expo.actions import freeze_plan, publish_plan, read_plan, thaw_plan
from plm.expo.queries import confirmed_of, find_published_plan
from plm.expo.rules.checked import problems_of
from plm.expo.rules.comparing import compared
from plm.expo.rules.refusals import ReadingNotSaid, ThawNeedsReason
from plm.extensions import db
from plm.web.committee.expo.room import blueprint, frame, home
from plm.web.committee.expo.shown import Shown, shown
from plm.web.forms import Question
from plm.web.guards import readable, this_event
from plm.web.identity import signed_in
from plm.wording import refusal_sentence


@blueprint.route("/<slug>/lapak/baca/<int:number>", methods=["GET", "POST"])
@readable
def read(slug: str, number: int) -> ResponseReturnValue:
    """Everything to read before a draft becomes public, and a tick that says it was read."""
    event, form, complaint = this_event(), Question(), ""
    if form.validate_on_submit():
        try:
            read_plan(
                db.session(),
                event=event,
                number=number,
                revision=request.form.get("revisi", type=int),
                says_so=bool(request.form.get("dibaca")),
                actor=signed_in().actor,
                now=now(),
            )
        except ReadingNotSaid as refusal:
            complaint = refusal_sentence(refusal)
        else:
            db.session.commit()
            flash(_("Tercatat sudah dibaca. Denah dapat diterbitkan."))
            return redirect(url_for(".publish", slug=slug, number=number))
    view = shown(number)
    page = render_template("committee/expo/read.html", **_reading(view), form=form, complaint=complaint)
    return page, 422 if complaint else 200


@blueprint.route("/<slug>/lapak/terbitkan/<int:number>", methods=["GET", "POST"])
def publish(slug: str, number: int) -> ResponseReturnValue:
    """The question page before a proof becomes public."""
    session, event, form = db.session(), this_event(), Question()
    if form.validate_on_submit():
        publish_plan(session, event=event, number=number, actor=signed_in().actor, now=now())
        session.commit()
        flash(_("Denah terbit. Perpustakaan dan pengunjung dapat melihatnya."))
        return redirect(home(event))
    view = shown(number)
    return render_template("committee/expo/publish.html", **frame(event, form=form, view=view, counts=view.counts()))


@blueprint.route("/<slug>/lapak/bekukan", methods=["GET", "POST"])
def freeze(slug: str) -> ResponseReturnValue:
    """The question page before nothing moves any more."""
    session, event, form = db.session(), this_event(), Question()
    if form.validate_on_submit():
        freeze_plan(session, event=event, actor=signed_in().actor, now=now())
        session.commit()
        flash(_("Denah dibekukan."))
        return redirect(home(event))
    plan = find_published_plan(session, event.id) or abort(404)
    return render_template("committee/expo/freeze.html", **frame(event, form=form, plan=plan))


@blueprint.route("/<slug>/lapak/cairkan", methods=["GET", "POST"])
def thaw(slug: str) -> ResponseReturnValue:
    """Who looks after the whole house opens a frozen plan, and says why."""
    session, event, form, complaint = db.session(), this_event(), Question(), ""
    if not current_user.may(Ability.CHANGE, NATIONWIDE):
        abort(403)
    if form.validate_on_submit():
        try:
            why = request.form.get("alasan", "")[:500]
            thaw_plan(session, event=event, actor=signed_in().actor, reason=why, now=now())
        except ThawNeedsReason as refusal:
            complaint = refusal_sentence(refusal)
        else:
            session.commit()
            flash(_("Denah dapat diganti lagi."))
            return redirect(home(event))
    plan = find_published_plan(session, event.id) or abort(404)
    page = render_template("committee/expo/thaw.html", **frame(event, form=form, plan=plan, complaint=complaint))
    return page, 422 if complaint else 200


@blueprint.get("/<slug>/lapak/periksa/<int:number>")
def check(slug: str, number: int) -> str:
    """The independent checker, run on the plan as it is stored."""
    view = shown(number)
    problems = problems_of(view.outcome, view.inputs) if view.outcome else ()
    return render_template(
        "committee/expo/check.html", **frame(view.expo.event, view=view, expo=view.expo, problems=problems)
    )


def _reading(view: Shown) -> dict[str, Any]:
    """Figures, warnings, who waits, and what changes for those confirmed before."""
    event = view.expo.event
    confirmed = dict(confirmed_of(db.session(), event.id))
    drawn: dict[str, int] = {}
    circuit_of = {booth.id: booth.circuit for booth in view.inputs.booths}
    watts_of = {one.id: one.watts for one in view.inputs.exhibitors}
    for one, booth in view.standing.items():
        circuit = circuit_of.get(booth, "")
        drawn[circuit] = drawn.get(circuit, 0) + watts_of.get(one, 0)
    return frame(
        event,
        view=view,
        expo=view.expo,
        counts=view.counts(),
        against=compared(confirmed, view.standing) if confirmed else None,
        conflicts=rules.conflicts_of(view.inputs, _known(view)),
        over=[one for one in view.inputs.circuits if drawn.get(one.id, 0) > one.watts],
    )


def _known(view: Shown) -> dict[str, str]:
    people = {one.id for one in view.inputs.exhibitors}
    return {one: booth for one, booth in view.standing.items() if one in people}
