"""Asking the committee something before answering; the invitation stays open."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from plm.clock import now
from plm.extensions import db, limiter
from plm.invitations.actions import ask_question
from plm.invitations.queries import questions_of_invitation
from plm.web.forms import LongText
from plm.web.public.links import library_link
from plm.web.public.steps import page_of

blueprint = Blueprint("questions", __name__)


class QuestionForm(FlaskForm):
    """What the library wants to know."""

    words = LongText(_l("Pertanyaan Anda"), needed=_l("Tulis pertanyaannya."), most=1000)


@blueprint.route("/u/<token>/tanya", methods=["GET", "POST"])
@limiter.limit("20 per minute", methods=["POST"])
def ask(token: str) -> ResponseReturnValue:
    """The library's questions with their answers, and room for another."""
    link, form = library_link(token), QuestionForm()
    if form.validate_on_submit():
        ask_question(db.session(), invitation=link.invitation, words=form.words.data or "", now=now())
        db.session.commit()
        flash(_("Pertanyaan terkirim. Jawabannya akan tampil di halaman ini."))
        return redirect(url_for(".ask", token=token))
    body = render_template(
        "public/questions/ask.html",
        **page_of(link),
        form=form,
        questions=questions_of_invitation(db.session(), link.invitation.id),
    )
    return body, 422 if form.errors else 200
