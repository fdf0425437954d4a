"""What is done to booths on the plan: properties, places, one more, one less, neighbours."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from plm.clock import now
from plm.expo.actions import BoothChange, BoothPlace, add_booth, change_booths, correct_neighbours, place_booths
from plm.expo.actions import remove_booths as take_away
from plm.expo.rules import InputError
from plm.expo.rules.layout import BoothSpec
from plm.expo.rules.refusals import (
    BoothHasPin,
    BoothNumbersTaken,
    BoothsInUse,
    HallChanged,
    NoPair,
    UnknownBooths,
    UnknownCircuit,
)
from plm.expo.words import Amenity
from plm.extensions import db
from plm.web.committee.expo.hall_editor import Editor, editor_of, page_of, prepared, same
from plm.web.committee.expo.hall_forms import (
    AS_DRAWN,
    NOTHING,
    UNEQUAL,
    AddForm,
    HallForm,
    NeighbourForm,
    PlaceForm,
    PropertiesForm,
)
from plm.web.committee.expo.room import blueprint, frame, told
from plm.web.forms import refuse
from plm.web.guards import this_event
from plm.web.identity import signed_in

MENDABLE = (InputError, UnknownBooths, BoothHasPin, BoothNumbersTaken, BoothsInUse, NoPair, UnknownCircuit)


@blueprint.post("/<slug>/lapak/ruang/<int:hall_id>/sifat")
def change(slug: str, hall_id: int) -> ResponseReturnValue:
    """Give the chosen booths their properties."""
    editor, form = _sent(hall_id, PropertiesForm)

    def work(**about: Any) -> int:
        said = _change_of(form, editor.chosen)
        return change_booths(db.session(), **about, numbers=form.numbers.data, change=said)

    return _done(editor, form, work)


@blueprint.post("/<slug>/lapak/ruang/<int:hall_id>/tempat")
def place(slug: str, hall_id: int) -> ResponseReturnValue:
    """Move the chosen booths, or give them another size."""
    editor, form = _sent(hall_id, PlaceForm)

    def work(**about: Any) -> int:
        to = BoothPlace(form.x.place, form.y.place, form.width.units, form.height.units)
        return place_booths(db.session(), **about, numbers=form.numbers.data, place=to)

    return _done(editor, form, work)


@blueprint.post("/<slug>/lapak/ruang/<int:hall_id>/tambah")
def add(slug: str, hall_id: int) -> ResponseReturnValue:
    """One more booth."""
    editor, form = _sent(hall_id, AddForm)

    def work(**about: Any) -> int:
        spec = BoothSpec(
            number=form.number.data,
            x=form.x.place,
            y=form.y.place,
            width=form.width.units,
            height=form.height.units,
            front=form.front.data,
        )
        add_booth(db.session(), **about, spec=spec)
        return 1

    return _done(editor, form, work, chosen=form.number.data or "")


@blueprint.post("/<slug>/lapak/ruang/<int:hall_id>/tetangga")
def neighbours(slug: str, hall_id: int) -> ResponseReturnValue:
    """Correct how near another booth is."""
    editor, form = _sent(hall_id, NeighbourForm)

    def work(**about: Any) -> int:
        near = None if form.nearness.data == AS_DRAWN else int(form.nearness.data)
        pair = {"number": form.numbers.data, "other": form.other.data}
        correct_neighbours(db.session(), **about, **pair, nearness=near)
        return 1

    return _done(editor, form, work)


@blueprint.route("/<slug>/lapak/ruang/<int:hall_id>/buang", methods=["GET", "POST"])
def remove_booths(slug: str, hall_id: int) -> ResponseReturnValue:
    """The question page before free booths are taken away."""
    editor, form = _sent(hall_id, HallForm)
    if request.method == "POST":
        answer = _attempt(editor, form, lambda **about: take_away(db.session(), **about, numbers=form.numbers.data))
        if answer is None:
            flash(_("Lapak dihapus dari denah."))
            return redirect(url_for(".hall", slug=slug, hall_id=hall_id))
        page = render_template("committee/expo/remove_booths.html", **frame(this_event(), editor=editor, form=form))
        return page, answer
    editor.bound = None
    form = editor.form(HallForm)
    return render_template("committee/expo/remove_booths.html", **frame(this_event(), editor=editor, form=form))


def _sent(hall_id: int, kind: type[FlaskForm]) -> tuple[Editor, Any]:
    """The hall with the booths that the form names, and the form as it was sent."""
    asked = request.form.get("numbers") or request.args.get("lapak", "")
    editor = editor_of(hall_id, asked[:4000])
    editor.bound = prepared(kind(), editor.expo, editor.chosen)
    return editor, editor.bound


def _attempt(editor: Editor, form: Any, work: Callable[..., int]) -> int | None:
    """None when it is done; else the status of the page that says why not, with everything typed."""
    if not form.validate_on_submit():
        return 422
    about = {"event_id": editor.expo.event.id, "hall_id": editor.hall.id, "seen": form.revision.data}
    try:
        work(**about, actor=signed_in().actor, now=now())
    except HallChanged as refusal:
        db.session.expire_all()
        return told(form, refusal, editor.hall)
    except MENDABLE as refusal:
        refuse(form.numbers if "numbers" in form else form.number, refusal)
        return 422
    db.session.commit()
    return None


def _done(editor: Editor, form: Any, work: Callable[..., int], *, chosen: str | None = None) -> ResponseReturnValue:
    """Back to the plan with the same booths chosen, or the page again with what was typed."""
    status = _attempt(editor, form, work)
    if status is not None:
        again = editor_of(editor.hall.id, editor.asked)
        again.bound = form
        return page_of(again, status)
    flash(_("Denah disimpan."))
    lapak = chosen if chosen is not None else editor.listed
    return redirect(url_for(".hall", slug=this_event().slug, hall_id=editor.hall.id, lapak=lapak, _anchor="lapak"))


def _change_of(form: PropertiesForm, chosen: Sequence[BoothSpec]) -> BoothChange:
    """Where booths differ, an empty answer leaves each as it is and a dash empties it."""

    def text(name: str) -> str | None:
        value: str = form[name].data or ""
        if value == NOTHING:
            return ""
        return None if not value and same(chosen, name) is None else value

    def whole(name: str, empty: int) -> int | None:
        value: int | None = form[name].data
        return empty if value is None and same(chosen, name) is not None else value

    return BoothChange(
        amenities=None if form.keep_amenities.data else frozenset(Amenity(word) for word in form.amenities.data or ()),
        capacity=whole("capacity", 1),
        quality=whole("quality", 0),
        zone=text("zone"),
        blocked_reason=text("blocked_reason"),
        front=None if form.front.data == UNEQUAL else form.front.data,
        watts=whole("watts", 0),
        circuit=None if form.circuit.data == UNEQUAL else form.circuit.data,
    )
