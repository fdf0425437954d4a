"""Invitation letters: their wording, a sample, and runs of them with their progress."""

import zipfile
from datetime import timedelta
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from plm.adapters.letters import commit_and_print_letters, facts_of_event, letter_pdf
from plm.adapters.storage import storage_of
from plm.clock import now
from plm.errors import Refusal
from plm.extensions import db
from plm.invitations.queries import invited_library_ids
from plm.letters.actions import save_letter_settings, start_letters
from plm.letters.queries import (
    Paper,
    find_settings,
    get_letter_of_run,
    get_letter_run,
    letters_of_run,
    letters_to_print,
    progress_of,
    runs_of,
)
from plm.letters.rules import (
    Addressee,
    LetterKind,
    LetterSettingsMissing,
    LetterWords,
)
from plm.registration.rules import PaperType, PaperTypeWrong
from plm.web.committee.letter_forms import LetterForm, shown, usual
from plm.web.guards import may_change, this_event
from plm.web.identity import signed_in
from plm.web.papers import pdf_file
from plm.web.uploads import read_paper
from plm.wording import refusal_sentence

blueprint = Blueprint("letters", __name__, url_prefix="/<slug>/surat-undangan")
# A page that waits for a worker asks again by itself, but not for ever.
REFRESH_FOR = timedelta(minutes=30)
IN_MEMORY = 8 << 20


@blueprint.get("/")
def index(slug: str) -> str:
    """What has been printed, and what may be."""
    event, session = this_event(), db.session()
    return render_template(
        "committee/letters/index.html",
        event=event,
        settings=find_settings(session, event.id),
        runs=runs_of(session, event.id),
        invited=len(invited_library_ids(session, event.id)),
        may_change=may_change(),
    )


@blueprint.route("/isi", methods=["GET", "POST"])
def words(slug: str) -> ResponseReturnValue:
    """The wording; letters that were started keep theirs."""
    event, session = this_event(), db.session()
    kept = find_settings(session, event.id)
    form = LetterForm(data=shown(LetterWords.from_document(kept.words)) if kept else usual())
    if form.validate_on_submit() and _keep(form):
        flash(_("Isi surat tersimpan."))
        return redirect(url_for(".index", slug=slug))
    body = render_template(
        "committee/letters/words.html", event=event, form=form, has_logo=bool(kept and kept.logo_key)
    )
    return body, 422 if form.errors else 200


@blueprint.get("/contoh-<kind>.pdf")
def sample(slug: str, kind: str) -> Response:
    """What a letter would look like now; nothing is kept."""
    event, session = this_event(), db.session()
    kept = find_settings(session, event.id)
    if kind not in set(LetterKind):
        abort(404)
    if kept is None:
        raise LetterSettingsMissing
    rows = tuple(
        Addressee(f"Perpustakaan Contoh {number}", "Kab. Contoh, Provinsi Contoh", 2) for number in range(1, 31)
    )
    found = LetterWords.from_document(kept.words)
    attached = rows if LetterKind(kind) is LetterKind.LIST else ()
    paper = Paper(0, event.id, 0, LetterKind(kind), found, kept.logo_key, found.number_of(1), rows[0], attached)
    facts = facts_of_event(session, event.id)
    session.commit()
    return pdf_file(letter_pdf(paper, facts, storage=storage_of(current_app)), f"contoh-surat-{event.slug}.pdf")


@blueprint.post("/mulai")
def start(slug: str) -> ResponseReturnValue:
    """Ask for the letters; the page then shows how far they are."""
    word = request.form.get("kind", "")
    if word not in set(LetterKind):
        abort(400)
    session = db.session()
    run = start_letters(session, event=this_event(), kind=LetterKind(word), actor=signed_in().actor, now=now())
    commit_and_print_letters(session, letters_to_print(session, run.id), now=now())
    return redirect(url_for(".show", slug=slug, run_id=run.id))


@blueprint.get("/<int:run_id>")
def show(slug: str, run_id: int) -> str:
    """How far a run is, and its letters."""
    event, session = this_event(), db.session()
    run = get_letter_run(session, event.id, run_id)
    progress = progress_of(session, run.id)
    return render_template(
        "committee/letters/show.html",
        event=event,
        run=run,
        progress=progress,
        letters=letters_of_run(session, run.id),
        refreshes=progress.moves and now() - run.started_at < REFRESH_FOR,
        may_change=may_change(),
    )


@blueprint.get("/<int:run_id>/kemajuan")
def progress(slug: str, run_id: int) -> ResponseReturnValue:
    """The bar's figures for the page's script."""
    found = progress_of(db.session(), get_letter_run(db.session(), this_event().id, run_id).id)
    return {"moves": found.moves, "done": found.done + found.failed, "all": found.all}


@blueprint.post("/<int:run_id>/lagi")
def again(slug: str, run_id: int) -> ResponseReturnValue:
    """Ask once more for the letters that have no PDF."""
    session = db.session()
    waiting = letters_to_print(session, get_letter_run(session, this_event().id, run_id).id)
    commit_and_print_letters(session, waiting, now=now())
    flash(ngettext("%(num)d surat diminta lagi.", "%(num)d surat diminta lagi.", len(waiting)))
    return redirect(url_for(".show", slug=slug, run_id=run_id))


@blueprint.get("/<int:run_id>/<int:letter_id>.pdf")
def download(slug: str, run_id: int, letter_id: int) -> Response:
    """One letter."""
    run = get_letter_run(db.session(), this_event().id, run_id)
    letter = get_letter_of_run(db.session(), run.id, letter_id)
    if letter.storage_key is None:
        abort(404)
    return pdf_file(storage_of(current_app).get(letter.storage_key), _name(letter))


@blueprint.get("/<int:run_id>/semua.zip")
def archive(slug: str, run_id: int) -> Response:
    """All letters of a run that are printed, in one file."""
    run = get_letter_run(db.session(), this_event().id, run_id)
    letters = [one for one in letters_of_run(db.session(), run.id) if one.storage_key]
    if not letters:
        abort(404)
    storage = storage_of(current_app)
    file = cast(IO[bytes], SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115  # sent, then closed by the server
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as packed:
        for one in letters:
            packed.writestr(_name(one), storage.get(one.storage_key or ""))
    file.seek(0)
    return send_file(
        file, mimetype="application/zip", as_attachment=True, download_name=f"surat-undangan-{slug}-{run.id}.zip"
    )


def _keep(form: LetterForm) -> bool:
    """Look at the logo first, lay it down, write the row; a logo that nobody needs goes away after the commit."""
    event, session, storage = this_event(), db.session(), storage_of(current_app)
    key: str | None = "" if form.no_logo.data else None
    upload = form.logo.data
    if upload and upload.filename and not form.no_logo.data:
        try:
            paper = read_paper(upload)
            if paper.kind is PaperType.PDF:
                raise PaperTypeWrong(filename=paper.filename)
        except Refusal as refusal:
            form.logo.errors = [refusal_sentence(refusal)]
            return False
        key = paper.lay_down(f"letterheads/{event.id}")
    unused = save_letter_settings(
        session, event=event, words=form.words(), logo_key=key, actor=signed_in().actor, now=now()
    )
    session.commit()
    if unused:
        storage.delete(unused)
    return True


def _name(letter: Any) -> str:
    words = "".join(sign if sign.isalnum() else "-" for sign in letter.addressee["name"]).strip("-")[:80]
    return f"{letter.serial:04d}-{words or 'surat-undangan'}.pdf"
