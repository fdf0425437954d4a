"""The venues and the agenda of a meeting."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from plm.clock import now
from plm.events.actions import (
    add_session,
    add_venue,
    remove_session,
    remove_venue,
    revise_session,
    revise_venue,
)
from plm.events.queries import get_session, get_venue, venues_of
from plm.events.rules import EventNotSound
from plm.extensions import db
from plm.web.committee.event_forms import SessionForm, VenueForm, session_form
from plm.web.forms import Question, refuse
from plm.web.guards import this_event
from plm.web.identity import signed_in

blueprint = Blueprint("agenda", __name__, url_prefix="/<slug>/acara")


@blueprint.route("/tempat/baru", methods=["GET", "POST"])
def new_venue(slug: str) -> ResponseReturnValue:
    """Add a place."""
    form = VenueForm()
    if form.validate_on_submit():
        event = this_event()
        add_venue(db.session(), event_id=event.id, actor=signed_in().actor, now=now(), **_typed(form))
        return _saved(_("Tempat tersimpan."))
    return _page("venue", form, None)


@blueprint.route("/tempat/<int:venue_id>", methods=["GET", "POST"])
def venue(slug: str, venue_id: int) -> ResponseReturnValue:
    """Change a place."""
    kept = get_venue(db.session(), this_event().id, venue_id)
    form = VenueForm(obj=kept)
    if form.validate_on_submit():
        revise_venue(db.session(), venue=kept, actor=signed_in().actor, now=now(), **_typed(form))
        return _saved(_("Tempat tersimpan."))
    return _page("venue", form, kept)


@blueprint.route("/tempat/<int:venue_id>/hapus", methods=["GET", "POST"])
def drop_venue(slug: str, venue_id: int) -> ResponseReturnValue:
    """Ask, then take a place away."""
    kept = get_venue(db.session(), this_event().id, venue_id)
    form = Question()
    if form.validate_on_submit():
        remove_venue(db.session(), venue=kept, actor=signed_in().actor, now=now())
        return _saved(_("Tempat dihapus."))
    return _question(form, kept.name, url_for(".venue", slug=slug, venue_id=venue_id))


@blueprint.route("/agenda/baru", methods=["GET", "POST"])
def new_session(slug: str) -> ResponseReturnValue:
    """Add a line to the agenda."""
    event, form = this_event(), SessionForm()
    form.offer(venues_of(db.session(), event.id))
    if form.validate_on_submit():
        details = form.details(event.zone)
        try:
            add_session(db.session(), event_id=event.id, details=details, actor=signed_in().actor, now=now())
        except EventNotSound as refusal:
            refuse(form.ends_at, refusal)
        else:
            return _saved(_("Sesi tersimpan."))
    return _page("session", form, None)


@blueprint.route("/agenda/<int:session_id>", methods=["GET", "POST"])
def session(slug: str, session_id: int) -> ResponseReturnValue:
    """Change a line of the agenda."""
    event = this_event()
    line = get_session(db.session(), event.id, session_id)
    form = session_form(line, event.zone)
    form.offer(venues_of(db.session(), event.id))
    if form.validate_on_submit():
        details = form.details(event.zone)
        try:
            revise_session(db.session(), line=line, details=details, actor=signed_in().actor, now=now())
        except EventNotSound as refusal:
            refuse(form.ends_at, refusal)
        else:
            return _saved(_("Sesi tersimpan."))
    return _page("session", form, line)


@blueprint.route("/agenda/<int:session_id>/hapus", methods=["GET", "POST"])
def drop_session(slug: str, session_id: int) -> ResponseReturnValue:
    """Ask, then take a line off the agenda."""
    line = get_session(db.session(), this_event().id, session_id)
    form = Question()
    if form.validate_on_submit():
        remove_session(db.session(), line=line, actor=signed_in().actor, now=now())
        return _saved(_("Sesi dihapus."))
    return _question(form, line.title, url_for(".session", slug=slug, session_id=session_id))


def _typed(form: VenueForm) -> dict[str, str]:
    return {name: form[name].data or "" for name in ("name", "address", "online_url")}


def _saved(message: str) -> ResponseReturnValue:
    db.session.commit()
    flash(message)
    return redirect(url_for("committee.events.edit", slug=this_event().slug, _anchor="agenda"))


def _page(name: str, form: VenueForm | SessionForm, kept: object) -> ResponseReturnValue:
    answer = render_template(f"committee/agenda/{name}.html", event=this_event(), form=form, kept=kept)
    return answer, 422 if form.errors else 200


def _question(form: Question, name: str, back: str) -> str:
    return render_template("committee/agenda/drop.html", event=this_event(), form=form, name=name, back=back)
