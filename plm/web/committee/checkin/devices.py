"""Scanners: added, moved, paired with a code, given another token, revoked."""

from typing import TYPE_CHECKING, Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField

from plm.adapters.qr import qr_svg
from plm.checkin.actions import (
    add_app_device,
    add_device,
    make_pairing_code,
    revise_device,
    revoke_device,
    roll_token,
)
from plm.checkin.queries import (
    checkpoints_of,
    find_pairing,
    get_checkpoint,
    get_checkpoint_by_id,
    get_device,
    latest_pairing,
)
from plm.checkin.rules import DeviceNameTaken
from plm.clock import now
from plm.extensions import db
from plm.web.committee.checkin.room import blueprint, frame
from plm.web.committee.checkin.seen import seen_device
from plm.web.forms import Choice, Question, Radio, Text, refuse
from plm.web.guards import this_event
from plm.web.identity import signed_in

if TYPE_CHECKING:
    from plm.checkin.tables import Checkpoint, Device

NO_STORE = {"Cache-Control": "no-store"}
APP, HEADLESS = "app", "headless"
MARK_LENGTH = 16


class MoveForm(FlaskForm):
    """A scanner, where it stands, and who holds it."""

    name = Text(_l("Nama alat"), needed=_l("Tulis nama alat, misalnya Meja 1."), most=120)
    checkpoint = Choice(_l("Titik"))
    kiosk = BooleanField(_l("Peserta memindai sendiri (kios)"))


class DeviceForm(MoveForm):
    """A scanner that is new."""

    kind = Radio(
        _l("Alat apa?"),
        choices=[
            (APP, _l("Ponsel, tablet, atau laptop dengan peramban")),
            (HEADLESS, _l("Gerbang atau pemindai yang mengirim sendiri ke plm")),
        ],
        default=APP,
    )


@blueprint.route("/<slug>/kehadiran/alat", methods=["GET", "POST"])
def new_device(slug: str) -> ResponseReturnValue:
    """Add a scanner; a headless one's token is shown on this answer and never again."""
    event, form = this_event(), DeviceForm()
    _offer(form)
    if form.validate_on_submit():
        try:
            if form.kind.data == HEADLESS:
                return _headless(form)
            device = add_app_device(
                db.session(),
                event_id=event.id,
                checkpoint=_chosen(form),
                name=form.name.data or "",
                kiosk=form.kiosk.data,
                actor=signed_in().actor,
                now=now(),
            )
        except DeviceNameTaken as refusal:
            refuse(form.name, refusal)
        else:
            db.session.commit()
            flash(_("%(name)s terdaftar. Sekarang pasangkan alatnya.", name=device.name))
            return _there(device)
    page = render_template("committee/checkin/device_form.html", form=form, device=None, **frame())
    return page, 422 if form.errors else 200


@blueprint.get("/<slug>/kehadiran/alat/<int:device_id>/")
def device(slug: str, device_id: int) -> str:
    """How it does, and what can be done with it."""
    one = get_device(db.session(), this_event().id, device_id)
    place, moment = get_checkpoint_by_id(db.session(), one.checkpoint_id), now()
    return render_template(
        "committee/checkin/device.html", seen=seen_device(one, place, moment), form=Question(), **frame()
    )


@blueprint.route("/<slug>/kehadiran/alat/<int:device_id>/ubah", methods=["GET", "POST"])
def edit_device(slug: str, device_id: int) -> ResponseReturnValue:
    """Another name, another checkpoint, another hand."""
    one = get_device(db.session(), this_event().id, device_id)
    place = get_checkpoint_by_id(db.session(), one.checkpoint_id)
    form = MoveForm(data={"name": one.name, "checkpoint": place.code, "kiosk": one.kiosk})
    _offer(form)
    if form.validate_on_submit():
        try:
            revise_device(
                db.session(),
                device=one,
                checkpoint=_chosen(form),
                name=form.name.data or "",
                kiosk=form.kiosk.data,
                actor=signed_in().actor,
                now=now(),
            )
        except DeviceNameTaken as refusal:
            db.session.rollback()
            refuse(form.name, refusal)
        else:
            db.session.commit()
            flash(_("%(name)s disimpan. Alatnya mengikuti pada sambungan berikut.", name=one.name))
            return _there(one)
    page = render_template("committee/checkin/device_form.html", form=form, device=one, **frame())
    return page, 422 if form.errors else 200


