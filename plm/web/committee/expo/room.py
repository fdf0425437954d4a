"""The blueprint, and what every page of the expo needs to draw its frame."""

from typing import TYPE_CHECKING, Any

from flask import Blueprint, url_for
from flask_login import current_user

from plm.accounts.rules import NATIONWIDE, Ability
from plm.web.guards import may_change

if TYPE_CHECKING:
    from plm.events.tables import Event

blueprint = Blueprint("expo", __name__)


def frame(event: "Event", **more: Any) -> dict[str, Any]:
    """The event, whether this person may change it, and where a booth's link leads."""
    return {
        "event": event,
        "may_change": may_change(),
        "may_thaw": current_user.may(Ability.CHANGE, NATIONWIDE),
        **more,
    }


def home(event: "Event", **more: Any) -> str:
    """The plan's address."""
    return url_for("committee.expo.index", slug=event.slug, **more)
