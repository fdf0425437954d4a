"""The committee's meetings: the list, a new one, and what one is."""

from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from plm.accounts.rules import Ability, Grant, Place, Role, Scope
from plm.clock import now
from plm.events.actions import create_event, revise_event
from plm.events.queries import agenda_of, all_events, events_within, venues_of
from plm.events.rules import (
    EventLevel,
    EventNotSound,
    EventState,
    SlugNotSound,
    SlugTaken,
    Zone,
    propose_slug,
    state_of,
)
from plm.extensions import db
from plm.web.committee.event_forms import EventForm, event_form
from plm.web.forms import refuse
from plm.web.guards import open_anywhere, readable, this_event
from plm.web.identity import signed_in

if TYPE_CHECKING:
    from plm.events.tables import Event

blueprint = Blueprint("events", __name__)
LEVEL_OF_SCOPE = {Scope.PROVINCE: EventLevel.PROVINCE, Scope.REGENCY: EventLevel.REGENCY}


@blueprint.get("/")
@open_anywhere
def index() -> str:
    """The meetings this person may see."""
    events = [(event, state_of_event(event), _place(event)) for event in _events_of(signed_in().grants)]
    return render_template("committee/events/index.html", events=events, may_create=_creating_grant() is not None)


@blueprint.route("/acara/baru", methods=["GET", "POST"])
@open_anywhere
def create() -> ResponseReturnValue:
    """A new meeting, by whoever holds a committee's right over its region."""
    grant = _creating_grant() or abort(403)
    form = EventForm(**_defaults(grant))
    if form.validate_on_submit() and _is_covered(form, Place(None, form.region)):
        slug = form.slug.data or propose_slug(form.name.data or "")
        try:
            event = create_event(db.session(), slug=slug, details=form.details(), actor=signed_in().actor, now=now())
        except EventNotSound as refusal:
            form.refuse(refusal)
        except (SlugTaken, SlugNotSound) as refusal:
            refuse(form.slug, refusal)
        else:
            db.session.commit()
            flash(_("%(name)s tersimpan.", name=event.name))
            return redirect(url_for(".edit", slug=event.slug))
    return render_template("committee/events/create.html", form=form), 422 if form.errors else 200


@blueprint.route("/<slug>/acara", methods=["GET", "POST"])
@readable
def edit(slug: str) -> ResponseReturnValue:
    """What the meeting is, with its venues and agenda."""
    event = this_event()
    form = event_form(event)
    if form.validate_on_submit() and _is_covered(form, Place(event.id, form.region)):
        try:
            revise_event(db.session(), event=event, details=form.details(), actor=signed_in().actor, now=now())
        except EventNotSound as refusal:
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("Perubahan tersimpan."))
            return redirect(url_for(".edit", slug=event.slug))
    answer = render_template(
        "committee/events/edit.html",
        event=event,
        form=form,
        state=state_of_event(event),
        venues=venues_of(db.session(), event.id),
        agenda=agenda_of(db.session(), event.id),
        may_change=current_user.may(Ability.CHANGE, _place(event)),
    )
    return answer, 422 if form.errors else 200


def state_of_event(event: "Event") -> EventState:
    """How far the meeting has come at this moment."""
    return state_of(
        starts_on=event.starts_on,
        ends_on=event.ends_on,
        zone=event.zone,
        opens_at=event.registration_opens_at,
        closes_at=event.registration_closes_at,
        now=now(),
    )


def _events_of(grants: tuple[Grant, ...]) -> "list[Event]":
    if any(grant.scope is Scope.NATIONAL for grant in grants):
        return all_events(db.session())
    codes = [grant.region_code for grant in grants if grant.region_code]
    return events_within(db.session(), region_codes=codes, event_ids=[g.event_id for g in grants if g.event_id])


def _place(event: "Event") -> Place:
    return Place(event.id, event.region_code)


def _creating_grant() -> Grant | None:
    """The committee grant that lets this person make events, the widest first; one event's committee makes none."""
    order = (Scope.NATIONAL, Scope.PROVINCE, Scope.REGENCY)
    mine = [grant for grant in signed_in().grants if grant.role is Role.COMMITTEE and grant.scope in order]
    return min(mine, key=lambda grant: order.index(grant.scope), default=None)


def _defaults(grant: Grant) -> dict[str, str]:
    """A province's committee begins with its own province."""
    if request.method == "POST" or grant.scope is Scope.NATIONAL:
        return {}
    return {"level": LEVEL_OF_SCOPE[grant.scope].value, "region_code": grant.region_code or "", "zone": Zone.WIB.value}


def _is_covered(form: EventForm, place: Place) -> bool:
    """Whether this person's right reaches the region typed; says so at the field if not."""
    if signed_in().may(Ability.CHANGE, place):
        return True
    form.region_code.errors = [_("Hak Anda tidak mencakup wilayah ini. Tulis kode wilayah Anda sendiri.")]
    return False
