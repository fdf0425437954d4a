"""Why the library was invited or not, behind its own link; and its objection to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField

from plm.adapters.storage import storage_of
from plm.clock import now
from plm.eligibility.queries import find_decision, get_explanation_link, history_of, latest_run
from plm.eligibility.rules import Policy
from plm.errors import Refusal, require_open
from plm.events.queries import get_event_by_id
from plm.extensions import db, limiter
from plm.kpi.queries import history_of as scores_of
from plm.libraries.queries import get_library, places_of
from plm.objections.actions import Filed, file_objection, withdraw_objection
from plm.objections.queries import find_open_objection, objections_close_at, objections_of_library
from plm.objections.rules import NothingDecided, ObjectionsClosed, ObjectionStands
from plm.registration.rules import LARGEST_PAPER
from plm.web.forms import LongText, Question, Text
from plm.web.public.links import library_link
from plm.web.telling import told_about
from plm.web.uploads import read_paper
from plm.wording import refusal_sentence

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from plm.events.tables import Event
    from plm.libraries.tables import Library

blueprint = Blueprint("explanation", __name__)
BEHIND_INVITATION, ALONE = "u", "k"


class ObjectionForm(FlaskForm):
    """What is wrong, who may be asked, and a paper beside it."""

    words = LongText(
        _l("Apa yang menurut Anda keliru?"),
        needed=_l("Tulis apa yang keliru, misalnya skor yang belum masuk."),
        most=3000,
    )
    contact = Text(_l("Nama dan nomor yang dapat dihubungi"), needed=_l("Tulis nama dan nomornya."), most=200)
    paper = FileField(_l("Berkas pendukung (bila ada)"))


@dataclass(frozen=True)
class Holder:
    """Whoever holds one of the library's links."""

    token: str
    kind: str
    event: Event
    library: Library

    @property
    def actor(self) -> str:
        """How the audit trail names them."""
        return f"library:{self.library.id}"

    def url(self, endpoint: str) -> str:
        return url_for(f".{endpoint}", token=self.token, kind=self.kind)


@blueprint.get("/u/<token>/kelayakan/", defaults={"kind": BEHIND_INVITATION})
@blueprint.get("/k/<token>/", defaults={"kind": ALONE})
def index(token: str, kind: str) -> str:
    """What was decided on this library and on nobody else, why, and what would have been enough."""
    holder = _holder(token, kind)
    return render_template("public/explanation/index.html", **_facts_of(holder))


@blueprint.route("/u/<token>/keberatan", methods=["GET", "POST"], defaults={"kind": BEHIND_INVITATION})
@blueprint.route("/k/<token>/keberatan", methods=["GET", "POST"], defaults={"kind": ALONE})
@limiter.limit("20 per minute", methods=["POST"])
def object_to(token: str, kind: str) -> ResponseReturnValue:
    """The library's objection; what was typed stays when something is wrong with it."""
    holder, form = _holder(token, kind), ObjectionForm()
    if form.validate_on_submit():
        try:
            _file(holder, form)
        except (NothingDecided, ObjectionsClosed, ObjectionStands) as refusal:
            db.session.rollback()
            form.form_errors = [*form.form_errors, refusal_sentence(refusal)]
        except Refusal as refusal:
            db.session.rollback()
            form.paper.errors = [refusal_sentence(refusal)]
        else:
            flash(_("Keberatan terkirim. Jawabannya akan tampil di halaman ini."))
            return redirect(holder.url("index"))
        holder = _holder(token, kind)
    body = render_template("public/explanation/object.html", **_facts_of(holder), form=form, limit=LARGEST_PAPER)
    return body, 422 if form.errors else 200


@blueprint.route("/u/<token>/keberatan/tarik", methods=["GET", "POST"], defaults={"kind": BEHIND_INVITATION})
@blueprint.route("/k/<token>/keberatan/tarik", methods=["GET", "POST"], defaults={"kind": ALONE})
def withdraw(token: str, kind: str) -> ResponseReturnValue:
    """The question page before an open objection is taken back."""
    holder, form = _holder(token, kind), Question()
    objection = find_open_objection(db.session(), holder.event.id, holder.library.id)
    if objection is None:
        return redirect(holder.url("index"))
    if form.validate_on_submit():
        withdraw_objection(db.session(), objection=objection, actor=holder.actor, now=now())
        db.session.commit()
        flash(_("Keberatan ditarik."))
        return redirect(holder.url("index"))
    return render_template("public/explanation/withdraw.html", **_facts_of(holder), form=form, objection=objection)


def _holder(token: str, kind: str) -> Holder:
    """LinkUnknown, LinkExpired, LinkRevoked."""
    session = db.session()
    if kind == BEHIND_INVITATION:
        opened = library_link(token)
        return Holder(token, kind, opened.event, opened.library)
    link = get_explanation_link(session, token)
    event = get_event_by_id(session, link.event_id)
    try:
        require_open(expires_at=link.expires_at, revoked_at=link.revoked_at, now=now())
    except Refusal as refusal:
        refusal.facts |= {"contact_name": event.contact_name, "contact_phone": event.contact_phone}
        raise
    return Holder(token, kind, event, get_library(session, link.library_id))


def _file(holder: Holder, form: ObjectionForm) -> None:
    """Look at the paper first, lay it down, write the row; a paper that nobody needs goes away."""
    key, upload = "", form.paper.data
    paper = read_paper(upload) if upload and upload.filename else None
    if paper is not None:
        key = paper.lay_down(f"objections/{holder.event.id}")
    filed = Filed(
        words=form.words.data or "",
        contact=form.contact.data or "",
        filename=paper.filename if paper else "",
        content_type=paper.kind if paper else "",
        storage_key=key,
    )
    kept = ""
    try:
        objection = file_objection(
            db.session(), event=holder.event, library_id=holder.library.id, filed=filed, actor=holder.actor,
            by_committee=False, now=now(),
        )  # fmt: skip
        db.session.commit()
        kept = objection.storage_key
    finally:
        if key and key != kept:
            storage_of(current_app).delete(key)


def _facts_of(holder: Holder) -> dict[str, Any]:
    """What the pages behind the link show: this library's facts only."""
    session, event, library = db.session(), holder.event, holder.library
    run = latest_run(session, event.id)
    decision = find_decision(session, run_id=run.id, library_id=library.id) if run else None
    closes_at = objections_close_at(session, event.id)
    objections = objections_of_library(session, event.id, library.id)
    return {
        "holder": holder,
        "token": holder.token,
        "event": event,
        "library": library,
        "place": places_of(session, [library.region_code])[library.region_code],
        "run": run,
        "decision": decision,
        "terms": Policy.from_document(run.terms) if run else None,
        "told": told_about(event, run, [(decision, library)] if decision else []) if run else None,
        "history": history_of(session, event_id=event.id, library_id=library.id),
        "scores": scores_of(session, library.id),
        "objections": objections,
        "closes_at": closes_at,
        "may_object": decision is not None
        and not any(one.state == "open" for one in objections)
        and (closes_at is None or now() <= closes_at),
        "here": request.path,
    }
