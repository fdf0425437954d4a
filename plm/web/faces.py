"""What a ticket shows, put together from the rooms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import current_app
from flask_babel import gettext as _

from plm.adapters.pdf import date_range
from plm.adapters.tickets import TicketFace
from plm.checkin.queries import drawn_tickets_of, group_code_of
from plm.checkin.rules import group_url, written_code
from plm.events.rules import EventMode
from plm.extensions import db
from plm.registration.queries import roles_of
from plm.wording import full_name, grouped_code, role_word

if TYPE_CHECKING:
    from plm.events.tables import Event
    from plm.registration.tables import Participant


def faces_of(event: Event, people: Iterable[Participant]) -> list[TicketFace]:
    """The tickets of those who have a live one, in the order given; four statements."""
    people, session, settings = list(people), db.session(), current_app.extensions["settings"]
    ids = [person.id for person in people]
    drawn = drawn_tickets_of(session, event, ids, secret_key=settings.secret_key, public_url=settings.public_url)
    roles = roles_of(session, ids)
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
            code=grouped_code(drawn[person.id].code),
            address=drawn[person.id].says,
        )
        for person in people
        if person.id in drawn
    ]


def group_face(event: Event, delegation_id: int, library: str) -> TicketFace | None:
    """The one code of a whole delegation, for whoever brings it to the door."""
    settings = current_app.extensions["settings"]
    code = group_code_of(db.session(), delegation_id, settings.secret_key)
    if code is None:
        return None
    return TicketFace(
        name=str(_("Kode rombongan")),
        institution=library,
        roles=str(_("Untuk mencatat kehadiran seluruh rombongan sekaligus; bukan tiket masuk.")),
        event=event.name,
        days=date_range(event.starts_on, event.ends_on),
        place=", ".join(filter(None, (event.place, event.city))),
        code=grouped_code(written_code(code)),
        address=group_url(settings.public_url, code),
    )
