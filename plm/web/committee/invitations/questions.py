"""What libraries ask before they answer."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from plm.accounts.queries import names_of
from plm.clock import now
from plm.extensions import db
from plm.invitations.actions import answer_question
from plm.invitations.queries import get_invitation, get_question, questions_of
from plm.invitations.rules import QuestionAnswered
from plm.libraries.queries import get_library
from plm.web.committee.invitations.room import blueprint
from plm.web.forms import LongText
from plm.web.guards import may_change, readable, this_event
from plm.web.identity import signed_in
from plm.web.sending import ask_to_send
from plm.wording import refusal_sentence


class AnswerForm(FlaskForm):
    """The committee's answer."""

    answer = LongText(_l("Jawaban"), needed=_l("Tulis jawabannya; perpustakaan akan membacanya."), most=3000)


@blueprint.get("/<slug>/undangan/pertanyaan")
def questions(slug: str) -> str:
    """Those that wait first."""
    lines = questions_of(db.session(), this_event().id)
    return render_template(
        "committee/invitations/questions.html",
        event=this_event(),
        lines=lines,
        people=names_of(db.session(), {line.question.answered_by for line in lines} - {""}),
        may_change=may_change(),
    )


@blueprint.route("/<slug>/undangan/pertanyaan/<int:question_id>", methods=["GET", "POST"])
@readable
def question_page(slug: str, question_id: int) -> ResponseReturnValue:
    """One question and its answer."""
    event, session = this_event(), db.session()
    asked = get_question(session, event.id, question_id)
    library = get_library(session, get_invitation(session, event.id, asked.invitation_id).library_id)
    form = AnswerForm()
    if form.validate_on_submit():
        try:
            mail = answer_question(
                session,
                question=asked,
                answer=form.answer.data or "",
                address=library.email,
                actor=signed_in().actor,
                now=now(),
            )
        except QuestionAnswered as refusal:
            form.form_errors = [*form.form_errors, refusal_sentence(refusal)]
        else:
            ask_to_send([mail])
            flash(_("Pertanyaan dijawab. Perpustakaan membacanya di tautannya."))
            return redirect(url_for(".questions", slug=slug))
    body = render_template(
        "committee/invitations/question.html",
        event=event,
        question=asked,
        library=library,
        form=form,
        people=names_of(session, {asked.answered_by} - {""}),
        may_change=may_change(),
    )
    return body, 422 if form.errors else 200
