"""Handing in papers: the assignment letter and what else the event asks, replaceable until the committee has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from werkzeug.exceptions import RequestEntityTooLarge

from plm.errors import Refusal
from plm.extensions import db, limiter
from plm.registration.queries import find_paper, get_paper, get_requested_paper, require_slot, roster_of
from plm.registration.rules import (
    LARGEST_PAPER,
    DocumentState,
    PaperScope,
    PaperSlot,
    PaperTooLarge,
    ParticipantState,
    StepKind,
    letter_slot,
)
from plm.web.errors import read_off
from plm.web.forms import refuse
from plm.web.public.kept import delegation_of
from plm.web.public.links import LibraryLink, ParticipantLink, library_link, participant_link
from plm.web.public.steps import accepted_link, page_of, progress_of
from plm.web.uploads import keep_paper, paper_response
from plm.wording import full_name, refusal_sentence

if TYPE_CHECKING:
    from plm.registration.tables import RequestedPaper

blueprint = Blueprint("papers", __name__)
PER_MINUTE = "30 per minute"


class PaperForm(FlaskForm):
    """One file."""

    letter = FileField(_l("Berkas"), validators=[FileRequired(_l("Pilih berkasnya dulu."))])


@blueprint.route("/u/<token>/surat-tugas", methods=["GET", "POST"])
@limiter.limit(PER_MINUTE, methods=["POST"])
def letter(token: str) -> ResponseReturnValue:
    """The assignment letter; afterwards too, until the committee has received it."""
    link = accepted_link(token)
    form, slot = _form(_("Berkas surat tugas")), letter_slot(delegation_of(link).id)
    if not form.validate_on_submit():
        return _letter_page(link, form), 422 if form.errors else 200
    if not _kept(form, event_id=link.event.id, slot=slot, actor=link.actor):
        return _letter_page(library_link(token), form), 422
    if link.is_submitted:
        flash(_("Surat tugas terkirim. Panitia akan memeriksanya."))
        return redirect(url_for("public.reply.index", token=token))
    return redirect(url_for("public.registration.go_on", token=token))


@blueprint.get("/u/<token>/surat-tugas/berkas")
def letter_file(token: str) -> Response:
    """The letter as it was handed in, for whoever holds the library's link."""
    return _file(letter_slot(delegation_of(accepted_link(token)).id))


@blueprint.get("/u/<token>/berkas/")
def index(token: str) -> ResponseReturnValue:
    """What else the event asks for, of the delegation and of each person."""
    link = accepted_link(token)
    progress = progress_of(delegation_of(link))
    if not progress.papers:
        abort(404)
    return render_template("public/papers/index.html", progress=progress, **page_of(link, StepKind.PAPERS))


@blueprint.route("/u/<token>/berkas/<word>", methods=["GET", "POST"])
@limiter.limit(PER_MINUTE, methods=["POST"])
def hand_in(token: str, word: str) -> ResponseReturnValue:
    """One of them."""
    link = accepted_link(token)
    found = _of_library(link, word)
    form = _form(found["asked"].name)
    back = url_for(".index", token=token)
    if form.validate_on_submit() and _kept(form, event_id=link.event.id, slot=found["slot"], actor=link.actor):
        flash(_("%(paper)s terkirim.", paper=found["asked"].name))
        return redirect(back)
    link = accepted_link(token)
    body = _paper_page(form, **_of_library(link, word), back=back, **page_of(link))
    return body, 422 if form.errors else 200


@blueprint.get("/u/<token>/berkas/<word>/berkas")
def paper_file(token: str, word: str) -> Response:
    """One of them as it was handed in."""
    return _file(_of_library(accepted_link(token), word)["slot"])


@blueprint.route("/p/<token>/berkas/<int:paper_id>", methods=["GET", "POST"])
@limiter.limit(PER_MINUTE, methods=["POST"])
def own(token: str, paper_id: int) -> ResponseReturnValue:
    """A paper that a person hands in themselves."""
    link = _active_person(token)
    asked, slot = _own(link, paper_id)
    form, actor = _form(asked.name), f"participant:{link.participant.id}"
    back = url_for("public.participant.index", token=token)
    if form.validate_on_submit() and _kept(form, event_id=link.event.id, slot=slot, actor=actor):
        flash(_("%(paper)s terkirim.", paper=asked.name))
        return redirect(f"{back}#berkas")
    link = participant_link(token)
    body = _paper_page(form, asked=asked, slot=slot, who=full_name(link.participant), back=back, event=link.event)
    return body, 422 if form.errors else 200


