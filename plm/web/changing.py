"""Somebody else comes, or nobody: what follows for the ticket, the booth and the library's place."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.validators import Optional

from plm.checkin.actions import issue_tickets, revoke_ticket
from plm.checkin.queries import find_live_ticket
from plm.expo.actions import withdraw_exhibitor
from plm.expo.queries import find_exhibitor_of_library
from plm.extensions import db
from plm.logistics.actions import free_bed, hand_over_bed, save_stay_wish
from plm.logistics.rules import Gender, HandOver, StayWish
from plm.registration.actions import cancel_participant, substitute_participant
from plm.registration.rules import PersonDetails
from plm.web.forms import LongText, Radio, options

if TYPE_CHECKING:
    from plm.registration.tables import Participant


GENDERS = {Gender.FEMALE: _l("Perempuan"), Gender.MALE: _l("Laki-laki")}


def gender_field() -> Radio:
    """Asked of whoever takes over a bed."""
    return Radio(_l("Jenis kelamin penggantinya"), choices=options(Gender, GENDERS), validators=[Optional()])


def exchanged_words(name: str, bed: HandOver) -> str:
    """What happened, in a sentence or two."""
    said = str(_("%(name)s terdaftar sebagai pengganti. Tiket yang lama tidak berlaku lagi.", name=name))
    if bed is HandOver.FREED:
        said += " " + str(
            _("Kamarnya dilepas karena tidak cocok dengan teman sekamarnya; panitia mencarikan yang lain.")
        )
    return said


class CancelForm(FlaskForm):
    """Why somebody comes no more."""

    reason = LongText(_l("Alasan"), needed=_l("Tulis alasannya, misalnya sakit atau tugas lain."), most=500)


def exchange(
    person: Participant, details: PersonDetails, *, gender: Gender | None = None, actor: str, now: datetime
) -> tuple[Participant, HandOver]:
    """Another person in somebody's place; the old ticket is dead at once, the new one ready. Commits nothing.

    The bed goes over unless `gender` forbids it beside those who share the room.
    """
    session, secret_key = db.session(), _secret()
    fresh = substitute_participant(
        session, participant=person, details=details, secret_key=secret_key, actor=actor, now=now
    )
    end_ticket(person, _("Diganti orang lain"), actor, now)
    issue_tickets(session, event_id=fresh.event_id, participant_ids=[fresh.id], secret_key=secret_key, now=now)
    if gender is not None:
        wish = StayWish(gender=gender)
        save_stay_wish(session, event_id=fresh.event_id, participant_id=fresh.id, wish=wish, actor=actor, now=now)
    return fresh, hand_over_bed(session, from_id=person.id, to_id=fresh.id, actor=actor, now=now)


def cancel(person: Participant, reason: str, *, actor: str, now: datetime) -> None:
    """Nobody in somebody's place; with the last of a library its booth goes too. Commits nothing."""
    session = db.session()
    gone = cancel_participant(session, participant=person, reason=reason, actor=actor, now=now)
    end_ticket(person, _("Kepesertaan dibatalkan"), actor, now)
    free_bed(session, participant_id=person.id, actor=actor, now=now)
    if gone is None:
        return
    exhibitor = find_exhibitor_of_library(session, gone.event_id, gone.library_id)
    if exhibitor is not None and exhibitor.withdrawn_at is None:
        withdraw_exhibitor(session, event_id=gone.event_id, exhibitor_id=exhibitor.id, actor=actor, now=now)


def end_ticket(person: Participant, reason: Any, actor: str, now: datetime) -> None:
    """The live ticket, if there is one, is refused from now on."""
    ticket = find_live_ticket(db.session(), person.id)
    if ticket is not None:
        revoke_ticket(
            db.session(), event_id=person.event_id, ticket_id=ticket.id, reason=str(reason), actor=actor, now=now
        )


def _secret() -> str:
    return str(current_app.extensions["settings"].secret_key)
