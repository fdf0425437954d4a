"""The assignment letter: one file, looked at by its content, replaceable until the committee has received it."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from plm.adapters.storage import storage_of
from plm.clock import now
from plm.errors import Refusal
from plm.extensions import db, limiter
from plm.registration.actions import StoredFile, hand_in_letter
from plm.registration.rules import LARGEST_PAPER, DocumentState, PaperTooLarge, StepKind
from plm.web.errors import read_off
from plm.web.forms import refuse
from plm.web.public.links import LibraryLink, library_link
from plm.web.public.steps import accepted_link, page_of, progress_of
from plm.web.uploads import read_paper
from plm.wording import refusal_sentence

blueprint = Blueprint("letter", __name__)


class LetterForm(FlaskForm):
    """One file."""

    letter = FileField(_l("Berkas surat tugas"), validators=[FileRequired(_l("Pilih berkas surat tugas dulu."))])


@blueprint.route("/u/<token>/surat-tugas", methods=["GET", "POST"])
@limiter.limit("30 per minute", methods=["POST"])
def hand_in(token: str) -> ResponseReturnValue:
    """The assignment letter; afterwards too, until the committee has received it."""
    link = accepted_link(token)
    assert link.delegation is not None
    form = LetterForm()
    if not form.validate_on_submit():
        return _letter_page(link, form), 422 if form.errors else 200
    try:
        _keep_letter(link, form.letter.data)
    except Refusal as refusal:
        db.session.rollback()
        refuse(form.letter, refusal)
        return _letter_page(library_link(token), form), 422
    if link.is_submitted:
        flash(_("Surat tugas terkirim. Panitia akan memeriksanya."))
        return redirect(url_for("public.reply.index", token=token))
    return redirect(url_for("public.registration.go_on", token=token))


@blueprint.errorhandler(RequestEntityTooLarge)
def too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """A file past the server's limit is refused on the same page; everything else is saved already."""
    read_off()
    link = accepted_link((request.view_args or {})["token"])
    form = LetterForm(formdata=None)
    form.letter.errors = [refusal_sentence(PaperTooLarge(limit=LARGEST_PAPER))]
    return _letter_page(link, form), 413


def _keep_letter(link: LibraryLink, upload: FileStorage) -> None:
    """Look at the file, lay it down, write its row; a file that nobody needs goes away after the commit."""
    assert link.delegation is not None
    paper = read_paper(upload)
    key = paper.lay_down(f"letters/{link.event.id}")
    file = StoredFile(
        storage_key=key,
        filename=paper.filename,
        content_type=paper.kind,
        size=len(paper.data),
        sha256=paper.sha256,
    )
    storage = storage_of(current_app)
    try:
        handed = hand_in_letter(db.session(), delegation=link.delegation, file=file, now=now())
        db.session.commit()
    except Exception:
        storage.delete(key)
        raise
    if handed.unused_key:
        storage.delete(handed.unused_key)


def _letter_page(link: LibraryLink, form: LetterForm) -> str:
    assert link.delegation is not None
    progress = progress_of(link.delegation)
    may_replace = progress.letter is None or progress.letter.state is not DocumentState.RECEIVED
    page = page_of(link, StepKind.LETTER)
    return render_template(
        "public/letter/hand_in.html",
        form=form,
        letter=progress.letter,
        may_replace=may_replace,
        limit=LARGEST_PAPER,
        **page,
    )
