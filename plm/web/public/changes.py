"""After the registration is sent: the library sends somebody else, or somebody comes no more."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from werkzeug.exceptions import RequestEntityTooLarge

from plm.clock import now
from plm.errors import Refusal
from plm.extensions import db, limiter
from plm.logistics.queries import find_bed
from plm.logistics.rules import Gender, HandOver
from plm.registration.actions import hand_in
from plm.registration.queries import roster_of, terms_of
from plm.registration.rules import (
    LARGEST_PAPER,
    NotRegistered,
    PaperTooLarge,
    ParticipantState,
    letter_slot,
    name_line,
    nip_doubt,
    require_changes_open,
)
from plm.web.changing import CancelForm, cancel, exchange, exchanged_words, gender_field
from plm.web.errors import read_off
from plm.web.forms import refuse
from plm.web.public.kept import delegation_of
from plm.web.public.links import LibraryLink, library_link, participant_link
from plm.web.public.person_form import POSITIONS, ParticipantForm
from plm.web.public.steps import page_of
from plm.web.uploads import forget_file, laid_down
from plm.wording import full_name, refusal_sentence

if TYPE_CHECKING:
    from plm.events.tables import Event
    from plm.registration.tables import Participant

blueprint = Blueprint("changes", __name__)


class SubstituteForm(ParticipantForm):
    """Who comes instead, and the letter that says so."""

    gender = gender_field()
    letter = FileField(_l("Surat tugas yang baru"), validators=[FileRequired(_l("Pilih surat tugas yang baru."))])


@blueprint.route("/u/<token>/ganti/<int:number>", methods=["GET", "POST"])
@limiter.limit("30 per minute", methods=["POST"])
def substitute(token: str, number: int) -> ResponseReturnValue:
    """Somebody else comes: the seat stays, the old ticket is dead at once."""
    link, person = _registered(token, number)
    _require_open(link.event)
    form = _form(link, person)
    if form.validate_on_submit():
        try:
            bed = _exchange(link, person, form)
        except NotRegistered:
            raise
        except Refusal as refusal:
            db.session.rollback()
            refuse(form.letter, refusal)
            link, person = _registered(token, number)
        else:
            flash(exchanged_words(form.name.data or "", bed))
            return redirect(url_for("public.reply.index", token=token))
    return _page(link, person, form), 422 if form.errors else 200


@blueprint.errorhandler(RequestEntityTooLarge)
def too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """A letter past the server's limit: nothing of the form came through, and the page says why."""
    read_off()
    arguments = request.view_args or {}
    link, person = _registered(arguments["token"], arguments["number"])
    form = _form(link, person, formdata=None)
    form.letter.errors = [refusal_sentence(PaperTooLarge(limit=LARGEST_PAPER))]
    return _page(link, person, form), 413


@blueprint.route("/u/<token>/batal/<int:number>", methods=["GET", "POST"])
def cancel_one(token: str, number: int) -> ResponseReturnValue:
    """One of the delegation comes no more."""
    link, person = _registered(token, number)
    form = CancelForm()
    if form.validate_on_submit():
        cancel(person, form.reason.data or "", actor=link.actor, now=now())
        db.session.commit()
        flash(_("Kepesertaan %(name)s dibatalkan. Kursinya bebas lagi.", name=person.name))
        return redirect(url_for("public.reply.index", token=token))
    is_last = len(roster_of(db.session(), delegation_of(link).id)) == 1
    back = url_for("public.reply.index", token=token)
    body = render_template(
        "public/changes/cancel.html", form=form, who=full_name(person), is_last=is_last, back=back, **page_of(link)
    )
    return body, 422 if form.errors else 200


@blueprint.route("/p/<token>/batal", methods=["GET", "POST"])
def cancel_own(token: str) -> ResponseReturnValue:
    """A person withdraws themselves."""
    link = participant_link(token)
    person, form = link.participant, CancelForm()
    back = url_for("public.participant.index", token=token)
    if person.state is not ParticipantState.ACTIVE:
        return redirect(back)
    if form.validate_on_submit():
        cancel(person, form.reason.data or "", actor=f"participant:{person.id}", now=now())
        db.session.commit()
        flash(_("Kepesertaan Anda dibatalkan."))
        return redirect(back)
    is_last = person.delegation_id is not None and len(roster_of(db.session(), person.delegation_id)) == 1
    body = render_template(
        "public/changes/cancel.html", form=form, who=full_name(person), is_last=is_last, back=back, event=link.event
    )
    return body, 422 if form.errors else 200


def _exchange(link: LibraryLink, person: Participant, form: SubstituteForm) -> HandOver:
    """The person and the letter in one transaction: neither stands without the other."""
    slot = letter_slot(delegation_of(link).id)
    with laid_down(form.letter.data, event_id=link.event.id) as file:
        gender = Gender(form.gender.data) if form.gender and form.gender.data else None
        _fresh, bed = exchange(person, form.details(), gender=gender, actor=link.actor, now=now())
        handed = hand_in(
            db.session(),
            event_id=link.event.id,
            slot=slot,
            file=file,
            actor=link.actor,
            now=now(),
            replaces_received=True,
        )
        db.session.commit()
    forget_file(handed)
    return bed


def _registered(token: str, number: int) -> tuple[LibraryLink, Participant]:
    """The person with this number in a delegation that was sent; a gap in the numbers is no page."""
    link = library_link(token)
    if not link.is_submitted:
        abort(404)
    people = roster_of(db.session(), delegation_of(link).id)
    return link, next((person for person in people if person.position_number == number), None) or abort(404)


def _require_open(event: Event) -> None:
    zone = ZoneInfo(event.zone.value)
    starts_at = datetime.combine(event.starts_on, time.min, zone)
    require_changes_open(terms_of(db.session(), event.id), starts_at=starts_at, zone=event.zone, now=now())


def _form(link: LibraryLink, person: Participant, **options: Any) -> SubstituteForm:
    form = SubstituteForm(**options)
    form.offer(POSITIONS[link.library.kind])
    del form.cost_bearer
    del form.seen
    if find_bed(db.session(), person.id) is None:
        del form.gender
    return form


def _page(link: LibraryLink, person: Participant, form: SubstituteForm) -> str:
    line = name_line(form.title_prefix.data or "", form.name.data or "", form.title_suffix.data or "")
    return render_template(
        "public/changes/substitute.html",
        form=form,
        line=line,
        doubt=nip_doubt(form.nip.data or ""),
        leaving=full_name(person),
        limit=LARGEST_PAPER,
        **page_of(link),
    )
