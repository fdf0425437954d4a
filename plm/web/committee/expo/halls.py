"""The event's halls: drawn from a grid, copied from another event, their walls and doors, thrown away."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from plm.accounts.rules import Ability, Place
from plm.clock import now
from plm.errors import Refusal
from plm.events.queries import all_events
from plm.expo.actions import copy_hall, draw_hall, remove_hall, revise_hall
from plm.expo.queries import booths_of, expo_of, get_hall, halls_of, halls_of_events
from plm.expo.rules import InputError
from plm.expo.rules.drawing import DrawnHall, draw
from plm.expo.rules.entrances import MOST_ENTRANCES, Entrance
from plm.expo.rules.grid import booths_of_grid
from plm.expo.rules.layout import BoothSpec, hall_size
from plm.expo.rules.measures import DOOR, WALL, metres
from plm.expo.rules.order import folded
from plm.expo.rules.refusals import BoothNumbersTaken, HallChanged, HallNameTaken
from plm.extensions import db
from plm.web.committee.expo.hall_forms import CopyForm, GridForm, RoomForm
from plm.web.committee.expo.room import blueprint, frame, told
from plm.web.forms import Question, refuse
from plm.web.guards import this_event
from plm.web.identity import signed_in
from plm.wording import decimal

if TYPE_CHECKING:
    from plm.events.tables import Event
    from plm.expo.tables import Hall

# Where a problem of a grid is mended.
FIELDS = {
    "grid_rows": "rows",
    "grid_columns": "columns",
    "grid_aisle": "aisle",
    "grid_width": "booth_width",
    "grid_height": "booth_height",
    "grid_start": "start",
    "grid_prefix": "prefix",
    "grid_letter": "first_letter",
    "grid_letters_end": "first_letter",
}
NEW_DOORS = 2


@dataclass(frozen=True)
class Preview:
    """The hall that a grid would make."""

    hall: DrawnHall
    specs: tuple[BoothSpec, ...]


@blueprint.get("/<slug>/lapak/ruang")
def halls(slug: str) -> str:
    """The halls, their zones and circuits, and the ways to change them."""
    event = this_event()
    expo = expo_of(db.session(), event)
    return render_template("committee/expo/halls.html", **frame(event, expo=expo))


@blueprint.route("/<slug>/lapak/ruang/baru", methods=["GET", "POST"])
def new_hall(slug: str) -> ResponseReturnValue:
    """Draw a hall from a grid; it is shown before it is kept, and while it is typed."""
    event, form = this_event(), GridForm()
    sent = request.method == "POST"
    looking = "preview" in request.form or "live" in request.form
    preview = _previewed(form, event.id) if not sent or _is_sound(form, looking=looking) else None
    if sent and preview and not looking and not form.errors:
        actor = signed_in().actor
        draw_hall(db.session(), event_id=event.id, name=form.name.data or "", grid=form.grid(), actor=actor, now=now())
        db.session.commit()
        flash(_("Denah %(name)s dibuat. Tandai fasilitas tiap lapak bila perlu.", name=form.name.data))
        return redirect(url_for(".halls", slug=slug))
    page = "grid_preview" if "live" in request.form else "new_hall"
    shown = render_template(f"committee/expo/{page}.html", **frame(event, form=form, preview=preview))
    return shown, 422 if form.errors else 200


@blueprint.route("/<slug>/lapak/ruang/salin", methods=["GET", "POST"])
def copy(slug: str) -> ResponseReturnValue:
    """A hall as another event has it, of those this person may see."""
    event, form = this_event(), CopyForm()
    sources = dict(_sources(event))
    form.source.choices = [(str(hall.id), f"{other.name}: {hall.name}") for hall, other in sources.values()]
    if form.validate_on_submit():
        source, _other = sources[form.source.data]
        try:
            actor = signed_in().actor
            copy_hall(db.session(), event_id=event.id, source=source, name=form.name.data or "", actor=actor, now=now())
        except (BoothNumbersTaken, HallNameTaken) as refusal:
            refuse(form.name if isinstance(refusal, HallNameTaken) else form.source, refusal)
        else:
            db.session.commit()
            flash(_("Denah %(name)s disalin.", name=form.name.data))
            return redirect(url_for(".halls", slug=slug))
    page = render_template("committee/expo/copy_hall.html", **frame(event, form=form, sources=sources))
    return page, 422 if form.errors else 200


@blueprint.route("/<slug>/lapak/ruang/<int:hall_id>/ruangan", methods=["GET", "POST"])
def room(slug: str, hall_id: int) -> ResponseReturnValue:
    """The hall's name, its floor and its doors."""
    session, event = db.session(), this_event()
    hall = get_hall(session, event.id, hall_id)
    form = RoomForm(data=_room_data(hall))
    status = 200
    if form.validate_on_submit():
        try:
            revise_hall(
                session,
                event_id=event.id,
                hall_id=hall_id,
                seen=form.revision.data or 0,
                name=form.name.data or "",
                size=((form.width.units or 0) + 2 * WALL, (form.height.units or 0) + WALL + DOOR),
                entrances=form.entrances(),
                actor=signed_in().actor,
                now=now(),
            )
        except (InputError, HallNameTaken) as refusal:
            refuse(form.name if isinstance(refusal, HallNameTaken) else form.width, refusal)
        except HallChanged as refusal:
            status = told(form, refusal, hall)
        else:
            session.commit()
            flash(_("Ruang %(name)s disimpan.", name=hall.name))
            return redirect(url_for(".hall", slug=slug, hall_id=hall_id))
    page = render_template("committee/expo/room.html", **frame(event, form=form, hall=hall))
    return page, status if status != 200 or not form.errors else 422


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


