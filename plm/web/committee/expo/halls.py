"""Setting up the hall: from a grid, from a sheet; booths and zones."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField
from wtforms.validators import InputRequired

from plm.adapters.spreadsheets import Unusable, read_table
from plm.clock import now
from plm.errors import Refusal
from plm.expo.actions import BoothChange, change_booths, draw_hall, import_booths, remove_hall, set_zone
from plm.expo.queries import expo_of, get_hall, zones_of
from plm.expo.rules import InputError
from plm.expo.rules.layout import MOST_CAPACITY, Grid
from plm.expo.rules.refusals import BoothHasPin, BoothNumbersTaken, HallNameTaken, UnknownBooths
from plm.expo.rules.sheet import COLUMNS
from plm.expo.words import Amenity, ProductCategory
from plm.extensions import db
from plm.web.committee.expo.room import blueprint, frame
from plm.web.exhibiting import AMENITIES, CATEGORIES
from plm.web.forms import Question, Several, Text, Whole, options, refuse
from plm.web.guards import this_event
from plm.web.identity import signed_in

_NUMBER = InputRequired(_l("Tulis bilangan bulat, misalnya 4."))


class GridForm(FlaskForm):
    """Rows of booths with aisles between."""

    name = Text(_l("Nama ruang"), needed=_l("Tulis nama ruang."), most=120)
    rows = Whole(_l("Jumlah baris"), validators=[_NUMBER], default=4)
    columns = Whole(_l("Lapak tiap baris"), validators=[_NUMBER], default=8)
    first_letter = Text(_l("Huruf baris pertama"), needed=_l("Tulis satu huruf, misalnya A."), most=1, default="A")
    aisle = Whole(_l("Lebar lorong"), validators=[_NUMBER], default=60)


class SheetForm(FlaskForm):
    """Booths from a sheet."""

    name = Text(_l("Nama ruang"), needed=_l("Tulis nama ruang."), most=120)
    sheet = FileField(_l("Berkas XLSX atau CSV"), validators=[FileRequired(_l("Pilih berkas."))])


class BoothsForm(FlaskForm):
    """What several booths get at once."""

    numbers = Text(_l("Nomor lapak"), needed=_l("Tulis nomor lapak, misalnya B01-B06, C03."), most=400)
    amenities = Several(_l("Fasilitas"), choices=options(Amenity, AMENITIES))
    capacity = Whole(_l("Muat berapa perpustakaan"), validators=[_NUMBER], default=1)
    quality = Whole(_l("Mutu letak, 0 sampai 100"), validators=[_NUMBER], default=0)
    zone = Text(_l("Zona"), most=40)
    blocked_reason = Text(_l("Tidak dipakai karena"), most=120)


class ZoneForm(FlaskForm):
    """Which categories a zone is for."""

    code = Text(_l("Nama zona"), needed=_l("Tulis nama zona."), most=40)
    categories = Several(_l("Untuk kategori"), choices=options(ProductCategory, CATEGORIES))
    reserved = BooleanField(_l("Khusus kategori itu saja"))


@blueprint.get("/<slug>/lapak/ruang")
def halls(slug: str) -> str:
    """The halls, their zones, and the ways to change them."""
    event = this_event()
    expo = expo_of(db.session(), event)
    return render_template("committee/expo/halls.html", **frame(event, expo=expo))


@blueprint.route("/<slug>/lapak/ruang/baru", methods=["GET", "POST"])
def new_hall(slug: str) -> ResponseReturnValue:
    """Draw a hall from a grid."""
    event, form = this_event(), GridForm()
    if form.validate_on_submit():
        grid = Grid(form.rows.data or 0, form.columns.data or 0, form.first_letter.data or "", _whole(form.aisle.data))
        try:
            draw_hall(
                db.session(),
                event_id=event.id,
                name=form.name.data or "",
                grid=grid,
                actor=signed_in().actor,
                now=now(),
            )
        except (InputError, BoothNumbersTaken, HallNameTaken) as refusal:
            _show(form, refusal)
        else:
            db.session.commit()
            flash(_("Denah %(name)s dibuat. Tandai fasilitas tiap lapak bila perlu.", name=form.name.data))
            return redirect(url_for(".halls", slug=slug))
    return render_template("committee/expo/new_hall.html", **frame(event, form=form)), 422 if form.errors else 200


@blueprint.route("/<slug>/lapak/ruang/impor", methods=["GET", "POST"])
def import_hall(slug: str) -> ResponseReturnValue:
    """Draw a hall from a sheet; problems come back with their line."""
    event, form = this_event(), SheetForm()
    if form.validate_on_submit():
        try:
            table = read_table(form.sheet.data.read(), form.sheet.data.filename or "")
            hall = import_booths(
                db.session(),
                event_id=event.id,
                hall_name=form.name.data or "",
                rows=table.rows,
                actor=signed_in().actor,
                now=now(),
            )
        except (InputError, BoothNumbersTaken, HallNameTaken, Unusable) as refusal:
            _show(form, refusal)
        else:
            db.session.commit()
            flash(_("Denah %(name)s dibuat dari berkas.", name=hall.name))
            return redirect(url_for(".halls", slug=slug))
    page = render_template("committee/expo/import_hall.html", **frame(event, form=form, columns=COLUMNS))
    return page, 422 if form.errors else 200


@blueprint.route("/<slug>/lapak/ruang/<int:hall_id>/hapus", methods=["GET", "POST"])
def remove(slug: str, hall_id: int) -> ResponseReturnValue:
    """The question page before a hall that no plan refers to is thrown away."""
    session, event, form = db.session(), this_event(), Question()
    hall = get_hall(session, event.id, hall_id)
    if form.validate_on_submit():
        remove_hall(session, event_id=event.id, hall_id=hall_id, actor=signed_in().actor, now=now())
        session.commit()
        flash(_("Denah dihapus."))
        return redirect(url_for(".halls", slug=slug))
    return render_template("committee/expo/remove.html", **frame(event, form=form, hall=hall))


@blueprint.route("/<slug>/lapak/ruang/lapak", methods=["GET", "POST"])
def booths(slug: str) -> ResponseReturnValue:
    """Give several booths their amenities, capacity, zone, or take them out of use."""
    event, form = this_event(), BoothsForm()
    if form.validate_on_submit() and _within(form):
        change = BoothChange(
            amenities=frozenset(Amenity(word) for word in form.amenities.data or []),
            capacity=_whole(form.capacity.data),
            quality=_whole(form.quality.data),
            zone=form.zone.data or "",
            blocked_reason=form.blocked_reason.data or "",
        )
        try:
            count = change_booths(
                db.session(),
                event_id=event.id,
                numbers=form.numbers.data or "",
                change=change,
                actor=signed_in().actor,
                now=now(),
            )
        except (UnknownBooths, BoothHasPin) as refusal:
            refuse(form.numbers, refusal)
        else:
            db.session.commit()
            flash(_("%(count)s lapak diubah.", count=count))
            return redirect(url_for(".halls", slug=slug))
    return render_template("committee/expo/booths.html", **frame(event, form=form)), 422 if form.errors else 200


@blueprint.route("/<slug>/lapak/ruang/zona", methods=["GET", "POST"])
def zone(slug: str) -> ResponseReturnValue:
    """Say which categories a zone is for."""
    event = this_event()
    form = ZoneForm(data=_zone_named(event.id, request.args.get("zona", "")))
    if form.validate_on_submit():
        set_zone(
            db.session(),
            event_id=event.id,
            code=form.code.data or "",
            categories=frozenset(ProductCategory(word) for word in form.categories.data or []),
            reserved=form.reserved.data,
            actor=signed_in().actor,
            now=now(),
        )
        db.session.commit()
        flash(_("Zona %(code)s disimpan.", code=form.code.data))
        return redirect(url_for(".halls", slug=slug))
    return render_template("committee/expo/zone.html", **frame(event, form=form)), 422 if form.errors else 200


def _show(form: GridForm | SheetForm, refusal: Refusal) -> None:
    """A taken name beside the name; everything else beside what was drawn from."""
    drawn_from = form.rows if isinstance(form, GridForm) else form.sheet
    refuse(form.name if isinstance(refusal, HallNameTaken) else drawn_from, refusal)


def _within(form: BoothsForm) -> bool:
    if not 1 <= _whole(form.capacity.data) <= MOST_CAPACITY:
        form.capacity.errors = [_("Muatan 1 sampai %(most)s.", most=MOST_CAPACITY)]
    if not 0 <= _whole(form.quality.data) <= 100:
        form.quality.errors = [_("Mutu 0 sampai 100.")]
    return not form.errors


def _whole(number: int | None) -> int:
    """A number that the form has already asked for."""
    return -1 if number is None else number


def _zone_named(event_id: int, code: str) -> dict[str, Any]:
    """What the form shows of a zone that is there already."""
    for zone in zones_of(db.session(), event_id):
        if zone.code == code:
            return {"code": zone.code, "categories": list(zone.categories), "reserved": zone.reserved}
    return {}
