"""Lost and wrong tickets: found by name, replaced or revoked with a reason."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from plm.checkin.actions import replace_ticket, revoke_ticket
from plm.checkin.queries import get_ticket, get_ticket_facts, tickets_matching
from plm.checkin.rules import TicketFacts, may_search
from plm.clock import now
from plm.extensions import db
from plm.web.committee.checkin.room import blueprint, frame
from plm.web.forms import LongText
from plm.web.guards import this_event
from plm.web.identity import signed_in


class ReasonForm(FlaskForm):
    """Why a ticket ends."""

    reason = LongText(_l("Alasan"), needed=_l("Tulis alasannya. Alasan disimpan dalam catatan panitia."), most=200)


@blueprint.get("/<slug>/kehadiran/tiket")
def tickets(slug: str) -> str:
    """Valid tickets by the name of their holder or library."""
    text = request.args.get("cari", "").strip()
    enough = may_search(text)
    found = tickets_matching(db.session(), this_event().id, text) if enough else []
    return render_template("committee/checkin/tickets.html", text=text, enough=enough, found=found, **frame())


@blueprint.route("/<slug>/kehadiran/tiket/<int:ticket_id>/ganti", methods=["GET", "POST"])
def replace(slug: str, ticket_id: int) -> ResponseReturnValue:
    """Ask why, then make a new ticket and refuse the old one."""
    ticket, form = _ticket(ticket_id), ReasonForm()
    if not form.validate_on_submit():
        return _ask("committee/checkin/replace_ticket.html", ticket, form)
    replace_ticket(
        db.session(),
        event_id=this_event().id,
        ticket_id=ticket_id,
        reason=form.reason.data or "",
        secret_key=current_app.extensions["settings"].secret_key,
        actor=signed_in().actor,
        now=now(),
    )
    db.session.commit()
    name = ticket.person.name
    flash(_("Tiket %(name)s diganti. Tiket baru ada di halaman pribadinya; yang lama ditolak.", name=name))
    return _back()


@blueprint.route("/<slug>/kehadiran/tiket/<int:ticket_id>/cabut", methods=["GET", "POST"])
def revoke_(slug: str, ticket_id: int) -> ResponseReturnValue:
    """Ask why, then refuse the ticket from now on."""
    ticket, form = _ticket(ticket_id), ReasonForm()
    if not form.validate_on_submit():
        return _ask("committee/checkin/revoke_ticket.html", ticket, form)
    revoke_ticket(
        db.session(),
        event_id=this_event().id,
        ticket_id=ticket_id,
        reason=form.reason.data or "",
        actor=signed_in().actor,
        now=now(),
    )
    db.session.commit()
    flash(_("Tiket %(name)s dicabut.", name=ticket.person.name))
    return _back()


def _ticket(ticket_id: int) -> TicketFacts:
    return get_ticket_facts(db.session(), get_ticket(db.session(), this_event().id, ticket_id).id)


def _ask(template: str, ticket: TicketFacts, form: ReasonForm) -> ResponseReturnValue:
    return render_template(template, ticket=ticket, form=form, **frame()), 422 if form.errors else 200


def _back() -> ResponseReturnValue:
    return redirect(url_for(".tickets", slug=this_event().slug))
