"""One delegation: its people, its letter, and what the committee says to it."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import HiddenField

from plm.accounts.rules import Ability, Place
from plm.clock import now
from plm.extensions import db
from plm.libraries.queries import get_library, places_of
from plm.registration.actions import receive_letter, reject_letter
from plm.registration.queries import find_letter, get_delegation, get_letter, roles_of, roster_of
from plm.web.forms import LongText
from plm.web.guards import this_event
from plm.web.identity import signed_in
from plm.web.uploads import paper_response

blueprint = Blueprint("delegations", __name__)


class LetterForm(FlaskForm):
    """The fingerprint of the letter that was looked at."""

    seen = HiddenField()


class RejectForm(LetterForm):
    """Why the letter will not do."""

    reason = LongText(_l("Alasan"), needed=_l("Tulis alasannya; perpustakaan membacanya."), most=500)


@blueprint.get("/<slug>/peserta/rombongan/<int:delegation_id>/")
def show(slug: str, delegation_id: int) -> str:
    """One delegation: its people and its letter."""
    session, event = db.session(), this_event()
    delegation = get_delegation(session, event.id, delegation_id)
    library = get_library(session, delegation.library_id)
    people = roster_of(session, delegation.id)
    return render_template(
        "committee/delegations/show.html",
        event=event,
        delegation=delegation,
        library=library,
        place=places_of(session, [library.region_code])[library.region_code],
        people=people,
        roles=roles_of(session, [person.id for person in people]),
        letter=find_letter(session, delegation.id),
        may_change=current_user.may(Ability.CHANGE, Place(event.id, event.region_code)),
    )


@blueprint.get("/<slug>/peserta/rombongan/<int:delegation_id>/surat")
def letter(slug: str, delegation_id: int) -> Response:
    """The letter itself, as a stranger's file: sandboxed, never guessed at, a PDF only to keep."""
    delegation = get_delegation(db.session(), this_event().id, delegation_id)
    paper = get_letter(db.session(), delegation.id)
    return paper_response(storage_key=paper.storage_key, content_type=paper.content_type, filename=paper.filename)


@blueprint.post("/<slug>/peserta/rombongan/<int:delegation_id>/surat/terima")
def receive(slug: str, delegation_id: int) -> ResponseReturnValue:
    """The letter is good."""
    delegation = get_delegation(db.session(), this_event().id, delegation_id)
    seen = LetterForm().seen.data or ""
    receive_letter(db.session(), delegation=delegation, seen=seen, actor=signed_in().actor, now=now())
    db.session.commit()
    flash(_("Surat tugas diterima."))
    return redirect(url_for(".show", slug=slug, delegation_id=delegation_id))


@blueprint.route("/<slug>/peserta/rombongan/<int:delegation_id>/surat/tolak", methods=["GET", "POST"])
def reject(slug: str, delegation_id: int) -> ResponseReturnValue:
    """The letter is not good, and why."""
    session, event = db.session(), this_event()
    delegation = get_delegation(session, event.id, delegation_id)
    paper = get_letter(session, delegation.id)
    form = RejectForm(seen=paper.sha256)
    if form.validate_on_submit():
        actor, reason, seen = signed_in().actor, form.reason.data or "", form.seen.data or ""
        reject_letter(session, delegation=delegation, seen=seen, reason=reason, actor=actor, now=now())
        session.commit()
        flash(_("Surat tugas ditolak. Perpustakaan membaca alasannya di tautannya."))
        return redirect(url_for(".show", slug=slug, delegation_id=delegation_id))
    library = get_library(session, delegation.library_id)
    page = "committee/delegations/reject.html"
    body = render_template(page, event=event, delegation=delegation, library=library, letter=paper, form=form)
    return body, 422 if form.errors else 200
