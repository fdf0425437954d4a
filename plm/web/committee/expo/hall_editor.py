"""One hall on the plan with the booths that are chosen, what they have, and the forms about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from plm.errors import NotFound
from plm.expo.queries import Expo, expo_of, uses_of
from plm.expo.rules.corrections import Near, near_to
from plm.expo.rules.layout import BoothSpec, listed, numbers_in
from plm.expo.rules.measures import distance, metres
from plm.expo.words import Side, Use
from plm.extensions import db
from plm.web.committee.expo.hall_forms import (
    NEARNESS,
    SIDES,
    UNEQUAL,
    AddForm,
    HallForm,
    NeighbourForm,
    PlaceForm,
    PropertiesForm,
)
from plm.web.committee.expo.room import blueprint, frame
from plm.web.forms import options
from plm.web.guards import this_event
from plm.wording import decimal

if TYPE_CHECKING:
    from plm.expo.tables import Hall

TINTS = "mnkwthbl"
PREFIXES = {
    PropertiesForm: "sifat",
    PlaceForm: "tempat",
    AddForm: "tambah",
    NeighbourForm: "tetangga",
    HallForm: "lapak",
}


@dataclass
class Editor:
    """One hall with the booths that are chosen, and the forms about them."""

    expo: Expo
    hall: "Hall"
    asked: str
    bound: FlaskForm | None = None

    @cached_property
    def specs(self) -> list[BoothSpec]:
        return self.expo.specs_of(self.hall)

    @cached_property
    def _named(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return numbers_in(self.asked, [spec.number for spec in self.specs])

    @property
    def unknown(self) -> tuple[str, ...]:
        return self._named[1]

    @cached_property
    def chosen(self) -> list[BoothSpec]:
        numbers = set(self._named[0])
        return [spec for spec in self.specs if spec.number in numbers]

    @property
    def listed(self) -> str:
        """The chosen ones as short as they can be written."""
        return listed([spec.number for spec in self.chosen], [spec.number for spec in self.specs])

    @cached_property
    def uses(self) -> dict[str, frozenset[Use]]:
        return uses_of(db.session(), self.expo.event.id)

    @property
    def near(self) -> tuple[Near, ...]:
        """Neighbours of the one booth that is chosen."""
        if len(self.chosen) != 1:
            return ()
        inside = {spec.number for spec in self.specs}
        drawn = [pair for pair in self.expo.drawn_neighbours if pair.one in inside]
        return near_to(self.chosen[0].number, drawn, self.expo.corrections)

    @property
    def tints(self) -> dict[str, str]:
        """A pattern for each zone."""
        return {zone.code: TINTS[place % len(TINTS)] for place, zone in enumerate(self.expo.zones)}

    @property
    def overloaded(self) -> set[str]:
        return {load.circuit.id for load in self.expo.loads if load.is_over}

    def form(self, kind: type[FlaskForm]) -> Any:
        """The form of this kind: as it was sent, else with what the chosen booths have."""
        if isinstance(self.bound, kind) and type(self.bound) is kind:
            return self.bound
        form = kind(formdata=None, data=self._data(kind))
        return prepared(form, self.expo, self.chosen)

    def _data(self, kind: type[FlaskForm]) -> dict[str, Any]:
        data: dict[str, Any] = {"revision": self.hall.revision, "numbers": self.listed}
        if kind is PropertiesForm:
            return data | _common(self.chosen)
        if kind is PlaceForm and self.chosen:
            return data | _place_of(self.chosen)
        return data

    def address(self, number: str) -> str:
        return url_for(".hall", slug=self.expo.event.slug, hall_id=self.hall.id, lapak=number, _anchor="lapak")


@blueprint.get("/<slug>/lapak/ruang/<int:hall_id>")
def hall(slug: str, hall_id: int) -> ResponseReturnValue:
    """The hall as a plan, with what is chosen beside it."""
    return page_of(editor_of(hall_id, request.args.get("lapak", "")[:4000]))


def editor_of(hall_id: int, asked: str) -> Editor:
    expo = expo_of(db.session(), this_event())
    for one in expo.halls:
        if one.id == hall_id:
            return Editor(expo, one, asked)
    raise NotFound(what="hall", value=hall_id)


def page_of(editor: Editor, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "committee/expo/hall.html",
        **frame(this_event(), editor=editor, expo=editor.expo, hall=editor.hall),
        drawn=editor.expo.drawn_hall(editor.hall, {}),
        form=editor.bound or editor.form(HallForm),
        properties=editor.form(PropertiesForm),
        place=editor.form(PlaceForm),
        adding=editor.form(AddForm),
        neighbour=editor.form(NeighbourForm),
        nearness=NEARNESS,
        sides=SIDES,
    )
    return page, status


def prepared(form: Any, expo: Expo, chosen: Sequence[BoothSpec]) -> Any:
    """Ids that no other form of the page has; fronts and circuits to choose from, `leave them` where booths differ."""
    for field in form:
        field.id = f"{PREFIXES[type(form)]}-{field.name}"
    if isinstance(form, PropertiesForm):
        unequal = [(UNEQUAL, _("Biarkan, berbeda-beda"))]
        circuits = [(circuit.code, circuit.code) for circuit in expo.circuits]
        fronts = [("", _("Tidak ditentukan")), *options(Side, SIDES)]
        form.front.choices = [*unequal * (same(chosen, "front") is None), *fronts]
        form.circuit.choices = [*unequal * (same(chosen, "circuit") is None), ("", _("Tanpa sirkuit")), *circuits]
    return form


def same(chosen: Sequence[BoothSpec], name: str) -> Any:
    """What all of them have, None where they differ."""
    values = {getattr(spec, name) for spec in chosen}
    return values.pop() if len(values) == 1 else None


def _common(chosen: Sequence[BoothSpec]) -> dict[str, Any]:
    """Each property that all of them share; fronts and circuits that differ are left as they are."""
    names = ("capacity", "quality", "watts", "zone", "blocked_reason", "front", "circuit")
    data = {name: same(chosen, name) for name in names}
    amenities = same(chosen, "amenities")
    for name in ("front", "circuit"):
        data[name] = UNEQUAL if data[name] is None else data[name]
    return data | {"amenities": sorted(amenities or ()), "keep_amenities": amenities is None}


def _place_of(chosen: Sequence[BoothSpec]) -> dict[str, str]:
    width, height = same(chosen, "width"), same(chosen, "height")
    return {
        "x": decimal(distance(min(spec.x for spec in chosen))),
        "y": decimal(distance(min(spec.y for spec in chosen))),
        "width": "" if width is None else decimal(metres(width)),
        "height": "" if height is None else decimal(metres(height)),
    }
