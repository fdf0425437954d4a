"""The library's steps: its people, the review, and sending it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from plm.checkin.actions import issue_tickets
from plm.clock import now
from plm.errors import Refusal
from plm.extensions import db, limiter
from plm.libraries.queries import places_of
from plm.logistics.actions import save_stay_wish
from plm.logistics.queries import stay_wish_of
from plm.registration.actions import save_journey_page, save_participant, submit_delegation, write_ticket
from plm.registration.queries import journeys_of, roster_of, terms_of
from plm.registration.rules import (
    Step,
    StepKind,
    institution_line,
    name_line,
    nip_doubt,
    role_of_position,
)
from plm.web.forms import Question
from plm.web.public.journey_form import JourneyForm, journey_form
from plm.web.public.kept import KeptPage, delegation_of, keep, show_or_save
from plm.web.public.links import LibraryLink
from plm.web.public.person_form import POSITIONS, ParticipantForm, typed_before
from plm.web.public.steps import accepted_link, draft_link, page_of, progress_of
from plm.web.sending import ask_to_send
from plm.wording import local_day

if TYPE_CHECKING:
    from plm.registration.tables import Participant

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
    return show_or_save(PERSON, _person_link(token, number), number)


@blueprint.post("/u/<token>/peserta/<int:number>/draf")
@limiter.limit("120 per minute")
def keep_participant(token: str, number: int) -> ResponseReturnValue:
    """What is typed about the person so far."""
    return keep(PERSON, _person_link(token, number), number)


@blueprint.route("/u/<token>/perjalanan/<int:number>", methods=["GET", "POST"])
def journey(token: str, number: int) -> ResponseReturnValue:
    """How the person comes, stays and goes; only where the event asks."""
    return show_or_save(JOURNEY, _journey_link(token, number), number)


@blueprint.post("/u/<token>/perjalanan/<int:number>/draf")
@limiter.limit("120 per minute")
def keep_journey(token: str, number: int) -> ResponseReturnValue:
    """What is typed about the journey so far."""
    return keep(JOURNEY, _journey_link(token, number), number)


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
    people = roster_of(db.session(), delegation.id)
    issue_tickets(
        db.session(),
        event_id=delegation.event_id,
        participant_ids=[person.id for person in people],
        secret_key=current_app.extensions["settings"].secret_key,
        now=now(),
    )
    today = local_day(now(), link.event.zone)
    ask_to_send(
        write_ticket(db.session(), participant=person, today=today, actor=link.actor, now=now())
        for person in people
        if person.email
    )
    return redirect(url_for("public.reply.index", token=token))


def _person_link(token: str, number: int) -> LibraryLink:
    link = accepted_link(token)
    assert link.delegation is not None
    return link if 1 <= number <= link.delegation.seats else abort(404)


def _journey_link(token: str, number: int) -> LibraryLink:
    link = _person_link(token, number)
    return link if terms_of(db.session(), link.event.id).journey else abort(404)


def _person_form(link: LibraryLink, number: int, **options: Any) -> ParticipantForm:
    positions = POSITIONS[link.library.kind]
    form = ParticipantForm(data=typed_before(_person(link, number), positions), **options)
    form.offer(positions)
    if number <= link.invitation.seats:
        del form["cost_bearer"]
    return form


def _save_person(link: LibraryLink, number: int, form: ParticipantForm) -> None:
    details, code = form.details(), link.library.region_code
    save_participant(
        db.session(),
        delegation=delegation_of(link),
        number=number,
        details=details,
        role=role_of_position(details.position),
        institution=institution_line(link.library.name, places_of(db.session(), [code])[code]),
        cost_bearer=form.bearer,
        secret_key=current_app.extensions["settings"].secret_key,
        now=now(),
        seen=form.revision,
    )


def _about_person(form: ParticipantForm) -> dict[str, Any]:
    line = name_line(form.title_prefix.data or "", form.name.data or "", form.title_suffix.data or "")
    return {"line": line, "doubt": nip_doubt(form.nip.data or "")}


def _journey_form(link: LibraryLink, number: int, **options: Any) -> JourneyForm:
    session, person = db.session(), _person(link, number)
    known = journeys_of(session, [person.id]).get(person.id) if person else None
    wish = stay_wish_of(session, person.id) if person else None
    return journey_form(terms_of(session, link.event.id), known, wish, link.event.zone, **options)


def _save_journey(link: LibraryLink, number: int, form: JourneyForm) -> None:
    journey = form.journey(link.event.zone)
    if not save_journey_page(
        db.session(), delegation=delegation_of(link), number=number, journey=journey, seen=form.revision, now=now()
    ):
        abort(redirect(url_for(".participant", token=link.token, number=number)))
    person = _person(link, number)
    if person and (wish := form.wish()):
        save_stay_wish(
            db.session(),
            event_id=link.event.id,
            participant_id=person.id,
            wish=wish,
            actor=link.actor,
            now=now(),
        )


def _person(link: LibraryLink, number: int) -> Participant | None:
    people = roster_of(db.session(), delegation_of(link).id)
    return next((person for person in people if person.position_number == number), None)


PERSON = KeptPage(
    StepKind.PARTICIPANT,
    "public.registration.participant",
    "public/registration/participant.html",
    _person_form,
    _save_person,
    _about_person,
)
JOURNEY = KeptPage(
    StepKind.JOURNEY,
    "public.registration.journey",
    "public/registration/journey.html",
    _journey_form,
    _save_journey,
    lambda _form: {},
)


def _address(token: str, step: Step) -> str:
    if step.kind in (StepKind.PARTICIPANT, StepKind.JOURNEY):
        return url_for(f".{step.kind.value}", token=token, number=step.person)
    others = {StepKind.LETTER: "public.papers.letter", StepKind.PAPERS: "public.papers.index"}
    return url_for(others.get(step.kind, ".review"), token=token)


def _review_page(link: LibraryLink, form: Question, refusal: Refusal | None) -> str:
    assert link.delegation is not None
    progress = progress_of(link.delegation)
    doubts = {number: doubt for number, person in sorted(progress.people.items()) if (doubt := nip_doubt(person.nip))}
    page = page_of(link, StepKind.REVIEW)
    return render_template(
        "public/registration/review.html", form=form, progress=progress, doubts=doubts, refusal=refusal, **page
    )
