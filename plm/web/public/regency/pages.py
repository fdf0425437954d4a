"""The office's pages: where everybody stands, people on one page, one letter, and sending what is complete."""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from plm.adapters.storage import storage_of
from plm.checkin.actions import issue_tickets
from plm.clock import now
from plm.errors import Refusal
from plm.extensions import db, limiter
from plm.registration.actions import StoredFile, hand_in, name_people, submit_delegation, write_ticket
from plm.registration.queries import RegencyLine, roster_of
from plm.registration.rules import PageChanged, letter_slot
from plm.web.forms import Question, refuse
from plm.web.public.links import LibraryLink, library_link
from plm.web.public.regency.forms import Entry, LetterForm
from plm.web.public.regency.office import blueprint, index_page, institution_of, office_of, secret
from plm.web.public.steps import page_of
from plm.web.sending import ask_to_send
from plm.web.uploads import forget_file, read_paper
from plm.wording import local_day, refusal_sentence


@blueprint.get("/")
def index(token: str) -> str:
    """Every library of the regency with where it stands, and what may be done for all."""
    link, lines = office_of(token)
    return index_page(link, lines, LetterForm(), [])


@blueprint.route("/isi", methods=["GET", "POST"])
def fill(token: str) -> ResponseReturnValue:
    """People of every library that is not sent yet, saved by one button; what is unsound is said and stays typed."""
    link, lines = office_of(token)
    entries = [Entry(line) for line in lines if line.is_open(now())]
    if request.method == "GET":
        return render_template("public/regency/fill.html", entries=entries, form=Question(), **page_of(link))
    if not Question().validate_on_submit():
        abort(400)
    done, is_whole = 0, True
    for entry in entries:
        if not entry.filled:
            continue
        if not entry.is_sound():
            is_whole = False
            continue
        try:
            with db.session.begin_nested():
                _save(link, entry)
            done += 1
        except PageChanged:
            entry.errors = [_("Perpustakaan ini mengubah isiannya sendiri sementara itu; isiannya yang tersimpan.")]
            is_whole = False
        except Refusal as refusal:
            entry.errors = [refusal_sentence(refusal)]
            is_whole = False
    db.session.commit()
    if is_whole:
        flash(ngettext("%(num)d perpustakaan tersimpan.", "%(num)d perpustakaan tersimpan.", done))
        return redirect(url_for(".index", token=token))
    link = library_link(token)
    body = render_template("public/regency/fill.html", entries=entries, form=Question(), done=done, **page_of(link))
    return body, 422


@blueprint.post("/surat")
@limiter.limit("30 per minute")
def letter(token: str) -> ResponseReturnValue:
    """One assignment letter laid to every draft; each delegation keeps its own copy."""
    link, lines = office_of(token)
    form = LetterForm()
    open_ones = [line for line in lines if line.is_open(now()) and line.delegation is not None]
    if not form.validate_on_submit():
        return index_page(link, lines, form, []), 422
    try:
        paper = read_paper(form.letter.data)
    except Refusal as refusal:
        refuse(form.letter, refusal)
        return index_page(link, lines, form, []), 422
    handed, keys = [], []
    try:
        for line in open_ones:
            assert line.delegation is not None
            keys.append(paper.lay_down(f"letters/{link.event.id}"))
            file = StoredFile(
                storage_key=keys[-1],
                filename=paper.filename,
                content_type=paper.kind,
                size=len(paper.data),
                sha256=paper.sha256,
            )
            slot = letter_slot(line.delegation.id)
            handed.append(
                hand_in(db.session(), event_id=link.event.id, slot=slot, file=file, actor=link.actor, now=now())
            )
        db.session.commit()
    except Exception:
        for key in keys:
            storage_of(current_app).delete(key)
        raise
    for one in handed:
        forget_file(one)
    count = len(handed)
    flash(
        ngettext("Surat tugas tersimpan: %(num)d perpustakaan.", "Surat tugas tersimpan: %(num)d perpustakaan.", count)
    )
    return redirect(url_for(".index", token=token))


@blueprint.post("/kirim")
def send(token: str) -> ResponseReturnValue:
    """Send every delegation that is complete; each by itself, and why not is said."""
    link, lines = office_of(token)
    if not Question().validate_on_submit():
        abort(400)
    sent, refused, mails = 0, [], []
    for line in lines:
        if line.delegation is None or not line.is_open(now()):
            continue
        try:
            with db.session.begin_nested():
                mails += _send(link, line)
            sent += 1
        except Refusal as refusal:
            refused.append((line.library.name, refusal_sentence(refusal)))
    ask_to_send(mails)
    if sent:
        flash(ngettext("%(num)d pendaftaran terkirim.", "%(num)d pendaftaran terkirim.", sent))
    link, lines = office_of(token)
    return index_page(link, lines, LetterForm(formdata=None), refused)


def _save(link: LibraryLink, entry: Entry) -> None:
    people = entry.named()
    name_people(
        db.session(),
        invitation=entry.line.invitation,
        people=people,
        seats=len(people),
        shown={number: seat.revision for number, seat in enumerate(entry.seats, start=1)},
        institution=institution_of(entry.line.invitation),
        secret_key=secret(),
        actor=link.actor,
        now=now(),
    )


def _send(link: LibraryLink, line: RegencyLine) -> list[Any]:
    session = db.session()
    assert line.delegation is not None
    submit_delegation(session, delegation=line.delegation, now=now())
    people = roster_of(session, line.delegation.id)
    issue_tickets(
        session,
        event_id=link.event.id,
        participant_ids=[person.id for person in people],
        secret_key=secret(),
        now=now(),
    )
    today = local_day(now(), link.event.zone)
    return [
        write_ticket(session, participant=person, today=today, actor=link.actor, now=now())
        for person in people
        if person.email
    ]
