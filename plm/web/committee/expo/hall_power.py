"""Circuits and zones: which booths hang on what, and which belong together."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from plm.clock import now
from plm.expo.actions import remove_circuit, remove_zone, save_circuit, set_zone
from plm.expo.queries import Expo, expo_of, get_circuit
from plm.expo.queries.finding import found
from plm.expo.rules.layout import listed
from plm.expo.rules.refusals import CircuitCodeTaken, UnknownBooths
from plm.expo.words import ProductCategory
from plm.extensions import db
from plm.web.committee.expo.hall_forms import CircuitForm, ZoneForm
from plm.web.committee.expo.room import blueprint, frame
from plm.web.forms import Question, refuse
from plm.web.guards import this_event
from plm.web.identity import signed_in


@blueprint.get("/<slug>/lapak/ruang/listrik")
def power(slug: str) -> str:
    """Every circuit with what hangs on it, and whether that may be too much."""
    event = this_event()
    return render_template("committee/expo/power.html", **frame(event, expo=expo_of(db.session(), event)))


@blueprint.route("/<slug>/lapak/ruang/listrik/baru", methods=["GET", "POST"], defaults={"circuit_id": None})
@blueprint.route("/<slug>/lapak/ruang/listrik/<int:circuit_id>", methods=["GET", "POST"])
def circuit(slug: str, circuit_id: int | None) -> ResponseReturnValue:
    """Make a circuit, or change what it carries and what hangs on it."""
    session, event = db.session(), this_event()
    expo = expo_of(session, event)
    form = CircuitForm(data=_circuit_data(expo, circuit_id))
    if form.validate_on_submit():
        try:
            save_circuit(
                session,
                event_id=event.id,
                circuit_id=circuit_id,
                code=form.code.data or "",
                watts=form.watts.data or 0,
                numbers=form.numbers.data or "",
                actor=signed_in().actor,
                now=now(),
            )
        except (CircuitCodeTaken, UnknownBooths) as refusal:
            refuse(form.code if isinstance(refusal, CircuitCodeTaken) else form.numbers, refusal)
        else:
            session.commit()
            flash(_("Sirkuit %(code)s disimpan.", code=form.code.data))
            return redirect(url_for(".power", slug=slug))
    page = render_template("committee/expo/circuit.html", **frame(event, form=form, circuit_id=circuit_id))
    return page, 422 if form.errors else 200


@blueprint.route("/<slug>/lapak/ruang/listrik/<int:circuit_id>/hapus", methods=["GET", "POST"])
def drop_circuit(slug: str, circuit_id: int) -> ResponseReturnValue:
    """The question page before a circuit goes; its booths stay."""
    session, event, form = db.session(), this_event(), Question()
    one = get_circuit(session, event.id, circuit_id)
    if form.validate_on_submit():
        remove_circuit(session, event_id=event.id, circuit_id=circuit_id, actor=signed_in().actor, now=now())
        session.commit()
        flash(_("Sirkuit dihapus."))
        return redirect(url_for(".power", slug=slug))
    return render_template("committee/expo/drop_circuit.html", **frame(event, form=form, circuit=one))


@blueprint.route("/<slug>/lapak/ruang/zona", methods=["GET", "POST"])
def zone(slug: str) -> ResponseReturnValue:
    """Say which categories a zone is for, and which booths it is."""
    session, event = db.session(), this_event()
    form = ZoneForm(data=_zone_data(expo_of(session, event), request.args.get("zona", "")))
    if form.validate_on_submit():
        try:
            set_zone(
                session,
                event_id=event.id,
                code=form.code.data or "",
                categories=frozenset(ProductCategory(word) for word in form.categories.data or []),
                reserved=form.reserved.data,
                numbers=form.numbers.data if form.numbers.raw_data else None,
                actor=signed_in().actor,
                now=now(),
            )
        except UnknownBooths as refusal:
            refuse(form.numbers, refusal)
        else:
            session.commit()
            flash(_("Zona %(code)s disimpan.", code=form.code.data))
            return redirect(url_for(".halls", slug=slug))
    return render_template("committee/expo/zone.html", **frame(event, form=form)), 422 if form.errors else 200


@blueprint.route("/<slug>/lapak/ruang/zona/hapus", methods=["GET", "POST"])
def drop_zone(slug: str) -> ResponseReturnValue:
    """The question page before a zone goes; its booths stay and are open to all."""
    session, event, form = db.session(), this_event(), Question()
    expo = expo_of(session, event)
    code = found(next((one.code for one in expo.zones if one.code == request.args.get("zona")), None), "zone", "zona")
    if form.validate_on_submit():
        remove_zone(session, event_id=event.id, code=code, actor=signed_in().actor, now=now())
        session.commit()
        flash(_("Zona dihapus."))
        return redirect(url_for(".halls", slug=slug))
    return render_template("committee/expo/drop_zone.html", **frame(event, form=form, code=code))


def _circuit_data(expo: Expo, circuit_id: int | None) -> dict[str, Any]:
    """What the form shows of a circuit that is there already."""
    if circuit_id is None:
        return {}
    one = found(next((one for one in expo.circuits if one.id == circuit_id), None), "circuit", circuit_id)
    within = [booth.number for booth in expo.booths if booth.circuit_id == circuit_id]
    return {"code": one.code, "watts": one.watts, "numbers": listed(within, list(expo.number_of.values()))}


def _zone_data(expo: Expo, code: str) -> dict[str, Any]:
    """What the form shows of a zone that is there already."""
    for one in expo.zones:
        if one.code == code:
            within = [booth.number for booth in expo.booths if booth.zone_id == one.id]
            numbers = listed(within, list(expo.number_of.values()))
            return {
                "code": one.code,
                "categories": list(one.categories),
                "reserved": one.reserved,
                "numbers": numbers,
            }
    return {"code": code}