def _is_sound(form: GridForm, *, looking: bool) -> bool:
    """Whether it can be drawn; who only looks need not have a name yet."""
    sound: bool = form.validate_on_submit()
    if looking and set(form.errors) == {"name"} and not form.name.data:
        form.name.errors = []
        return True
    return sound


def _previewed(form: GridForm, event_id: int) -> Preview | None:
    """What the grid would make; every problem goes to its field, taken names and numbers too."""
    try:
        specs = booths_of_grid(form.grid())
    except InputError as refusal:
        for problem in refusal.problems:
            refuse(form[FIELDS[problem.code]], InputError((problem,)))
        specs = ()
    for field, taken in _taken(form, event_id, specs):
        refuse(form[field], taken)
    if not specs:
        return None
    size = hall_size(specs, form.grid().aisle)
    return Preview(draw(form.name.data or _("Ruang baru"), size, specs, {}), specs)


def _taken(form: GridForm, event_id: int, specs: tuple[BoothSpec, ...]) -> Iterator[tuple[str, Refusal]]:
    if any(hall.name == form.name.data for hall in halls_of(db.session(), event_id)):
        yield "name", HallNameTaken(name=form.name.data)
    known = {folded(booth.number) for booth in booths_of(db.session(), event_id)}
    numbers = [spec.number for spec in specs if folded(spec.number) in known]
    if numbers and form.is_submitted():
        yield "prefix", BoothNumbersTaken(numbers=numbers)


def _sources(event: "Event") -> "Iterator[tuple[str, tuple[Hall, Event]]]":
    """Halls of the other events that this person may see, the newest meeting first."""
    person = signed_in()
    others = {
        one.id: one
        for one in all_events(db.session())
        if one.id != event.id and person.may(Ability.READ, Place(one.id, one.region_code))
    }
    found = halls_of_events(db.session(), others)
    places = {id_: place for place, id_ in enumerate(others)}
    for hall in sorted(found, key=lambda hall: (places[hall.event_id], hall.id)):
        yield str(hall.id), (hall, others[hall.event_id])


def _room_data(hall: "Hall") -> dict[str, Any]:
    doors = [_door_data(Entrance.from_document(one)) for one in hall.entrances]
    blank = min(NEW_DOORS, MOST_ENTRANCES - len(doors))
    return {
        "revision": hall.revision,
        "name": hall.name,
        "width": decimal(metres(hall.width - 2 * WALL)),
        "height": decimal(metres(hall.height - WALL - DOOR)),
        "doors": [*doors, *({} for _blank in range(blank))],
    }


def _door_data(entrance: Entrance) -> dict[str, Any]:
    at = "" if entrance.at is None else decimal(metres(entrance.at))
    return {"side": entrance.side.value, "at": at, "kind": entrance.kind.value, "label": entrance.label}
