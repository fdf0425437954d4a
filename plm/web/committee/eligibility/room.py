"""The blueprint, and who may change what its pages show."""

from flask import Blueprint
from flask_login import current_user

from plm.accounts.rules import Ability, Place
from plm.web.guards import this_event

blueprint = Blueprint("eligibility", __name__, url_prefix="/<slug>/kelayakan")


def may_change() -> bool:
    """Whether this person may change this event."""
    event = this_event()
    return bool(current_user.may(Ability.CHANGE, Place(event.id, event.region_code)))