@blueprint.get("/p/<token>/berkas/<int:paper_id>/berkas")
def own_file(token: str, paper_id: int) -> Response:
    """It, as it was handed in."""
    return _file(_own(_active_person(token), paper_id)[1])


@blueprint.errorhandler(RequestEntityTooLarge)
def too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """A file past the server's limit is refused on the same page; everything else is saved already."""
    read_off()
    arguments = request.view_args or {}
    token = arguments["token"]
    form = PaperForm(formdata=None)
    form.letter.errors = [refusal_sentence(PaperTooLarge(limit=LARGEST_PAPER))]
    if "paper_id" in arguments:
        person = participant_link(token)
        asked, slot = _own(person, arguments["paper_id"])
        back, who = url_for("public.participant.index", token=token), full_name(person.participant)
        return _paper_page(form, asked=asked, slot=slot, who=who, back=back, event=person.event), 413
    link = accepted_link(token)
    if "word" not in arguments:
        return _letter_page(link, form), 413
    back = url_for(".index", token=token)
    return _paper_page(form, **_of_library(link, arguments["word"]), back=back, **page_of(link)), 413


def _form(label: str) -> PaperForm:
    form = PaperForm()
    form.letter.label.text = label
    return form


def _kept(form: PaperForm, *, event_id: int, slot: PaperSlot, actor: str) -> bool:
    """Whether the file is kept; what is wrong with it stands at the field."""
    try:
        keep_paper(form.letter.data, event_id=event_id, slot=slot, actor=actor)
    except Refusal as refusal:
        db.session.rollback()
        refuse(form.letter, refusal)
        return False
    return True


def _file(slot: PaperSlot) -> Response:
    paper = get_paper(db.session(), slot)
    if paper.storage_key is None:
        abort(404)
    return paper_response(storage_key=paper.storage_key, content_type=paper.content_type, filename=paper.filename)


def _of_library(link: LibraryLink, word: str) -> dict[str, Any]:
    """A paper of this delegation or of one of its people, else 404."""
    session, delegation = db.session(), delegation_of(link)
    found = next((one for one in progress_of(delegation).papers if one.slot.word == word), None)
    if found is None:
        abort(404)
    people = {person.id: person for person in roster_of(session, delegation.id)}
    owner = people.get(found.slot.owner_id) if found.slot.scope is PaperScope.PERSON else None
    return {"asked": found.asked, "slot": found.slot, "who": full_name(owner) if owner else link.library.name}


def _own(link: ParticipantLink, paper_id: int) -> tuple[RequestedPaper, PaperSlot]:
    asked = get_requested_paper(db.session(), link.event.id, paper_id)
    slot = PaperSlot(PaperScope.PERSON, link.participant.id, asked.id)
    if asked.withdrawn_at is not None and find_paper(db.session(), slot) is None:
        abort(404)
    return asked, require_slot(db.session(), link.event.id, slot)


def _active_person(token: str) -> ParticipantLink:
    link = participant_link(token)
    return link if link.participant.state is ParticipantState.ACTIVE else abort(404)


def _letter_page(link: LibraryLink, form: PaperForm) -> str:
    progress = progress_of(delegation_of(link))
    may_replace = progress.letter is None or progress.letter.state is not DocumentState.RECEIVED
    return render_template(
        "public/papers/letter.html",
        form=form,
        letter=progress.letter,
        may_replace=may_replace,
        limit=LARGEST_PAPER,
        **page_of(link, StepKind.LETTER),
    )


def _paper_page(form: PaperForm, *, slot: PaperSlot, **facts: Any) -> str:
    paper = find_paper(db.session(), slot)
    return render_template(
        "public/papers/hand_in.html", form=form, paper=paper, slot=slot, limit=LARGEST_PAPER, **facts
    )
