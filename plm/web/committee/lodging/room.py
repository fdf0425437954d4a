"""The blueprint, and what its pages share."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from plm.extensions import db
from plm.logistics.queries import Lodging, lodging_of
from plm.logistics.rules import Gender, RoomKind
from plm.web.guards import may_change, this_event

blueprint = Blueprint("lodging", __name__, url_prefix="/<slug>/kamar")
KIND_LABELS = {
    RoomKind.TWIN: _l("Dua tempat tidur"),
    RoomKind.SINGLE: _l("Satu tempat tidur"),
    RoomKind.DOUBLE: _l("Satu tempat tidur besar"),
    RoomKind.TRIPLE: _l("Tiga tempat tidur"),
    RoomKind.QUAD: _l("Empat tempat tidur"),
}
GENDER_LABELS = {Gender.FEMALE: _l("Perempuan"), Gender.MALE: _l("Laki-laki")}


def this_lodging() -> Lodging:
    """Rooms and people of the event of the URL."""
    return lodging_of(db.session(), this_event())


def page(name: str, form: FlaskForm | None = None, **facts: object) -> ResponseReturnValue:
    """A page of this room; with errors in its form it is answered as refused."""
    found = {"event": this_event(), "form": form, "may_change": may_change(), **facts}
    body = render_template(f"committee/lodging/{name}.html", **found)
    return body, 422 if form is not None and form.errors else 200


def done(words: str, endpoint: str = ".index", **address: object) -> ResponseReturnValue:
    """Commit, say so, go on."""
    db.session.commit()
    flash(words)
    return redirect(url_for(endpoint, slug=this_event().slug, **address))  # type: ignore[arg-type]  # values of an address
