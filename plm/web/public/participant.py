"""A participant's own page: what is missing, the ticket, the agenda, the papers, the certificates."""

from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, render_template

from plm.adapters.qr import qr_svg
from plm.certificates.queries import certificates_of_participant, find_settings
from plm.checkin.queries import choices_of, drawn_tickets_of, is_ticket_revoked
from plm.clock import now
from plm.events.queries import agenda_of
from plm.expo.queries import published_booth_of
from plm.extensions import db
from plm.feedback.queries import find_answer
from plm.feedback.rules import is_open
from plm.logistics.queries import find_published_room
from plm.registration.queries import (
    find_letter,
    get_delegation,
    latest_correction,
    papers_of,
    roles_of,
    specific_of,
    terms_of,
)
from plm.registration.rules import ParticipantState
from plm.web.public.links import ParticipantLink, participant_link

blueprint = Blueprint("participant", __name__)


@blueprint.get("/p/<token>/")
def index(token: str) -> str:
    """The page that stays from the registration to the certificate."""
    link = participant_link(token)
    session, settings, person = db.session(), current_app.extensions["settings"], link.participant
    drawn = drawn_tickets_of(
        session, link.event, [person.id], secret_key=settings.secret_key, public_url=settings.public_url
    )
    is_active = person.state is ParticipantState.ACTIVE
    return render_template(
        "public/participant/index.html",
        event=link.event,
        person=person,
        token=token,
        roles=roles_of(session, [person.id])[person.id],
        is_active=is_active,
        ticket=drawn.get(person.id) if is_active else None,
        is_revoked=is_active and is_ticket_revoked(session, person.id),
        qr_svg=qr_svg,
        room=find_published_room(session, link.event, person.id) if is_active else None,
        days_of_agenda=_by_day(link),
        certificates=certificates_of_participant(session, person.id),
        terms=terms_of(session, link.event.id),
        has_specific=bool(specific_of(session, person.id)),
        correction=latest_correction(session, person.id),
        booth=_booth(link),
        choices=choices_of(session, link.event, person.id) if is_active else [],
        feedback=_feedback(link) if is_active else None,
        **_papers(link),
    )


def _feedback(link: ParticipantLink) -> dict[str, bool] | None:
    """Whether it is given and whether the certificate waits for it; None before the event has begun."""
    event = link.event
    if not is_open(starts_on=event.starts_on, zone=event.zone, now=now()):
        return None
    settings = find_settings(db.session(), event.id)
    return {
        "given": find_answer(db.session(), link.participant.id) is not None,
        "required": settings is not None and settings.feedback_required,
    }


def _booth(link: ParticipantLink) -> str | None:
    """The number of the library's booth on the published plan."""
    session, person = db.session(), link.participant
    if person.delegation_id is None:
        return None
    library_id = get_delegation(session, link.event.id, person.delegation_id).library_id
    return published_booth_of(session, link.event.id, library_id)


def _papers(link: ParticipantLink) -> dict[str, Any]:
    """The delegation with its letter, both None for people without a library, and what else is asked for."""
    session, person = db.session(), link.participant
    papers = papers_of(session, link.event.id, delegation_id=person.delegation_id, participant_ids=[person.id])
    if person.delegation_id is None:
        return {"delegation": None, "letter": None, "papers": papers}
    delegation = get_delegation(session, link.event.id, person.delegation_id)
    return {"delegation": delegation, "letter": find_letter(session, delegation.id), "papers": papers}


def _by_day(link: ParticipantLink) -> list[tuple[Any, list[Any]]]:
    zone = ZoneInfo(link.event.zone.value)
    lines = agenda_of(db.session(), link.event.id)
    return [(day, list(group)) for day, group in groupby(lines, lambda line: line[0].starts_at.astimezone(zone).date())]
