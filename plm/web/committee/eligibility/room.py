"""The blueprint, and what sentences about decisions need."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Blueprint
from flask_login import current_user

from plm.accounts.queries import names_of
from plm.accounts.rules import Ability, Place
from plm.eligibility.queries import actors_in, is_manual, period_of
from plm.eligibility.rules import reason_from_document
from plm.extensions import db
from plm.kpi.queries import bands_of, components_of
from plm.libraries.queries import places_of
from plm.libraries.rules import regency_of
from plm.web.guards import this_event

if TYPE_CHECKING:
    from plm.eligibility.tables import Decision, DecisionRun
    from plm.libraries.tables import Library

blueprint = Blueprint("eligibility", __name__, url_prefix="/<slug>/kelayakan")


def told_about(made: "DecisionRun", lines: "Iterable[tuple[Decision, Library]]") -> dict[str, Any]:
    """What sentences about these decisions need: names of people and places, the scale, the zone."""
    known = list(lines)
    codes = {library.region_code for _, library in known} | {
        code for _, library in known if (code := regency_of(library.region_code))
    }
    codes |= {code[:2] for code in codes}
    period = period_of(db.session(), made)
    return {
        "run": made,
        "period": period,
        "components": {component.code: component.name for component in components_of(db.session(), period.id)},
        "bands": {band.code: band.name for band in bands_of(db.session(), period.id)},
        "zone": this_event().zone,
        "places": places_of(db.session(), codes),
        "people": names_of(db.session(), {made.decided_by, *actors_in(decision for decision, _ in known)}),
        "reason": reason_from_document,
        "is_manual": is_manual,
    }


def may_change() -> bool:
    """Whether this person may change this event."""
    event = this_event()
    return bool(current_user.may(Ability.CHANGE, Place(event.id, event.region_code)))
