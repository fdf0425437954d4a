"""Figures of a day, the newest scans, and checkpoints that open and close."""

from datetime import date
from typing import Any

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from plm.checkin.actions import add_checkpoint, close_checkpoint, open_checkpoint
from plm.checkin.queries import (
    days_of,
    devices_of,
    expected_at,
    figures_of,
    get_checkpoint,
    latest_scans,
    present_at,
)
from plm.checkin.rules import CheckpointKind, CheckpointNameTaken, Window, day_at, day_to_show, is_open
from plm.clock import now
from plm.extensions import db
from plm.web.committee.checkin.room import blueprint, frame, home
from plm.web.forms import Radio, Text, options, refuse
from plm.web.guards import this_event
from plm.web.identity import signed_in

KINDS = {
    CheckpointKind.DOOR: _l("Pintu"),
    CheckpointKind.SESSION: _l("Sesi"),
    CheckpointKind.MEAL: _l("Makan"),
    CheckpointKind.KIT: _l("Perlengkapan"),
    CheckpointKind.EXPO: _l("Ekspo"),
}


class CheckpointForm(FlaskForm):
    """A place that lets people in."""

    name = Text(_l("Nama titik"), needed=_l("Tulis nama titik, misalnya Pintu Pleno."), most=120)
    kind = Radio(_l("Untuk apa?"), choices=options(CheckpointKind, KINDS), default=CheckpointKind.DOOR.value)
    hand_out = Text(_l("Yang diberikan kepada peserta"))


@blueprint.get("/<slug>/kehadiran/")
def index(slug: str) -> str:
    """How many are here, through which checkpoints, seen by which devices."""
    devices = devices_of(db.session(), this_event().id)
    return render_template("committee/checkin/index.html", devices=devices, **_figures())


@blueprint.get("/<slug>/kehadiran/angka")
def live(slug: str) -> str:
    """The part of the page that changes by itself."""
    return render_template("committee/checkin/live.html", **_figures())


@blueprint.route("/<slug>/kehadiran/titik", methods=["GET", "POST"])
def new_checkpoint(slug: str) -> ResponseReturnValue:
    """Make a checkpoint."""
    form = CheckpointForm()
    if form.validate_on_submit():
        try:
            checkpoint = add_checkpoint(
                db.session(),
                event_id=this_event().id,
                name=form.name.data or "",
                kind=CheckpointKind(form.kind.data),
                hand_out=form.hand_out.data or "",
                actor=signed_in().actor,
                now=now(),
            )
        except CheckpointNameTaken as refusal:
            refuse(form.name, refusal)
        else:
            db.session.commit()
            flash(_("%(name)s dibuat dan langsung terbuka.", name=checkpoint.name))
            return home()
    page = render_template("committee/checkin/checkpoint.html", form=form, **frame())
    return page, 422 if form.errors else 200


@blueprint.post("/<slug>/kehadiran/titik/<code>/buka")
def open_(slug: str, code: str) -> ResponseReturnValue:
    """Let people in."""
    checkpoint = get_checkpoint(db.session(), this_event().id, code)
    open_checkpoint(db.session(), checkpoint=checkpoint, actor=signed_in().actor, now=now())
    db.session.commit()
    flash(_("%(name)s dibuka.", name=checkpoint.name))
    return home()


@blueprint.post("/<slug>/kehadiran/titik/<code>/tutup")
def close(slug: str, code: str) -> ResponseReturnValue:
    """Let nobody in any more."""
    checkpoint = get_checkpoint(db.session(), this_event().id, code)
    close_checkpoint(db.session(), checkpoint=checkpoint, actor=signed_in().actor, now=now())
    db.session.commit()
    flash(_("%(name)s ditutup. Tiket ditolak di sana sampai dibuka lagi.", name=checkpoint.name))
    return home()


def _figures() -> dict[str, Any]:
    session, event, moment = db.session(), this_event(), now()
    days, today = days_of(session, event), day_at(moment, event.zone)
    day = _asked_day(days) or day_to_show(days, today)
    figures = figures_of(session, event, day)
    open_codes = {
        line.checkpoint.code
        for line in figures
        if is_open(Window(line.checkpoint.opens_at, line.checkpoint.closes_at), moment)
    }
    return frame(
        moment=moment,
        days_to_choose=days,
        day=day,
        is_today=day == today,
        present=present_at(session, event.id, day),
        expected=expected_at(session, event.id),
        figures=figures,
        open_codes=open_codes,
        scans=[(line, day_at(line.scan.scanned_at, event.zone)) for line in latest_scans(session, event.id)],
    )


def _asked_day(days: list[date]) -> date | None:
    """The day of the address, if it is one to choose."""
    try:
        day = date.fromisoformat(request.args.get("hari", ""))
    except ValueError:
        return None
    return day if day in days else None
