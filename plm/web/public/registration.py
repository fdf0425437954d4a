"""The library's steps: its people, the review, and sending it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, current_app, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from plm.checkin.actions import issue_tickets
from plm.clock import now
from plm.errors import Refusal
from plm.extensions import db, limiter
from plm.libraries.queries import places_of
from plm.registration.actions import keep_person_page, save_participant, submit_delegation
from plm.registration.queries import find_page, roster_of
from plm.registration.rules import (
    AlreadySubmitted,
    PageChanged,
    Step,
    StepKind,
    institution_line,
    name_line,
    nip_doubt,
    role_of_position,
)
from plm.web.forms import Question
from plm.web.public.links import LibraryLink
from plm.web.public.person_form import POSITIONS, TYPED, ParticipantForm, typed_before
from plm.web.public.steps import accepted_link, draft_link, page_of, progress_of, said, too_late
from plm.wording import clock_time, refusal_sentence

if TYPE_CHECKING:
    from plm.registration.tables import DraftPage

blueprint = Blueprint("registration", __name__)


@blueprint.get("/u/<token>/lanjut")
def go_on(token: str) -> ResponseReturnValue:
    """To the first step that still wants something."""
    link = draft_link(token)
    assert link.delegation is not None
    return redirect(_address(token, progress_of(link.delegation).next))


@blueprint.route("/u/<token>/peserta/<int:number>", methods=["GET", "POST"])
def participant(token: str, number: int) -> ResponseReturnValue:
    """Who comes: one person a page."""
    link = _person_link(token, number)
    form = _person_form(link, number)
    if link.is_submitted:
        return too_late(token, form)
    if request.method == "GET":
        return _person_page(link, number, form)
    is_sound = form.validate_on_submit()
    try:
        _save(link, number, form) if is_sound else _keep(link, number, form)
    except AlreadySubmitted:
        db.session.rollback()
        return too_late(token, form)
    except PageChanged as refusal:
        db.session.rollback()
        return _both(token, number, form, refusal)
    db.session.commit()
    if not is_sound and not form.later:
        form.seen.data = str(_seen(link, number))
        return _person_page(link, number, form), 422
    return redirect(url_for("public.reply.index" if form.later else ".go_on", token=token))


@blueprint.post("/u/<token>/peserta/<int:number>/draf")
@limiter.limit("120 per minute")
def keep(token: str, number: int) -> ResponseReturnValue:
    """What is typed so far, for the page's script: kept as it stands, sound or not."""
    link = _person_link(token, number)
    form = _person_form(link, number)
    try:
        kept = _keep(link, number, form)
    except (AlreadySubmitted, PageChanged) as refusal:
        db.session.rollback()
        return jsonify(said=refusal_sentence(refusal)), refusal.status
    db.session.commit()
    words = _("Draf tersimpan pukul %(time)s.", time=clock_time(kept.saved_at, link.event.zone))
    return jsonify(revision=kept.revision, said=words)


@blueprint.route("/u/<token>/periksa", methods=["GET", "POST"])
def review(token: str) -> ResponseReturnValue:
    """Everything once more, then sent."""
    link = draft_link(token)
    delegation = link.delegation
    assert delegation is not None
    form = Question()
    if not form.validate_on_submit():
        return _review_page(link, form, None), 200
    try:
        submit_delegation(db.session(), delegation=delegation, now=now())
    except Refusal as refusal:
        db.session.rollback()
        return _review_page(draft_link(token), form, refusal), refusal.status
    issue_tickets(
        db.session(),
        event_id=delegation.event_id,
        participant_ids=[person.id for person in roster_of(db.session(), delegation.id)],
        secret_key=current_app.extensions["settings"].secret_key,
        now=now(),
    )
    db.session.commit()
    return redirect(url_for("public.reply.index", token=token))


def _person_link(token: str, number: int) -> LibraryLink:
    link = accepted_link(token)
    assert link.delegation is not None
    return link if 1 <= number <= link.delegation.seats else abort(404)


def _person_form(link: LibraryLink, number: int, **options: Any) -> ParticipantForm:
    """The form with what was typed last, or else with what is stored; posted words win unless `formdata` is None."""
    assert link.delegation is not None
    session, positions = db.session(), POSITIONS[link.library.kind]
    page = find_page(session, link.delegation.id, StepKind.PARTICIPANT, number)
    person = next((one for one in roster_of(session, link.delegation.id) if one.position_number == number), None)
    form = ParticipantForm(data=(page and page.typed) or typed_before(person, positions), **options)
    form.offer(positions)
    if not form.is_submitted():
        form.seen.data = str(page.revision if page else 0)
    return form


def _seen(link: LibraryLink, number: int) -> int:
    assert link.delegation is not None
    page = find_page(db.session(), link.delegation.id, StepKind.PARTICIPANT, number)
    return page.revision if page else 0


def _save(link: LibraryLink, number: int, form: ParticipantForm) -> None:
    assert link.delegation is not None
    details, code = form.details(), link.library.region_code
    save_participant(
        db.session(),
        delegation=link.delegation,
        number=number,
        details=details,
        role=role_of_position(details.position),
        institution=institution_line(link.library.name, places_of(db.session(), [code])[code]),
        secret_key=current_app.extensions["settings"].secret_key,
        now=now(),
        seen=form.revision,
    )


def _keep(link: LibraryLink, number: int, form: ParticipantForm) -> DraftPage:
    assert link.delegation is not None
    return keep_person_page(
        db.session(), delegation=link.delegation, number=number, typed=form.typed(), seen=form.revision, now=now()
    )


def _person_page(link: LibraryLink, number: int, form: ParticipantForm) -> str:
    line = name_line(form.title_prefix.data or "", form.name.data or "", form.title_suffix.data or "")
    page = page_of(link, StepKind.PARTICIPANT, number)
    doubt = nip_doubt(form.nip.data or "")
    return render_template("public/registration/participant.html", form=form, line=line, doubt=doubt, **page)


def _both(token: str, number: int, form: ParticipantForm, refusal: PageChanged) -> ResponseReturnValue:
    """Two tabs, one draft: what is saved and what was just typed, side by side, and the reader chooses."""
    link = accepted_link(token)
    stored = _person_form(link, number, formdata=None)
    rows = [(form[name].label.text, said(stored[name]), said(form[name])) for name in TYPED]
    form.seen.data = str(_seen(link, number))
    page = page_of(link, StepKind.PARTICIPANT, number)
    body = render_template(
        "public/registration/both.html",
        form=form,
        rows=rows,
        refusal=refusal,
        number=number,
        typed=form.typed(),
        **page,
    )
    return body, refusal.status


def _address(token: str, step: Step) -> str:
    if step.kind is StepKind.PARTICIPANT:
        return url_for(".participant", token=token, number=step.person)
    return url_for("public.letter.hand_in" if step.kind is StepKind.LETTER else ".review", token=token)


def _review_page(link: LibraryLink, form: Question, refusal: Refusal | None) -> str:
    assert link.delegation is not None
    progress = progress_of(link.delegation)
    doubts = {number: doubt for number, person in sorted(progress.people.items()) if (doubt := nip_doubt(person.nip))}
    page = page_of(link, StepKind.REVIEW)
    return render_template(
        "public/registration/review.html", form=form, progress=progress, doubts=doubts, refusal=refusal, **page
    )
