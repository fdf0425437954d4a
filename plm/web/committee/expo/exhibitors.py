"""Those who exhibit: the list, entering one for a library, taking one out."""

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from plm.clock import now
from plm.eligibility.queries import get_candidate
from plm.errors import NotFound
from plm.expo.actions import apply_for_booth, withdraw_exhibitor
from plm.expo.queries import ExhibitorRow, exhibitors_of, expo_of, find_exhibitor_of_library
from plm.expo.rules.products import notes_on
from plm.extensions import db
from plm.libraries.queries import LibraryFilter, search_libraries
from plm.libraries.rules import province_of
from plm.web.committee.expo.room import blueprint, frame
from plm.web.exhibiting import MENDABLE, ApplicationForm, stored
from plm.web.forms import Question
from plm.web.guards import this_event
from plm.web.identity import signed_in

if TYPE_CHECKING:
    from plm.events.tables import Event


@blueprint.get("/<slug>/lapak/peserta")
def exhibitors(slug: str) -> str:
    """Everyone who asks for a booth."""
    event = this_event()
    expo = expo_of(db.session(), event)
    notes = {
        product.id: notes_on(
            category=product.category,
            nib=product.nib,
            pirt=product.pirt,
            halal=product.halal,
            bpom=product.bpom,
            year=event.starts_on.year,
        )
        for row in expo.exhibitors
        for product in row.products
    }
    return render_template("committee/expo/exhibitors.html", **frame(event, expo=expo, notes=notes))


@blueprint.get("/<slug>/lapak/peserta/cari")
def find_library(slug: str) -> str:
    """Find the library to enter an application for."""
    event = this_event()
    words = request.args.get("cari", "").strip()
    page = search_libraries(db.session(), _within_reach(event, words), size=20) if words else None
    return render_template("committee/expo/find_library.html", **frame(event, words=words, page=page))


@blueprint.route("/<slug>/lapak/peserta/baru/<int:library_id>", methods=["GET", "POST"])
def enter(slug: str, library_id: int) -> ResponseReturnValue:
    """Enter or change the application of one library."""
    session, event = db.session(), this_event()
    library = get_candidate(session, event, library_id)
    exhibitor = find_exhibitor_of_library(session, event.id, library_id)
    row = _row(session, event.id, exhibitor.id) if exhibitor and exhibitor.withdrawn_at is None else None
    form = ApplicationForm(data=stored(row, library.name))
    if not form.asks_for_more() and form.validate_on_submit():
        try:
            apply_for_booth(
                session,
                event_id=event.id,
                library_id=library_id,
                application=form.application(),
                actor=signed_in().actor,
                now=now(),
            )
        except MENDABLE as refusal:
            form.show(refusal)
        else:
            session.commit()
            flash(_("Permohonan lapak %(name)s disimpan.", name=library.name))
            return redirect(url_for(".exhibitors", slug=slug))
    page = render_template("committee/expo/enter.html", **frame(event, form=form, library=library, row=row))
    return page, 422 if form.errors else 200


@blueprint.route("/<slug>/lapak/peserta/<int:exhibitor_id>/mundur", methods=["GET", "POST"])
def withdraw(slug: str, exhibitor_id: int) -> ResponseReturnValue:
    """The question page before an exhibitor is taken out."""
    session, event, form = db.session(), this_event(), Question()
    row = _row(session, event.id, exhibitor_id)
    if form.validate_on_submit():
        withdraw_exhibitor(session, event_id=event.id, exhibitor_id=exhibitor_id, actor=signed_in().actor, now=now())
        session.commit()
        flash(_("%(name)s tidak lagi meminta lapak.", name=row.library.name))
        return redirect(url_for(".exhibitors", slug=slug))
    return render_template("committee/expo/withdraw.html", **frame(event, form=form, row=row))


def _within_reach(event: "Event", words: str) -> LibraryFilter:
    """A province's or regency's committee looks in its own province; the page of a library asks exactly."""
    return LibraryFilter(text=words, province=province_of(event.region_code) if event.region_code else "")


def _row(session: Session, event_id: int, exhibitor_id: int) -> ExhibitorRow:
    """The exhibitor of this event, or NotFound."""
    for row in exhibitors_of(session, event_id):
        if row.exhibitor.id == exhibitor_id:
            return row
    raise NotFound(what="exhibitor", value=exhibitor_id)
