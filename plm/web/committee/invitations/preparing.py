"""Inviting whom the latest decision allows."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from wtforms.validators import InputRequired, NumberRange

from plm.clock import now
from plm.eligibility.queries import eligible_library_ids, latest_run
from plm.extensions import db
from plm.invitations.actions import invite_libraries
from plm.invitations.queries import invited_library_ids
from plm.invitations.rules import ExpiryPassed
from plm.web.committee.invitations.room import blueprint, secret, typed_moment, usual_end
from plm.web.forms import Moment, Whole, refuse
from plm.web.guards import this_event
from plm.web.identity import signed_in

MOST_SEATS = 20


class InviteForm(FlaskForm):
    """How many may come, and until when the links open."""

    seats = Whole(
        _l("Orang per delegasi"),
        validators=[
            InputRequired(_l("Tulis jumlahnya, misalnya 2.")),
            NumberRange(1, MOST_SEATS, message=_l("Tulis bilangan 1 sampai %(max)s.")),
        ],
    )
    expires_at = Moment(_l("Tautan berlaku sampai"), validators=[InputRequired(_l("Tulis tanggal dan jamnya."))])


@blueprint.route("/<slug>/undangan/siapkan", methods=["GET", "POST"])
def prepare(slug: str) -> ResponseReturnValue:
    """Invite everybody whom the latest decision allows and who has no invitation yet."""
    session, event = db.session(), this_event()
    waiting = eligible_library_ids(session, event.id) - invited_library_ids(session, event.id)
    form = InviteForm(data={"seats": 2, "expires_at": usual_end()})
    if waiting and form.validate_on_submit():
        try:
            made = invite_libraries(
                session,
                event=event,
                library_ids=waiting,
                seats=form.seats.data or 1,
                expires_at=typed_moment(form.expires_at.data),
                secret_key=secret(),
                invited_by=signed_in().actor,
                now=now(),
            )
        except ExpiryPassed as refusal:
            refuse(form.expires_at, refusal)
        else:
            session.commit()
            flash(ngettext("%(num)d undangan siap.", "%(num)d undangan siap.", made.new))
            return redirect(url_for(".index", slug=slug))
    body = render_template(
        "committee/invitations/prepare.html",
        event=event,
        form=form,
        waiting=len(waiting),
        run=latest_run(session, event.id),
    )
    return body, 422 if form.errors else 200
