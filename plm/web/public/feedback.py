"""How it was, said by a participant behind their own link."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from plm.certificates.queries import find_settings
from plm.clock import now
from plm.extensions import db, limiter
from plm.feedback.actions import give_feedback
from plm.feedback.queries import find_answer
from plm.feedback.rules import Answer, Topic, is_open
from plm.registration.rules import ParticipantState
from plm.web.forms import LongText, Radio
from plm.web.public.links import ParticipantLink, participant_link

blueprint = Blueprint("feedback", __name__)
RATINGS = [
    ("5", _l("5, sangat baik")),
    ("4", _l("4, baik")),
    ("3", _l("3, cukup")),
    ("2", _l("2, kurang")),
    ("1", _l("1, sangat kurang")),
]


class FeedbackForm(FlaskForm):
    """Five ratings and two texts that may stay empty."""

    content = Radio(_l("Materi yang dibahas"), choices=RATINGS)
    speakers = Radio(_l("Narasumber dan fasilitator"), choices=RATINGS)
    organisation = Radio(_l("Penyelenggaraan acara"), choices=RATINGS)
    venue = Radio(_l("Tempat dan sarana, atau ruang daringnya"), choices=RATINGS)
    benefit = Radio(_l("Manfaat bagi perpustakaan Anda"), choices=RATINGS)
    useful = LongText(_l("Apa yang paling berguna? (bila ada)"), most=2000)
    better = LongText(_l("Apa yang perlu diperbaiki? (bila ada)"), most=2000)

    def answer(self) -> Answer:
        ratings = {topic: int(self[topic.value].data) for topic in Topic}
        return Answer(ratings, self.useful.data or "", self.better.data or "")


@blueprint.route("/p/<token>/umpan-balik", methods=["GET", "POST"])
@limiter.limit("20 per minute", methods=["POST"])
def give(token: str) -> ResponseReturnValue:
    """The questions, and the answers, which can be changed."""
    link = _taking_part(token)
    event, held = link.event, find_answer(db.session(), link.participant.id)
    form = FeedbackForm(data=_so_far(held))
    if form.validate_on_submit():
        give_feedback(db.session(), participant=link.participant, event=event, answer=form.answer(), now=now())
        db.session.commit()
        flash(_("Terima kasih. Umpan balik Anda tersimpan."))
        return redirect(url_for("public.participant.index", token=token))
    settings = find_settings(db.session(), event.id)
    page = render_template(
        "public/feedback/give.html",
        event=event,
        token=token,
        form=form,
        has_answered=held is not None,
        is_required=settings is not None and settings.feedback_required,
        is_open=is_open(starts_on=event.starts_on, zone=event.zone, now=now()),
    )
    return page, 422 if form.errors else 200


def _so_far(held: Answer | None) -> dict[str, str]:
    if held is None:
        return {}
    ratings = {topic.value: str(rating) for topic, rating in held.ratings.items()}
    return {**ratings, "useful": held.useful, "better": held.better}


def _taking_part(token: str) -> ParticipantLink:
    link = participant_link(token)
    if link.participant.state is ParticipantState.ACTIVE:
        return link
    return abort(redirect(url_for("public.participant.index", token=token)))
