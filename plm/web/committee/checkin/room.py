"""The blueprint, and what every page of the room needs to draw its frame."""

from typing import Any

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from plm.accounts.rules import Ability, Place
from plm.checkin.queries import conflict_count
from plm.extensions import db
from plm.web.guards import this_event

blueprint = Blueprint("checkin", __name__)


def frame(**more: Any) -> dict[str, Any]:
    """The event, what this person may do at it, and how many conflicts wait."""
    event = this_event()
    place = Place(event.id, event.region_code)
    return {
        "event": event,
        "may_change": current_user.may(Ability.CHANGE, place),
        "may_scan": current_user.may(Ability.SCAN, place),
        "waiting": conflict_count(db.session(), event.id),
        **more,
    }


def home() -> ResponseReturnValue:
    """Back to the figures."""
    return redirect(url_for("committee.checkin.index", slug=this_event().slug))
