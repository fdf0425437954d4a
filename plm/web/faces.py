"""What a ticket shows, put together from the rooms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import current_app
from flask_babel import gettext as _

from plm.adapters.pdf import date_range
from plm.adapters.tickets import TicketFace
from plm.checkin.queries import ticket_codes_of
from plm.checkin.rules import ticket_url
from plm.events.rules import EventMode
from plm.extensions import db
from plm.registration.queries import roles_of
from plm.wording import full_name, grouped_code, role_word

if TYPE_CHECKING:
    from plm.events.tables import Event
    from plm.registration.tables import Participant


def faces_of(event: Event, people: Iterable[Participant]) -> list[TicketFace]:
    """The tickets of those who have a live one, in the order given; three statements."""
    people, session, settings = list(people), db.session(), current_app.extensions["settings"]
    ids = [person.id for person in people]
    codes, roles = ticket_codes_of(session, ids, settings.secret_key), roles_of(session, ids)
    online = event.mode is EventMode.ONLINE
    place = str(_("Daring")) if online else ", ".join(filter(None, (event.place, event.city)))
    return [
        TicketFace(
            name=full_name(person),
            institution=person.institution,
            roles=", ".join(str(role_word(role)) for role in roles[person.id]),
            event=event.name,
            days=date_range(event.starts_on, event.ends_on),
            place=place,
            code=grouped_code(codes[person.id]),
            address=ticket_url(settings.public_url, codes[person.id]),
        )
        for person in people
        if person.id in codes
    ]
