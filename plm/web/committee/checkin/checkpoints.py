"""Checkpoints: made, looked at, changed, opened and closed."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from plm.checkin.actions import add_checkpoint, close_checkpoint, open_checkpoint, revise_checkpoint
from plm.checkin.queries import (
    count_guests,
    devices_of,
    figures_of,
    get_checkpoint,
    has_scans,
    rules_of,
)
from plm.checkin.rules import CheckpointKind, CheckpointNameTaken, CheckpointNotSound, day_at, is_open
from plm.clock import now
from plm.events.queries import agenda_of, get_session
from plm.extensions import db
from plm.web.committee.checkin.checkpoint_forms import KINDS, PASSINGS, UNKNOWN, CheckpointForm, form_for, form_of
from plm.web.committee.checkin.room import blueprint, frame
from plm.web.forms import refuse
from plm.web.guards import this_event
from plm.web.identity import signed_in

if TYPE_CHECKING:
    from plm.checkin.tables import Checkpoint


@blueprint.route("/<slug>/kehadiran/titik", methods=["GET", "POST"])
def new_checkpoint(slug: str) -> ResponseReturnValue:
    """Choose what is checked, then make the checkpoint."""
    kind = _asked_kind()
    if kind is None:
        return render_template("committee/checkin/kinds.html", kinds=KINDS, **frame())
    form = _offered(form_for(kind))
    if not form.asks_for_more() and form.validate_on_submit():
        try:
            checkpoint = add_checkpoint(
                db.session(),
                event=this_event(),
                details=form.details(this_event().zone),
                actor=signed_in().actor,
                now=now(),
            )
        except (CheckpointNameTaken, CheckpointNotSound) as refusal:
            _show(form, refusal)
        else:
            db.session.commit()
            flash(_("%(name)s dibuat.", name=checkpoint.name))
            return _there(checkpoint)
    return _form_page(form, None)


@blueprint.get("/<slug>/kehadiran/titik/<code>/")
def checkpoint(slug: str, code: str) -> str:
    """Its rules, figures of today, devices and list."""
    session, event, moment = db.session(), this_event(), now()
    place = get_checkpoint(session, event.id, code)
    today = day_at(moment, event.zone)
    figures = next(line for line in figures_of(session, event, today) if line.checkpoint.id == place.id)
    return render_template(
        "committee/checkin/checkpoint.html",
        checkpoint=place,
        figures=figures,
        day=today,
        door=door_of(place, moment),
        agenda=get_session(session, event.id, place.session_id) if place.session_id else None,
        windows=[tuple(map(datetime.fromisoformat, pair)) for pair in place.windows],
        devices=[device for device, where in devices_of(session, event.id) if where.id == place.id],
        guests=count_guests(session, place.id),
        passings=PASSINGS,
        unknown=UNKNOWN,
        **frame(),
    )


@blueprint.route("/<slug>/kehadiran/titik/<code>/ubah", methods=["GET", "POST"])
def edit_checkpoint(slug: str, code: str) -> ResponseReturnValue:
    """Other rules from now on."""
    session, event = db.session(), this_event()
    place = get_checkpoint(session, event.id, code)
    form = _offered(form_of(place, event.zone))
    if has_scans(session, place.id):
        form.keep(place)
    if not form.asks_for_more() and form.validate_on_submit():
        try:
            revise_checkpoint(
                session,
                event=event,
                checkpoint=place,
                details=form.details(event.zone),
                actor=signed_in().actor,
                now=now(),
            )
        except (CheckpointNameTaken, CheckpointNotSound) as refusal:
            session.rollback()
            _show(form, refusal)
            place = get_checkpoint(session, event.id, code)
        else:
            session.commit()
            flash(_("%(name)s disimpan. Alat di sana mengikutinya pada sambungan berikut.", name=place.name))
            return _there(place)
    return _form_page(form, place)


@blueprint.post("/<slug>/kehadiran/titik/<code>/buka")
def open_(slug: str, code: str) -> ResponseReturnValue:
    """Let people in."""
    place = get_checkpoint(db.session(), this_event().id, code)
    moment = now()
    open_checkpoint(db.session(), checkpoint=place, actor=signed_in().actor, now=moment)
    db.session.commit()
    if door_of(place, moment) == "open":
        flash(_("%(name)s dibuka.", name=place.name))
    else:
        flash(_("%(name)s tidak ditutup lagi, dan mengikuti jadwalnya.", name=place.name))
    return _back(place)


@blueprint.post("/<slug>/kehadiran/titik/<code>/tutup")
def close(slug: str, code: str) -> ResponseReturnValue:
    """Let nobody in any more."""
    place = get_checkpoint(db.session(), this_event().id, code)
    close_checkpoint(db.session(), checkpoint=place, actor=signed_in().actor, now=now())
    db.session.commit()
    flash(_("%(name)s ditutup. Tiket ditolak di sana sampai dibuka lagi.", name=place.name))
    return _back(place)


def door_of(place: "Checkpoint", moment: datetime) -> str:
    """`open`; `waiting` outside its times; `closed` by the committee's hand."""
    rules = rules_of(place)
    if is_open(rules, moment):
        return "open"
    return "waiting" if is_open(replace(rules, windows=()), moment) else "closed"


def _asked_kind() -> CheckpointKind | None:
    """The kind of the address, or of the form that was sent."""
    word = request.form.get("kind") or request.args.get("jenis", "")
    return CheckpointKind(word) if word in set(CheckpointKind) else None


def _offered(form: CheckpointForm) -> CheckpointForm:
    event = this_event()
    form.offer([line for line, _venue in agenda_of(db.session(), event.id)], event.zone)
    return form


def _show(form: CheckpointForm, refusal: CheckpointNameTaken | CheckpointNotSound) -> None:
    if isinstance(refusal, CheckpointNotSound):
        form.refuse(refusal)
    else:
        refuse(form.name, refusal)


def _form_page(form: CheckpointForm, place: "Checkpoint | None") -> ResponseReturnValue:
    fixed = place is not None and has_scans(db.session(), place.id)
    facts: dict[str, Any] = {"form": form, "checkpoint": place, "fixed": fixed, "kinds": KINDS, "passings": PASSINGS}
    page = render_template("committee/checkin/checkpoint_form.html", **facts, **frame())
    return page, 422 if form.errors else 200


def _there(place: "Checkpoint") -> ResponseReturnValue:
    return redirect(url_for(".checkpoint", slug=this_event().slug, code=place.code))


def _back(place: "Checkpoint") -> ResponseReturnValue:
    """To the page whose button it was."""
    if request.form.get("ke") == "titik":
        return _there(place)
    return redirect(url_for(".index", slug=this_event().slug))
