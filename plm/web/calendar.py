"""The event as a calendar file, for the mail and for the library's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from plm.adapters.calendar import event_as_ics
from plm.events.rules import EventMode

if TYPE_CHECKING:
    from datetime import datetime

    from plm.events.tables import Event

ICS = "text/calendar"


def calendar_of(event: Event, *, url: str, now: datetime) -> bytes:
    """The event's days as one entry; a second file of the same event replaces the first in the calendar."""
    place = _("Daring") if event.mode is EventMode.ONLINE else ", ".join(filter(None, (event.place, event.city)))
    asking = (
        _("Bertanya: %(name)s, %(phone)s.", name=event.contact_name, phone=event.contact_phone)
        if event.contact_name
        else ""
    )
    zone = _("Waktu %(zone)s.", zone=event.zone.name)
    return event_as_ics(
        uid=f"{event.slug}@plm",
        name=event.name,
        starts_on=event.starts_on,
        ends_on=event.ends_on,
        place=place,
        url=url,
        words=" ".join(filter(None, (event.organiser, zone, asking))),
        now=now,
    )
