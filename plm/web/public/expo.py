"""The library's booth behind its personal link, and the plan that visitors see."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from plm.clock import now
from plm.events.queries import get_event
from plm.expo.actions import apply_by_link, withdraw_exhibitor
from plm.expo.queries import expo_of, find_placement, find_published_plan, placements_of
from plm.expo.rules.refusals import ApplicationsClosed
from plm.extensions import db
from plm.web.exhibiting import MENDABLE, ApplicationForm, categories_on, stored
from plm.web.forms import Question
from plm.web.public.expo_place import place_of
from plm.web.public.links import LibraryLink
from plm.web.public.steps import accepted_link
from plm.wording import refusal_sentence

blueprint = Blueprint("expo", __name__)


@blueprint.get("/u/<token>/lapak/")
def index(token: str) -> str:
    """Where the library's application stands: not sent, sent, a booth with its reasons, or waiting with why."""
    link = accepted_link(token)
    expo = expo_of(db.session(), link.event)
    row = next((row for row in expo.exhibitors if row.library.id == link.library.id), None)
    plan = find_published_plan(db.session(), link.event.id)
    placement = find_placement(db.session(), plan.id, row.exhibitor.id) if plan and row else None
    return render_template(
        "public/expo/index.html",
        **_frame(link),
        expo=expo,
        row=row,
        plan=plan,
        placement=placement,
        open=_is_open(link),
        place=place_of(expo, placements_of(db.session(), plan.id), placement) if plan and placement else None,
    )


@blueprint.route("/u/<token>/lapak/permohonan", methods=["GET", "POST"])
def apply(token: str) -> ResponseReturnValue:
    """What the library shows, needs and wishes."""
    link = accepted_link(token)
    expo = expo_of(db.session(), link.event)
    row = next((row for row in expo.exhibitors if row.library.id == link.library.id), None)
    form = ApplicationForm(data=stored(row, link.library.name))
    if not form.asks_for_more() and form.validate_on_submit():
        try:
            apply_by_link(
                db.session(),
                event=link.event,
                library_id=link.library.id,
                application=form.application(),
                now=now(),
            )
        except MENDABLE as refusal:
            form.show(refusal)
        except ApplicationsClosed as refusal:
            form.form_errors = [*form.form_errors, refusal_sentence(refusal)]
        else:
            db.session.commit()
            flash(_("Permohonan lapak tersimpan. Anda masih dapat mengubahnya."))
            return redirect(url_for(".index", token=token))
    page = render_template(
        "public/expo/apply.html", **_frame(link), form=form, halls=expo.drawn({}), booths=list(expo.number_of.values())
    )
    return page, 422 if form.errors else 200


@blueprint.route("/u/<token>/lapak/batal", methods=["GET", "POST"])
def withdraw(token: str) -> ResponseReturnValue:
    """The question page before the application is taken back."""
    link, form = accepted_link(token), Question()
    expo = expo_of(db.session(), link.event)
    row = next((row for row in expo.exhibitors if row.library.id == link.library.id), None) or abort(404)
    if form.validate_on_submit():
        withdraw_exhibitor(
            db.session(), event_id=link.event.id, exhibitor_id=row.exhibitor.id, actor=link.actor, now=now()
        )
        db.session.commit()
        flash(_("Permohonan lapak dibatalkan."))
        return redirect(url_for(".index", token=token))
    return render_template("public/expo/withdraw.html", **_frame(link), form=form)


@blueprint.get("/denah/<slug>/")
def plan(slug: str) -> str:
    """The published plan for visitors: who stands where, with which products."""
    event = get_event(db.session(), slug)
    published = find_published_plan(db.session(), event.id) or abort(404)
    expo = expo_of(db.session(), event)
    holders = expo.holders(placements_of(db.session(), published.id))
    number, words = request.args.get("lapak", ""), request.args.get("cari", "").strip()
    halls = expo.drawn(holders, current=number, words=words, power=False)
    booths = [booth for hall in halls for booth in hall.booths]
    return render_template(
        "public/expo/plan.html",
        event=event,
        expo=expo,
        plan=published,
        halls=halls,
        words=words,
        booth=next((booth for booth in booths if booth.spec.number == number), None),
        matches=[booth.spec.number for booth in booths if not booth.dim] if words else [],
        listed=[(number, holders[number]) for number in expo.number_of.values() if number in holders],
        letters=categories_on(expo.exhibitors),
        address=lambda number: url_for(".plan", slug=slug, lapak=number, _anchor="lapak"),
    )


def _frame(link: LibraryLink) -> dict[str, object]:
    return {"token": link.token, "event": link.event, "library": link.library}


def _is_open(link: LibraryLink) -> bool:
    closes_at = link.event.registration_closes_at
    return closes_at is None or now() <= closes_at
