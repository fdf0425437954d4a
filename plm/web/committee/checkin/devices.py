"""Pairing scanners and taking their token back."""

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from plm.checkin.actions import add_device, revoke_device
from plm.checkin.queries import checkpoints_of, get_checkpoint, get_device
from plm.checkin.rules import DeviceNameTaken
from plm.clock import now
from plm.extensions import db
from plm.web.committee.checkin.room import blueprint, frame, home
from plm.web.forms import Choice, Question, Text, refuse
from plm.web.guards import this_event
from plm.web.identity import signed_in


class DeviceForm(FlaskForm):
    """A scanner and where it stands."""

    name = Text(_l("Nama alat"), needed=_l("Tulis nama alat, misalnya Meja 1."), most=120)
    checkpoint = Choice(_l("Titik"))


@blueprint.route("/<slug>/kehadiran/alat", methods=["GET", "POST"])
def new_device(slug: str) -> ResponseReturnValue:
    """Pair a scanner; its token is shown on this answer and never again."""
    event = this_event()
    form = DeviceForm()
    form.checkpoint.choices = [(place.code, place.name) for place in checkpoints_of(db.session(), event.id)]
    if form.validate_on_submit():
        checkpoint = get_checkpoint(db.session(), event.id, form.checkpoint.data)
        try:
            device, token = add_device(
                db.session(),
                event_id=event.id,
                checkpoint=checkpoint,
                name=form.name.data or "",
                actor=signed_in().actor,
                now=now(),
            )
        except DeviceNameTaken as refusal:
            refuse(form.name, refusal)
        else:
            db.session.commit()
            facts = frame(device=device, checkpoint=checkpoint, token=token)
            return render_template("committee/checkin/token.html", **facts), {"Cache-Control": "no-store"}
    return render_template("committee/checkin/device.html", form=form, **frame()), 422 if form.errors else 200


@blueprint.route("/<slug>/kehadiran/alat/<int:device_id>/cabut", methods=["GET", "POST"])
def revoke(slug: str, device_id: int) -> ResponseReturnValue:
    """Ask, then take the token back."""
    device = get_device(db.session(), this_event().id, device_id)
    question = Question()
    if not question.validate_on_submit():
        return render_template("committee/checkin/revoke_device.html", device=device, form=question, **frame())
    revoke_device(db.session(), device=device, actor=signed_in().actor, now=now())
    db.session.commit()
    flash(_("Akses %(name)s dicabut.", name=device.name))
    return home()
