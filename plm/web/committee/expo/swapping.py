"""Changing two places by hand: chosen on the plan, the consequences shown, then confirmed."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from plm.accounts.queries import names_of
from plm.clock import now
from plm.expo.actions import move_exhibitors
from plm.expo.rules.refusals import PlanChanged, SwapBroken
from plm.extensions import db
from plm.web.committee.expo.choosing import chosen, consequences
from plm.web.committee.expo.room import blueprint, frame
from plm.web.committee.expo.shown import Shown, shown
from plm.web.exhibiting import categories_on
from plm.web.forms import Question
from plm.web.guards import this_event
from plm.web.identity import signed_in


@blueprint.get("/<slug>/lapak/tukar/<int:number>")
def swap(slug: str, number: int) -> str:
    """Choose two booths and see what would follow."""
    return _page(shown(number), request.args)


@blueprint.post("/<slug>/lapak/tukar/<int:number>")
def confirm_swap(slug: str, number: int) -> ResponseReturnValue:
    """Do it, unless somebody else was faster (409) or a rule would break (422)."""
    session, event, form = db.session(), this_event(), Question()
    view = shown(number)
    if not form.validate():
        return _page(view, request.form), 422
    choice = chosen(view, request.form)
    try:
        plan = move_exhibitors(
            session,
            event=event,
            number=number,
            revision=request.form.get("revisi", type=int, default=-1),
            moves=choice.moves,
            actor=signed_in().actor,
            now=now(),
        )
    except PlanChanged as refusal:
        session.rollback()
        return _told(shown(number), refusal), 409
    except SwapBroken:
        return _page(view, request.form), 422
    session.commit()
    flash(_("Tersimpan di draf %(number)s. Baca lagi sebelum diterbitkan.", number=plan.number))
    return redirect(url_for(".swap", slug=slug, number=plan.number))


def _page(view: Shown, asked: Any) -> str:
    choice = chosen(view, asked)
    halls = view.expo.drawn(view.holders, current=choice.there or choice.here)
    event, number = view.expo.event, view.plan.number if view.plan else 0

    def address(booth: str) -> str:
        """The first booth chosen waits for the second; after that it begins anew."""
        first = choice.here if choice.here and not choice.there else ""
        chosen_now: dict[str, Any] = {"dari": first, "ke": booth} if first and first != booth else {"dari": booth}
        return url_for(".swap", slug=event.slug, number=number, **chosen_now, _anchor="akibat")

    return render_template(
        "committee/expo/swap.html",
        **frame(event, view=view, expo=view.expo, choice=choice, halls=halls, address=address),
        **{"effects": None, "gap_before": None, "gap_after": None, **consequences(view, choice)},
        letters=categories_on(view.expo.exhibitors),
        form=Question(),
    )


def _told(view: Shown, refusal: PlanChanged) -> str:
    """Who changed what meanwhile, and the way back to what one wanted."""
    facts = refusal.facts
    who = names_of(db.session(), [str(facts["changed_by"])]).get(str(facts["changed_by"]), "")
    asked: dict[str, Any] = {
        name: request.form[name] for name in ("dari", "ke", "yang", "lawan") if request.form.get(name)
    }
    return render_template(
        "committee/expo/swap_changed.html",
        **frame(view.expo.event, view=view, expo=view.expo, who=who, facts=facts),
        again=url_for(".swap", slug=view.expo.event.slug, number=facts["number"], **asked, _anchor="akibat"),
    )
