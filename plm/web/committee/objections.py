"""Objections: the list, one of them beside what was decided, its answer, and one put on record for a library."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.validators import Optional

from plm.accounts.queries import names_of
from plm.clock import now
from plm.eligibility.queries import find_decision, get_candidate, get_run_by_id, latest_run
from plm.extensions import db
from plm.libraries.queries import get_library, places_of
from plm.objections.actions import Answer, Filed, answer_objection, file_objection, set_window, write_answer
from plm.objections.queries import get_objection, objection_counts, objections_close_at, objections_of
from plm.objections.rules import (
    AnswerContradicts,
    Consequence,
    NothingDecided,
    ObjectionSettled,
    ObjectionStands,
    ObjectionState,
    Verdict,
)
from plm.web.forms import LongText, Moment, Radio, Text, options, refuse
from plm.web.guards import may_change, readable, this_event
from plm.web.identity import signed_in
from plm.web.sending import ask_to_send
from plm.web.telling import told_about
from plm.web.uploads import paper_response
from plm.wording import from_local, local_value, refusal_sentence

blueprint = Blueprint("objections", __name__, url_prefix="/<slug>/keberatan")
VERDICTS = {
    Verdict.UPHELD: _l("Dikabulkan"),
    Verdict.PARTLY: _l("Dikabulkan sebagian"),
    Verdict.REJECTED: _l("Ditolak"),
}
CONSEQUENCES = {
    Consequence.NONE: _l("Tidak ada perubahan"),
    Consequence.INCLUDED: _l("Perpustakaan disertakan secara manual, dengan jawaban ini sebagai alasannya"),
    Consequence.NEW_RUN: _l("Putusan dijalankan lagi sekarang, karena skor atau data sudah diperbaiki"),
}


class AnswerForm(FlaskForm):
    """What the committee says, and what follows."""

    verdict = Radio(_l("Putusan atas keberatan"), choices=options(Verdict, VERDICTS))
    consequence = Radio(_l("Akibatnya"), choices=options(Consequence, CONSEQUENCES))
    answer = LongText(_l("Jawaban"), needed=_l("Tulis jawabannya; perpustakaan akan membacanya."), most=3000)


class WindowForm(FlaskForm):
    """Until when objections are taken."""

    closes_at = Moment(_l("Keberatan diterima sampai"), validators=[Optional()])


class RecordForm(FlaskForm):
    """An objection that came by letter or telephone."""

    words = LongText(_l("Isi keberatan"), needed=_l("Tulis apa yang disampaikan perpustakaan."), most=3000)
    contact = Text(_l("Nama dan nomor yang dapat dihubungi"), needed=_l("Tulis nama dan nomornya."), most=200)


@blueprint.get("/")
def index(slug: str) -> str:
    """Open ones first, the oldest on top."""
    event, session = this_event(), db.session()
    word, text = request.args.get("status", ""), request.args.get("cari", "").strip()
    state = ObjectionState(word) if word in set(ObjectionState) else None
    lines = objections_of(session, event.id, state=state, search=text)
    return render_template(
        "committee/objections/index.html",
        event=event,
        lines=lines,
        places=places_of(session, [line.library.region_code for line in lines]),
        counts=objection_counts(session, event.id),
        state=state,
        text=text,
        closes_at=objections_close_at(session, event.id),
        has_run=latest_run(session, event.id) is not None,
        may_change=may_change(),
    )


@blueprint.route("/batas", methods=["GET", "POST"])
def window(slug: str) -> ResponseReturnValue:
    """Until when objections are taken; empty for no end."""
    event, session = this_event(), db.session()
    kept = objections_close_at(session, event.id)
    form = WindowForm(data={"closes_at": _local(kept)})
    if form.validate_on_submit():
        typed = form.closes_at.data
        closes_at = from_local(typed, event.zone) if typed else None
        set_window(session, event=event, closes_at=closes_at, actor=signed_in().actor, now=now())
        session.commit()
        flash(_("Batas keberatan tersimpan."))
        return redirect(url_for(".index", slug=slug))
    return render_template("committee/objections/window.html", event=event, form=form), 422 if form.errors else 200


@blueprint.route("/<int:objection_id>", methods=["GET", "POST"])
@readable
def show(slug: str, objection_id: int) -> ResponseReturnValue:
    """What the library says beside what was decided, and the answer."""
    event, session = this_event(), db.session()
    objection = get_objection(session, event.id, objection_id)
    form = AnswerForm()
    if form.validate_on_submit() and _answer(slug, objection, form):
        return redirect(url_for(".show", slug=slug, objection_id=objection_id))
    body = render_template("committee/objections/show.html", **_facts_of(objection), form=form)
    return body, 422 if form.errors else 200


@blueprint.get("/<int:objection_id>/berkas")
def paper(slug: str, objection_id: int) -> Response:
    """The file beside the objection."""
    objection = get_objection(db.session(), this_event().id, objection_id)
    if not objection.storage_key:
        abort(404)
    return paper_response(
        storage_key=objection.storage_key, content_type=objection.content_type, filename=objection.filename
    )


@blueprint.route("/catat/<int:library_id>", methods=["GET", "POST"])
def record(slug: str, library_id: int) -> ResponseReturnValue:
    """Put on record what a library said by letter or telephone."""
    event, session = this_event(), db.session()
    library, form = get_candidate(session, event, library_id), RecordForm()
    if form.validate_on_submit():
        filed = Filed(words=form.words.data or "", contact=form.contact.data or "")
        try:
            objection = file_objection(
                session, event=event, library_id=library.id, filed=filed, actor=signed_in().actor, by_committee=True,
                now=now(),
            )  # fmt: skip
        except (NothingDecided, ObjectionStands) as refusal:
            form.form_errors = [*form.form_errors, refusal_sentence(refusal)]
        else:
            session.commit()
            flash(_("Keberatan dicatat."))
            return redirect(url_for(".show", slug=slug, objection_id=objection.id))
    body = render_template("committee/objections/record.html", event=event, library=library, form=form)
    return body, 422 if form.errors else 200


def _answer(slug: str, objection: Any, form: AnswerForm) -> bool:
    """Answer, commit, and send the answer by mail where there is an address."""
    event, session, moment = this_event(), db.session(), now()
    answer = Answer(Verdict(form.verdict.data), Consequence(form.consequence.data), form.answer.data or "")
    try:
        answer_objection(session, event=event, objection=objection, answer=answer, actor=signed_in().actor, now=moment)
    except AnswerContradicts as refusal:
        refuse(form.consequence, refusal)
        return False
    except ObjectionSettled as refusal:
        form.form_errors = [*form.form_errors, refusal_sentence(refusal)]
        return False
    mail = write_answer(
        session, objection=objection, address=get_library(session, objection.library_id).email, now=moment
    )
    ask_to_send([mail])
    flash(_("Keberatan dijawab. Perpustakaan membacanya di tautannya."))
    return True


def _facts_of(objection: Any) -> dict[str, Any]:
    event, session = this_event(), db.session()
    library = get_library(session, objection.library_id)
    run = get_run_by_id(session, objection.run_id)
    decision = find_decision(session, run_id=run.id, library_id=library.id)
    led_to = get_run_by_id(session, objection.led_to_run_id) if objection.led_to_run_id else None
    return {
        "event": event,
        "objection": objection,
        "library": library,
        "place": places_of(session, [library.region_code])[library.region_code],
        "run": run,
        "decision": decision,
        "told": told_about(event, run, [(decision, library)] if decision else []),
        "led_to": led_to,
        "people": names_of(session, {objection.filed_by, objection.settled_by} - {""}),
        "verdicts": VERDICTS,
        "consequences": CONSEQUENCES,
        "may_change": may_change(),
    }


def _local(moment: Any) -> Any:
    return datetime.fromisoformat(local_value(moment, this_event().zone)) if moment else None
