"""The library's own page: the invitation, the answer, and afterwards its tickets."""

from flask import Blueprint, Response, abort, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm

from plm.adapters.qr import qr_svg
from plm.adapters.storage import storage_of
from plm.certificates.queries import Selection, count_files
from plm.clock import now
from plm.errors import LinkExpired
from plm.extensions import db, limiter
from plm.invitations.actions import ask_for_link as ask_for_new_link
from plm.invitations.queries import get_invitation_by_token
from plm.invitations.rules import Reply
from plm.letters.queries import find_letter_of_invitation
from plm.registration.actions import accept_invitation, decline_invitation
from plm.registration.queries import find_letter, papers_of, participant_token, regency_lines, roster_of, terms_of
from plm.registration.rules import AlreadySubmitted, StepKind
from plm.web.calendar import ICS, calendar_of
from plm.web.faces import group_face
from plm.web.forms import Choice, LongText, Radio
from plm.web.papers import pdf_file
from plm.web.public.links import LibraryLink, library_link
from plm.web.public.steps import page_of, progress_of, too_late

blueprint = Blueprint("reply", __name__)
NO = "tidak"
MOST_ROWS = 6


class DeclineForm(FlaskForm):
    """Why not."""

    reason = LongText(_l("Alasan"), needed=_l("Tulis alasannya, misalnya bersamaan dengan acara lain."), most=500)


@blueprint.get("/u/<token>/")
def index(token: str) -> str:
    """Where the library stands: invited, not coming, in the middle of it, or registered."""
    link = library_link(token)
    if link.invitation.reply is Reply.DECLINED:
        return render_template("public/reply/declined.html", **page_of(link))
    if link.is_submitted:
        return _registered(link)
    if link.delegation is None:
        letter = find_letter_of_invitation(db.session(), link.event.id, link.invitation.id)
        return render_template("public/reply/invited.html", **page_of(link), letter=letter, is_office=_is_office(link))
    return render_template(
        "public/reply/draft.html",
        **page_of(link),
        progress=progress_of(link.delegation),
        is_office=_is_office(link),
    )


@blueprint.route("/u/<token>/jawaban", methods=["GET", "POST"])
def answer(token: str) -> ResponseReturnValue:
    """Coming or not, and how many."""
    link = library_link(token)
    form = _answer_form(link.invitation.seats, terms_of(db.session(), link.event.id).extra)(answer=_given(link))
    if link.is_submitted:
        return too_late(token, form)
    if not form.validate_on_submit():
        page = page_of(link, StepKind.ANSWER)
        return render_template("public/reply/answer.html", form=form, **page), 422 if form.errors else 200
    if form.answer.data == NO:
        return redirect(url_for(".decline", token=token))
    try:
        accept_invitation(
            db.session(), invitation=link.invitation, seats=int(form.answer.data), actor=link.actor, now=now()
        )
    except AlreadySubmitted:
        db.session.rollback()
        return too_late(token, form)
    db.session.commit()
    return redirect(url_for("public.registration.go_on", token=token))


@blueprint.post("/u/<token>/tautan-baru")
@limiter.limit("10 per minute")
def ask_for_link(token: str) -> ResponseReturnValue:
    """Whoever stands before an expired link asks for a new one; a link that still opens is simply opened."""
    try:
        library_link(token)
    except LinkExpired:
        # A refusal may have read what it says from the row, so the row is read anew.
        invitation = get_invitation_by_token(db.session(), token)
        if ask_for_new_link(db.session(), invitation=invitation, now=now()):
            db.session.commit()
    return _home(token)


@blueprint.get("/u/<token>/acara.ics")
def calendar(token: str) -> Response:
    """The event for the reader's own calendar."""
    link = library_link(token)
    url = f"{current_app.extensions['settings'].public_url}{url_for('.index', token=token)}"
    answer = Response(calendar_of(link.event, url=url, now=link.invitation.created_at), mimetype=ICS)
    answer.headers["Content-Disposition"] = f"attachment; filename={link.event.slug}.ics"
    return answer


@blueprint.get("/u/<token>/surat-undangan.pdf")
def invitation_letter(token: str) -> Response:
    """The letter to this library, or to all of them; 404 while there is none."""
    link = library_link(token)
    letter = find_letter_of_invitation(db.session(), link.event.id, link.invitation.id)
    if letter is None or letter.storage_key is None:
        abort(404)
    return pdf_file(storage_of(current_app).get(letter.storage_key), f"surat-undangan-{link.event.slug}.pdf")


@blueprint.route("/u/<token>/tidak-hadir", methods=["GET", "POST"])
def decline(token: str) -> ResponseReturnValue:
    """Not coming, and why."""
    link = library_link(token)
    form = DeclineForm(reason=link.invitation.decline_reason)
    if link.is_submitted:
        return too_late(token, form)
    if not form.validate_on_submit():
        return render_template("public/reply/decline.html", form=form, **page_of(link)), 422 if form.errors else 200
    try:
        decline_invitation(
            db.session(), invitation=link.invitation, reason=form.reason.data or "", actor=link.actor, now=now()
        )
    except AlreadySubmitted:
        db.session.rollback()
        return too_late(token, form)
    db.session.commit()
    return _home(token)


def _home(token: str) -> ResponseReturnValue:
    return redirect(url_for(".index", token=token))


def _registered(link: LibraryLink) -> str:
    session, settings = db.session(), current_app.extensions["settings"]
    assert link.delegation is not None
    people = [
        (person, url_for("public.participant.index", token=participant_token(person, settings.secret_key)))
        for person in roster_of(session, link.delegation.id)
    ]
    ids = [person.id for person, _path in people]
    papers = papers_of(session, link.event.id, delegation_id=link.delegation.id, participant_ids=ids)
    return render_template(
        "public/reply/registered.html",
        **page_of(link),
        people=people,
        letter=find_letter(session, link.delegation.id),
        papers=papers,
        certificates=count_files(
            session, Selection(link.event.id, delegation_id=link.delegation.id, library_id=link.library.id)
        ),
        public_url=settings.public_url,
        is_office=_is_office(link),
        group=group_face(link.event, link.delegation.id, link.library.name) if len(people) > 1 else None,
        qr_svg=qr_svg,
    )


def _is_office(link: LibraryLink) -> bool:
    """Whether other libraries may be registered from here."""
    return bool(regency_lines(db.session(), link.event.id, link.library))


def _given(link: LibraryLink) -> str | None:
    if link.invitation.reply is Reply.DECLINED:
        return NO
    return str(link.delegation.seats) if link.delegation else None


def _answer_form(seats: int, extra: int) -> type[FlaskForm]:
    """Yes for each number of people that may come, those at their own cost told apart, and no."""
    most = seats + extra
    kind = Radio if most <= MOST_ROWS else Choice
    choices = [(str(count), _coming(count, seats)) for count in range(1, most + 1)]
    if most == 1:
        choices = [("1", _("Ya, kami hadir"))]

    class AnswerForm(FlaskForm):
        answer = kind(_l("Apakah perpustakaan Anda hadir?"), choices=[*choices, (NO, _("Tidak bisa hadir"))])

    return AnswerForm


def _coming(count: int, seats: int) -> str:
    if count <= seats:
        return str(ngettext("Ya, %(num)d orang", "Ya, %(num)d orang", count))
    own = ngettext("%(num)d dengan biaya sendiri", "%(num)d dengan biaya sendiri", count - seats)
    return str(_("Ya, %(count)d orang: %(own)s", count=count, own=own))
