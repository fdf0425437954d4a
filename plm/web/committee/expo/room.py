"""The blueprint, and what every page of the expo needs to draw its frame."""

from typing import TYPE_CHECKING, Any

from flask import Blueprint, url_for
from flask_login import current_user
from flask_wtf import FlaskForm

from plm.accounts.rules import NATIONWIDE, Ability
from plm.expo.rules.refusals import HallChanged
from plm.web.guards import may_change
from plm.wording import refusal_sentence

if TYPE_CHECKING:
    from plm.events.tables import Event
    from plm.expo.tables import Hall

blueprint = Blueprint("expo", __name__)


def frame(event: "Event", **more: Any) -> dict[str, Any]:
    """The event, whether this person may change it, and where a booth's link leads."""
    return {
        "event": event,
        "may_change": may_change(),
        "may_thaw": current_user.may(Ability.CHANGE, NATIONWIDE),
        **more,
    }


def told(form: FlaskForm, refusal: HallChanged, hall: "Hall") -> int:
    """Everything typed stays; sent again, it is meant for the hall as it is now."""
    form.form_errors.append(refusal_sentence(refusal))
    form.revision.raw_data, form.revision.data = None, hall.revision
    return refusal.status


def home(event: "Event", **more: Any) -> str:
    """The plan's address."""
    return url_for("committee.expo.index", slug=event.slug, **more)
