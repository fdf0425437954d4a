"""What sentences about decisions need, for the committee and for the library itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plm.accounts.queries import names_of
from plm.eligibility.queries import actors_in, is_manual, period_of
from plm.eligibility.rules import reason_from_document
from plm.extensions import db
from plm.kpi.queries import bands_of, components_of
from plm.libraries.queries import places_of
from plm.libraries.rules import regency_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from plm.eligibility.tables import Decision, DecisionRun
    from plm.events.tables import Event
    from plm.libraries.tables import Library


def told_about(event: Event, made: DecisionRun, lines: Iterable[tuple[Decision, Library]]) -> dict[str, Any]:
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
        "zone": event.zone,
        "places": places_of(db.session(), codes),
        "people": names_of(db.session(), {made.decided_by, *actors_in(decision for decision, _ in known)}),
        "reason": reason_from_document,
        "is_manual": is_manual,
    }
