"""Papers: what the event asks for, and each paper looked at, received, rejected with its reason, or waived."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField

from plm.clock import now
from plm.extensions import db
from plm.libraries.queries import get_library
from plm.registration.actions import (
    PaperWish,
    ask_for_paper,
    receive_paper,
    reject_paper,
    revise_paper,
    stop_asking,
    waive_paper,
)
from plm.registration.queries import (
    find_paper,
    get_delegation,
    get_paper,
    get_participant,
    get_requested_paper,
    requested_papers,
    require_slot,
)
from plm.registration.rules import PaperDue, PaperScope, PaperSlot, read_slot
from plm.web.forms import LongText, Question, Radio, Text, options
from plm.web.guards import may_change, this_event
from plm.web.identity import signed_in
from plm.web.uploads import paper_response
from plm.wording import full_name

if TYPE_CHECKING:
    from plm.registration.tables import RequestedPaper

blueprint = Blueprint("papers", __name__, url_prefix="/<slug>/peserta/berkas")
SCOPES = {PaperScope.DELEGATION: _l("Satu untuk seluruh delegasi"), PaperScope.PERSON: _l("Satu untuk setiap orang")}
DUES = {PaperDue.REGISTRATION: _l("Sebelum pendaftaran dikirim"), PaperDue.LATER: _l("Boleh menyusul")}


class WishForm(FlaskForm):
    """A paper that the event asks for."""

    name = Text(_l("Nama berkas"), needed=_l("Tulis nama berkasnya, misalnya Pas foto 3 × 4."), most=120)
    hint = Text(_l("Petunjuk (bila perlu)"), most=300)
    scope = Radio(_l("Untuk siapa"), choices=options(PaperScope, SCOPES), default=PaperScope.DELEGATION.value)
    due = Radio(_l("Kapan"), choices=options(PaperDue, DUES), default=PaperDue.LATER.value)

    def wish(self, scope: PaperScope | None = None) -> PaperWish:
        """What was typed."""
        return PaperWish(
            name=self.name.data or "",
            hint=self.hint.data or "",
            scope=scope or PaperScope(self.scope.data),
            due=PaperDue(self.due.data),
        )


class SeenForm(FlaskForm):
    """The fingerprint of the paper that was looked at."""

    seen = HiddenField()


class RejectForm(SeenForm):
    """Why the paper will not do."""

    reason = LongText(_l("Alasan"), needed=_l("Tulis alasannya; pengirimnya membacanya."), most=500)


class WaiveForm(FlaskForm):
    """Why this one need not hand it in."""

    reason = LongText(_l("Alasan"), needed=_l("Tulis alasannya; tersimpan di catatan."), most=500)


@blueprint.get("/")
def index(slug: str) -> str:
    """What is asked for besides the assignment letter."""
    event = this_event()
    asked = requested_papers(db.session(), event.id)
    return render_template("committee/papers/index.html", event=event, asked=asked, may_change=may_change())


@blueprint.route("/minta", methods=["GET", "POST"])
def ask(slug: str) -> ResponseReturnValue:
    """One more paper."""
    event, form = this_event(), WishForm()
    if form.validate_on_submit():
        ask_for_paper(db.session(), event_id=event.id, wish=form.wish(), actor=signed_in().actor, now=now())
        db.session.commit()
        flash(_("%(name)s sekarang diminta.", name=form.name.data))
        return redirect(url_for(".index", slug=slug))
    body = render_template("committee/papers/ask.html", event=event, form=form, asked=None)
    return body, 422 if form.errors else 200


@blueprint.route("/minta/<int:paper_id>", methods=["GET", "POST"])
def revise(slug: str, paper_id: int) -> ResponseReturnValue:
    """Say it better."""
    event, asked = this_event(), _asked(paper_id)
    form = WishForm(name=asked.name, hint=asked.hint, due=asked.due.value)
    del form.scope
    if form.validate_on_submit():
        wish = form.wish(asked.scope)
        revise_paper(db.session(), asked=asked, wish=wish, actor=signed_in().actor, now=now())
        db.session.commit()
        flash(_("Perubahan tersimpan."))
        return redirect(url_for(".index", slug=slug))
    body = render_template("committee/papers/ask.html", event=event, form=form, asked=asked)
    return body, 422 if form.errors else 200


@blueprint.route("/minta/<int:paper_id>/berhenti", methods=["GET", "POST"])
def stop(slug: str, paper_id: int) -> ResponseReturnValue:
    """Ask for it no more."""
    event, asked, form = this_event(), _asked(paper_id), Question()
    if form.validate_on_submit():
        stop_asking(db.session(), asked=asked, actor=signed_in().actor, now=now())
        db.session.commit()
        flash(_("%(name)s tidak diminta lagi.", name=asked.name))
        return redirect(url_for(".index", slug=slug))
    return render_template("committee/papers/stop.html", event=event, form=form, asked=asked)


@blueprint.get("/<word>")
def show(slug: str, word: str) -> Response:
    """The paper itself, as a stranger's file."""
    paper = get_paper(db.session(), _slot(word))
    if paper.storage_key is None:
        abort(404)
    return paper_response(storage_key=paper.storage_key, content_type=paper.content_type, filename=paper.filename)


