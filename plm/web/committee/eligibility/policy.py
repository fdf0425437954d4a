"""The policy: typed, tried out on the facts of this moment, saved."""

from typing import TYPE_CHECKING, cast

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from plm.accounts.queries import names_of
from plm.clock import now
from plm.eligibility.actions import check_policy, set_policy
from plm.eligibility.queries import find_policy
from plm.eligibility.rules import PolicyNotSound, PolicyRevised
from plm.extensions import db
from plm.kpi.queries import all_bands, all_components, all_periods
from plm.libraries.queries import provinces
from plm.reports.queries import policy_effect
from plm.web.committee.eligibility.policy_forms import PolicyForm, policy_form
from plm.web.committee.eligibility.room import blueprint
from plm.web.guards import may_change, readable, this_event
from plm.web.identity import signed_in
from plm.wording import moment as moment_in_words
from plm.wording import refusal_sentence

if TYPE_CHECKING:
    from datetime import datetime

    from plm.kpi.tables import KpiPeriod
    from plm.reports.rules import PolicyEffect


@blueprint.route("/aturan", methods=["GET", "POST"])
@readable
def policy(slug: str) -> ResponseReturnValue:
    """The policy; trying it out keeps nothing, and saving it changes no run, so nothing is decided by a slip.

    A page that asks while somebody types (`live`) gets the effect alone.
    """
    event, session = this_event(), db.session()
    periods = {str(period.id): period for period in all_periods(session)}
    form = policy_form(find_policy(session, event.id), all_components(session), all_bands(session), provinces(session))
    form.offer(list(periods.values()))
    effect = None
    if form.validate_on_submit():
        if "preview" in request.form or "live" in request.form:
            effect = _try(form, periods[form.period.data])
        elif _keep(form):
            session.commit()
            flash(_("Aturan tersimpan. Jalankan putusan agar berlaku."))
            return redirect(url_for(".index", slug=slug))
    page = "effect" if "live" in request.form else "policy"
    answer = render_template(
        f"committee/eligibility/{page}.html",
        event=event,
        form=form,
        periods=periods,
        effect=effect,
        terms=form.policy() if effect else None,
        period=periods.get(form.period.data or ""),
        may_change=may_change(),
    )
    return answer, 422 if form.errors else 200


def _keep(form: PolicyForm) -> bool:
    try:
        set_policy(
            db.session(),
            event_id=this_event().id,
            period_id=int(form.period.data),
            policy=form.policy(),
            actor=signed_in().actor,
            now=now(),
            seen=form.seen.data if "seen" in request.form else None,
        )
    except PolicyNotSound as refusal:
        form.refuse(refusal)
        return False
    except PolicyRevised as refusal:
        _tell(form, refusal)
        return False
    return True


def _tell(form: PolicyForm, refusal: PolicyRevised) -> None:
    """Somebody else saved meanwhile: what was typed stays, and saving again replaces theirs."""
    if by := refusal.facts.get("by"):
        refusal.facts["name"] = names_of(db.session(), [str(by)]).get(str(by), str(by))
        refusal.facts["moment"] = moment_in_words(cast("datetime", refusal.facts["at"]), this_event().zone)
    form.form_errors = [*form.form_errors, refusal_sentence(refusal)]
    form.seen.data = str(refusal.facts["edition"])


def _try(form: PolicyForm, period: "KpiPeriod") -> "PolicyEffect | None":
    session = db.session()
    try:
        tried = form.policy()
        check_policy(session, period, tried)
    except PolicyNotSound as refusal:
        form.refuse(refusal)
        return None
    return policy_effect(session, this_event(), period, tried)