@blueprint.post("/<slug>/kehadiran/alat/<int:device_id>/pasang")
def pair(slug: str, device_id: int) -> ResponseReturnValue:
    """Show a code that makes one browser this device; it is on this answer and never again."""
    session, moment = db.session(), now()
    one = get_device(session, this_event().id, device_id)
    code = make_pairing_code(session, device=one, actor=signed_in().actor, now=moment)
    session.commit()
    facts: dict[str, Any] = {"device": one, "code": code, "pairing": latest_pairing(session, one.id)}
    public_url = current_app.extensions["settings"].public_url
    facts |= {"app_url": f"{public_url}/pindai/", "pairing_url": f"{public_url}/pindai/#pasang={code}"}
    facts |= {"checkpoint": get_checkpoint_by_id(session, one.checkpoint_id), "moment": moment}
    return render_template("committee/checkin/pair.html", qr_svg=qr_svg, **facts, **frame()), NO_STORE


@blueprint.get("/<slug>/kehadiran/alat/<int:device_id>/pasang/<mark>")
def pairing(slug: str, device_id: int, mark: str) -> str:
    """Whether a code was used meanwhile; the part of the page that changes by itself."""
    one = get_device(db.session(), this_event().id, device_id)
    found = find_pairing(db.session(), one.id, mark) if len(mark) >= MARK_LENGTH else None
    return render_template(
        "committee/checkin/pairing.html", device=one, pairing=found, moment=now(), event=this_event()
    )


@blueprint.post("/<slug>/kehadiran/alat/<int:device_id>/token")
def token(slug: str, device_id: int) -> ResponseReturnValue:
    """A fresh token for a headless scanner, shown on this answer and never again."""
    one = get_device(db.session(), this_event().id, device_id)
    fresh = roll_token(db.session(), device=one, actor=signed_in().actor, now=now())
    db.session.commit()
    return _token_page(one, get_checkpoint_by_id(db.session(), one.checkpoint_id), fresh)


@blueprint.route("/<slug>/kehadiran/alat/<int:device_id>/cabut", methods=["GET", "POST"])
def revoke(slug: str, device_id: int) -> ResponseReturnValue:
    """Ask, then take the token back."""
    one = get_device(db.session(), this_event().id, device_id)
    question = Question()
    if not question.validate_on_submit():
        return render_template("committee/checkin/revoke_device.html", device=one, form=question, **frame())
    revoke_device(db.session(), device=one, actor=signed_in().actor, now=now())
    db.session.commit()
    flash(_("Akses %(name)s dicabut.", name=one.name))
    return _there(one)


def _headless(form: DeviceForm) -> ResponseReturnValue:
    place = _chosen(form)
    one, fresh = add_device(
        db.session(),
        event_id=this_event().id,
        checkpoint=place,
        name=form.name.data or "",
        actor=signed_in().actor,
        now=now(),
    )
    db.session.commit()
    return _token_page(one, place, fresh)


def _token_page(one: "Device", place: "Checkpoint", fresh: str) -> ResponseReturnValue:
    facts = frame(device=one, checkpoint=place, token=fresh)
    return render_template("committee/checkin/token.html", **facts), NO_STORE


def _offer(form: MoveForm) -> None:
    places = checkpoints_of(db.session(), this_event().id)
    form.checkpoint.choices = [(place.code, place.name) for place in places]
    wanted = request.args.get("titik")
    if not form.is_submitted() and wanted in {place.code for place in places}:
        form.checkpoint.data = wanted


def _chosen(form: MoveForm) -> "Checkpoint":
    return get_checkpoint(db.session(), this_event().id, form.checkpoint.data)


def _there(one: "Device") -> ResponseReturnValue:
    return redirect(url_for(".device", slug=this_event().slug, device_id=one.id))