@blueprint.post("/<word>/terima")
def receive(slug: str, word: str) -> ResponseReturnValue:
    """The paper is good."""
    slot, seen = _slot(word), SeenForm().seen.data or ""
    receive_paper(db.session(), slot=slot, seen=seen, actor=signed_in().actor, now=now())
    db.session.commit()
    flash(_("%(paper)s diterima.", paper=_name(slot)))
    return redirect(_home(slug, slot))


@blueprint.route("/<word>/tolak", methods=["GET", "POST"])
def reject(slug: str, word: str) -> ResponseReturnValue:
    """The paper is not good, and why."""
    slot = _slot(word)
    paper = get_paper(db.session(), slot)
    form = RejectForm(seen=paper.sha256)
    if form.validate_on_submit():
        actor, reason, seen = signed_in().actor, form.reason.data or "", form.seen.data or ""
        reject_paper(db.session(), slot=slot, seen=seen, reason=reason, actor=actor, now=now())
        db.session.commit()
        flash(_("%(paper)s ditolak. Alasannya terbaca di tautan pengirimnya.", paper=_name(slot)))
        return redirect(_home(slug, slot))
    body = render_template("committee/papers/reject.html", **_page(slug, slot), form=form, paper=paper)
    return body, 422 if form.errors else 200


@blueprint.route("/<word>/bebaskan", methods=["GET", "POST"])
def waive(slug: str, word: str) -> ResponseReturnValue:
    """This one need not hand it in."""
    slot, form = _slot(word), WaiveForm()
    if form.validate_on_submit():
        actor, reason = signed_in().actor, form.reason.data or ""
        waive_paper(db.session(), event_id=this_event().id, slot=slot, reason=reason, actor=actor, now=now())
        db.session.commit()
        flash(_("%(paper)s dibebaskan.", paper=_name(slot)))
        return redirect(_home(slug, slot))
    paper = find_paper(db.session(), slot)
    body = render_template("committee/papers/waive.html", **_page(slug, slot), form=form, paper=paper)
    return body, 422 if form.errors else 200


def _asked(paper_id: int) -> RequestedPaper:
    return get_requested_paper(db.session(), this_event().id, paper_id)


def _slot(word: str) -> PaperSlot:
    return require_slot(db.session(), this_event().id, read_slot(word))


def _name(slot: PaperSlot) -> str:
    return _asked(slot.requested_paper_id).name if slot.requested_paper_id else str(_("Surat tugas"))


def _home(slug: str, slot: PaperSlot) -> str:
    """Where the paper stands among others: its delegation, or its person."""
    session, event = db.session(), this_event()
    if slot.scope is PaperScope.DELEGATION:
        return url_for("committee.delegations.show", slug=slug, delegation_id=slot.owner_id)
    person = get_participant(session, event.id, slot.owner_id)
    if person.delegation_id is not None:
        return url_for("committee.delegations.show", slug=slug, delegation_id=person.delegation_id)
    return url_for("committee.registration.person", slug=slug, participant_id=person.id)


def _page(slug: str, slot: PaperSlot) -> dict[str, Any]:
    session, event = db.session(), this_event()
    if slot.scope is PaperScope.DELEGATION:
        owner = get_library(session, get_delegation(session, event.id, slot.owner_id).library_id).name
    else:
        owner = full_name(get_participant(session, event.id, slot.owner_id))
    return {"event": event, "slot": slot, "name": _name(slot), "owner": owner, "home": _home(slug, slot)}
