"""The library's steps: its people, the review, and sending it."""

from flask import Blueprint, abort, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from plm.checkin.actions import issue_tickets
from plm.clock import now
from plm.errors import Refusal
from plm.extensions import db
from plm.libraries.queries import places_of
from plm.registration.actions import save_participant, submit_delegation
from plm.registration.queries import roster_of
from plm.registration.rules import (
    AlreadySubmitted,
    Step,
    StepKind,
    institution_line,
    name_line,
    nip_doubt,
    role_of_position,
)
from plm.web.forms import Question
from plm.web.public.links import LibraryLink
from plm.web.public.person_form import POSITIONS, ParticipantForm, typed_before
from plm.web.public.steps import accepted_link, draft_link, page_of, progress_of, too_late

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
    link = accepted_link(token)
    delegation = link.delegation
    assert delegation is not None
    if not 1 <= number <= delegation.seats:
        abort(404)
    person = progress_of(delegation).people.get(number)
    form = ParticipantForm(data=typed_before(person, POSITIONS[link.library.kind]))
    form.offer(POSITIONS[link.library.kind])
    if link.is_submitted:
        return too_late(token, form)
    if not form.validate_on_submit():
        line = name_line(form.title_prefix.data or "", form.name.data or "", form.title_suffix.data or "")
        page = page_of(link, StepKind.PARTICIPANT, number)
        doubt = nip_doubt(form.nip.data or "")
        body = render_template("public/registration/participant.html", form=form, line=line, doubt=doubt, **page)
        return body, 422 if form.errors else 200
    details, code = form.details(), link.library.region_code
    try:
        save_participant(
            db.session(),
            delegation=delegation,
            number=number,
            details=details,
            role=role_of_position(details.position),
            institution=institution_line(link.library.name, places_of(db.session(), [code])[code]),
            secret_key=current_app.extensions["settings"].secret_key,
            now=now(),
        )
    except AlreadySubmitted:
        db.session.rollback()
        return too_late(token, form)
    db.session.commit()
    return redirect(url_for("public.reply.index" if form.later else ".go_on", token=token))


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
