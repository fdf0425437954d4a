"""The blueprint, and what its pages share."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from plm.clock import now
from plm.extensions import db
from plm.libraries.queries import get_library
from plm.web.guards import this_event
from plm.wording import from_local, local_value

if TYPE_CHECKING:
    pass

blueprint = Blueprint("invitations", __name__)
USUAL_TERM = timedelta(days=14)


def secret() -> str:
    """The key that links are derived with."""
    return str(current_app.extensions["settings"].secret_key)


def usual_end() -> datetime:
    """Until registration closes, or two weeks."""
    event, moment = this_event(), now()
    closes_at = event.registration_closes_at
    end = closes_at if closes_at and closes_at > moment else moment + USUAL_TERM
    return datetime.fromisoformat(local_value(end, event.zone))


def typed_moment(value: datetime | None) -> datetime:
    """The moment behind what a required field holds."""
    assert value is not None
    return from_local(value, this_event().zone)


def question(name: str, invitation: Any, form: FlaskForm) -> ResponseReturnValue:
    """A page that asks before something is done to one invitation."""
    library = get_library(db.session(), invitation.library_id)
    page = f"committee/invitations/{name}.html"
    body = render_template(page, event=this_event(), invitation=invitation, library=library, form=form)
    return body, 422 if form.errors else 200


def done(invitation: Any, words: str) -> ResponseReturnValue:
    """Commit, say so, and show the library in the list."""
    library = get_library(db.session(), invitation.library_id)
    db.session.commit()
    flash(f"{library.name}: {words}")
    return redirect(url_for(".index", slug=this_event().slug, cari=library.name))
