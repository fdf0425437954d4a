"""Which kind of ticket the event draws, and the keys that sign them."""

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from plm.checkin.actions import add_ticket_key, revoke_ticket_key, set_ticket_kind
from plm.checkin.queries import ticket_keys_of, ticket_kind_of
from plm.checkin.rules import TicketKind
from plm.clock import now
from plm.errors import NotFound
from plm.extensions import db
from plm.web.committee.checkin.room import blueprint, frame
from plm.web.committee.checkin.tickets import ReasonForm
from plm.web.forms import Question, Radio, options
from plm.web.guards import readable, this_event
from plm.web.identity import signed_in

KINDS = {
    TicketKind.OPAQUE: _l("Kode rahasia (biasa)"),
    TicketKind.SIGNED: _l("Kode bertanda tangan"),
}


class KindForm(FlaskForm):
    """What the QR codes of this event hold."""

    kind = Radio(_l("Jenis kode tiket"), choices=options(KINDS, KINDS))


@blueprint.route("/<slug>/kehadiran/tiket/jenis", methods=["GET", "POST"])
@readable
def ticket_kind(slug: str) -> ResponseReturnValue:
    """Choose the kind, with what it costs; the keys that sign."""
    session, event = db.session(), this_event()
    kind = ticket_kind_of(session, event.id)
    form = KindForm(data={"kind": kind.value})
    if form.validate_on_submit():
        set_ticket_kind(
            session,
            event_id=event.id,
            kind=TicketKind(form.kind.data),
            secret_key=_secret(),
            actor=signed_in().actor,
            now=now(),
        )
        session.commit()
        flash(_("Jenis kode tiket disimpan. Tiket yang dibuka atau dicetak mulai sekarang memakainya."))
        return redirect(url_for(".ticket_kind", slug=slug))
    page = render_template(
        "committee/checkin/ticket_kind.html", form=form, kind=kind, keys=ticket_keys_of(session, event.id), **frame()
    )
    return page, 422 if form.errors else 200


@blueprint.route("/<slug>/kehadiran/tiket/kunci", methods=["GET", "POST"])
def new_key(slug: str) -> ResponseReturnValue:
    """Ask, then sign with a fresh key from now on; the others still verify."""
    session, question = db.session(), Question()
    if not question.validate_on_submit():
        return render_template("committee/checkin/new_key.html", form=question, **frame())
    key = add_ticket_key(session, event_id=this_event().id, secret_key=_secret(), actor=signed_in().actor, now=now())
    session.commit()
    flash(_("Kunci nomor %(number)s dibuat. Tiket baru ditandatangani dengannya.", number=key.number))
    return redirect(url_for(".ticket_kind", slug=slug))


@blueprint.route("/<slug>/kehadiran/tiket/kunci/<int:number>/cabut", methods=["GET", "POST"])
def revoke_key(slug: str, number: int) -> ResponseReturnValue:
    """Ask why, say what stops, then refuse everything it signed."""
    session, event, form = db.session(), this_event(), ReasonForm()
    key = next((key for key in ticket_keys_of(session, event.id) if key.number == number), None)
    if key is None:
        raise NotFound(what="ticket_key", value=number)
    if key.revoked_at is None and form.validate_on_submit():
        revoke_ticket_key(
            session,
            event_id=event.id,
            number=number,
            reason=form.reason.data or "",
            secret_key=_secret(),
            actor=signed_in().actor,
            now=now(),
        )
        session.commit()
        flash(_("Kunci nomor %(number)s dicabut. Tiket yang ditandatanganinya ditolak.", number=number))
        return redirect(url_for(".ticket_kind", slug=slug))
    page = render_template("committee/checkin/revoke_key.html", key=key, form=form, **frame())
    return page, 422 if form.errors else 200


def _secret() -> str:
    return str(current_app.extensions["settings"].secret_key)
