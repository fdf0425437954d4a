"""Closed by default: what stands before every page of the committee and the desk."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast

from flask import abort, current_app, g, redirect, request, url_for
from flask_login import current_user

from plm.accounts.rules import NATIONWIDE, Ability, Place
from plm.events.queries import find_event
from plm.extensions import db

if TYPE_CHECKING:
    from plm.events.tables import Event

View = TypeVar("View", bound=Callable[..., Any])
READING = frozenset({"GET", "HEAD", "OPTIONS"})
_OPEN = "_plm_open"
_ANYWHERE = "_plm_anywhere"
_READABLE = "_plm_readable"


def open_to_all(view: View) -> View:
    """Mark a view as open without logging in (the login page itself)."""
    setattr(view, _OPEN, True)
    return view


def open_anywhere(view: View) -> View:
    """Mark a view without an event as open to whoever may do something somewhere; it checks the rest itself."""
    setattr(view, _ANYWHERE, True)
    return view


def readable(view: View) -> View:
    """Mark a page that takes a form but is also worth reading for who may change nothing."""
    setattr(view, _READABLE, True)
    return view


def guard(ability_to_read: Ability, ability_to_change: Ability) -> Callable[[], Any]:
    """A before_request function: log in, then the ability at the event of the URL, or nationwide without one."""

    def check() -> Any:
        view = current_app.view_functions.get(request.endpoint or "")
        if getattr(view, _OPEN, False):
            return None
        if not current_user.is_authenticated:
            return redirect(url_for("committee.login.enter", kembali=request.full_path.rstrip("?")))
        ability = ability_to_read if _is_reading(view) else ability_to_change
        slug = (request.view_args or {}).get("slug")
        if slug is not None:
            g.event = _event_or_404(slug)
            place = Place(g.event.id, g.event.region_code)
            return None if current_user.may(ability, place) else abort(403)
        if getattr(view, _ANYWHERE, False):
            return None if current_user.grants else abort(403)
        return None if current_user.may(ability, NATIONWIDE) else abort(403)

    return check


def _is_reading(view: object) -> bool:
    """A page that is nothing but a form is closed to who could not send it."""
    only_a_form = "POST" in (request.url_rule.methods or ()) if request.url_rule else False
    return request.method in READING and (getattr(view, _READABLE, False) or not only_a_form)


def this_event() -> "Event":
    """The event of the URL, already loaded and allowed by the guard."""
    return cast("Event", g.event)


def may_change() -> bool:
    """Whether whoever is logged in may change the event of the URL."""
    event = this_event()
    return bool(current_user.may(Ability.CHANGE, Place(event.id, event.region_code)))


def _event_or_404(slug: str) -> "Event":
    return find_event(db.session(), slug) or abort(404)
