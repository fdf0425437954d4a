"""Halls as sheets: a template, a new hall, the present one to take away, and a sheet over the present one."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from plm.adapters.spreadsheets import Unusable, read_table, write_xlsx
from plm.clock import now
from plm.expo.actions import import_booths, reimport_booths
from plm.expo.queries import get_hall, merge_of, specs_in
from plm.expo.rules import InputError
from plm.expo.rules.drawing import DrawnHall, draw
from plm.expo.rules.entrances import entrances_of
from plm.expo.rules.layout import BoothSpec, grown
from plm.expo.rules.measures import GAP, WALL
from plm.expo.rules.merging import Merge
from plm.expo.rules.refusals import BoothNumbersTaken, BoothsInUse, HallChanged, HallNameTaken
from plm.expo.rules.sheet import COLUMNS, row_of
from plm.expo.words import Amenity, Side
from plm.extensions import db
from plm.libraries.rules import Cell, cell_text
from plm.web.committee.expo.hall_forms import AgainForm, SheetForm
from plm.web.committee.expo.room import blueprint, frame, told
from plm.web.committee.sheets import xlsx_response
from plm.web.forms import refuse
from plm.web.guards import this_event
from plm.web.identity import signed_in

if TYPE_CHECKING:
    from plm.expo.tables import Hall

Rows = Sequence[tuple[int, Sequence[Cell]]]
_FIRST = BoothSpec("A01", WALL + GAP, WALL + GAP, front=Side.SOUTH, amenities=frozenset({Amenity.POWER}), watts=450)
SAMPLE = (_FIRST, replace(_FIRST, number="A02", x=_FIRST.right, amenities=frozenset(), watts=0))


@blueprint.get("/<slug>/lapak/ruang/contoh.xlsx")
def sheet_template(slug: str) -> Response:
    """A sheet with the columns and two rows to write over."""
    return xlsx_response(write_xlsx(COLUMNS, [row_of(spec) for spec in SAMPLE], sheet=_("Lapak")), "contoh-denah.xlsx")


@blueprint.get("/<slug>/lapak/ruang/<int:hall_id>/denah.xlsx")
def hall_sheet(slug: str, hall_id: int) -> Response:
    """The present hall as a sheet that can be handed in again."""
    hall = get_hall(db.session(), this_event().id, hall_id)
    rows = [row_of(spec) for spec in specs_in(db.session(), hall)]
    return xlsx_response(write_xlsx(COLUMNS, rows, sheet=_("Lapak")), f"denah-{slug}-{hall.id}.xlsx")


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
            refuse(form.name if isinstance(refusal, HallNameTaken) else form.sheet, refusal)
        else:
            db.session.commit()
            flash(_("Denah %(name)s dibuat dari berkas.", name=hall.name))
            return redirect(url_for(".hall", slug=slug, hall_id=hall.id))
    page = render_template("committee/expo/import_hall.html", **frame(event, form=form, columns=COLUMNS))
    return page, 422 if form.errors else 200


@blueprint.route("/<slug>/lapak/ruang/<int:hall_id>/berkas", methods=["GET", "POST"])
def import_again(slug: str, hall_id: int) -> ResponseReturnValue:
    """A sheet over this hall: first what it would do, then, confirmed, done to the hall as it was seen."""
    session, event = db.session(), this_event()
    hall = get_hall(session, event.id, hall_id)
    form = AgainForm(data={"revision": hall.revision})
    status, merge = 200, None
    if form.validate_on_submit():
        status, merge = _looked_at(form, hall)
    if merge and form.rows.raw_data and form.rows.raw_data[0]:
        session.commit()
        flash(_("Denah %(name)s disesuaikan dengan berkas.", name=hall.name))
        return redirect(url_for(".hall", slug=slug, hall_id=hall_id))
    shown = {"merge": merge, "after": _after(hall, merge) if merge else None}
    page = render_template(
        "committee/expo/import_again.html", **frame(event, form=form, hall=hall, columns=COLUMNS), **shown
    )
    return page, status


def _looked_at(form: AgainForm, hall: "Hall") -> tuple[int, Merge | None]:
    """What the handed sheet would do, or, with rows that were looked at before, what it has done."""
    session = db.session()
    try:
        if form.rows.data:
            merge = reimport_booths(
                session,
                event_id=hall.event_id,
                hall_id=hall.id,
                seen=form.revision.data or 0,
                rows=_unpacked(form.rows.data),
                actor=signed_in().actor,
                now=now(),
            )
            return 200, merge
        rows = read_table(form.sheet.data.read(), form.sheet.data.filename or "").rows if form.sheet.data else ()
        if not rows:
            form.sheet.errors = [_("Pilih berkas.")]
            return 422, None
        merge = merge_of(session, hall, rows)
        form.rows.data = json.dumps([(line, [cell_text(cell) for cell in cells]) for line, cells in rows])
    except HallChanged as refusal:
        # The preview is of a hall that is no more: look again at what the same sheet would do now.
        form.rows.raw_data = None
        return told(form, refusal, hall), _again(form, hall)
    except (InputError, BoothsInUse, Unusable) as refusal:
        form.rows.data, form.rows.raw_data = "", None
        refuse(form.sheet, refusal)
        return 422, None
    return 200, merge


def _again(form: AgainForm, hall: "Hall") -> Merge | None:
    try:
        return merge_of(db.session(), hall, _unpacked(form.rows.data or ""))
    except InputError as refusal:
        refuse(form.sheet, refusal)
        return None


def _unpacked(text: str) -> Rows:
    """The rows as the preview packed them; anything else has no booths."""
    try:
        return [(int(line), [str(cell) for cell in cells]) for line, cells in json.loads(text)]
    except (ValueError, TypeError):
        return []


def _after(hall: "Hall", merge: Merge) -> DrawnHall:
    """The hall as it would be, with what is new or different marked."""
    gone = {spec.number for spec in merge.removed}
    drawn = {spec.number: spec for spec in specs_in(db.session(), hall) if spec.number not in gone}
    drawn |= {spec.number: spec for spec in merge.booths}
    size = grown((hall.width, hall.height), drawn.values())
    return draw(hall.name, size, tuple(drawn.values()), {}, entrances=entrances_of(hall.entrances))
