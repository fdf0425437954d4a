"""How somebody comes, stays and goes: asked only where the event needs it, and nothing in it is needed."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import Optional

from plm.registration.rules import Ask, Gender, Journey, RegistrationTerms, TravelMode
from plm.web.forms import Moment, Radio, Text, options
from plm.web.public.kept import KeptForm
from plm.wording import from_local, local_value

if TYPE_CHECKING:
    from plm.events.rules import Zone

MODES = {
    TravelMode.PLANE: _l("Pesawat"),
    TravelMode.TRAIN: _l("Kereta"),
    TravelMode.BUS: _l("Bus"),
    TravelMode.SHIP: _l("Kapal"),
    TravelMode.CAR: _l("Mobil"),
}
GENDERS = {Gender.FEMALE: _l("Perempuan"), Gender.MALE: _l("Laki-laki")}
ROOMS = [("yes", _l("Ya, menginap")), ("no", _l("Tidak, menginap sendiri"))]
PARTS = {
    Ask.TRAVEL: ("arrives_at", "arrival_mode", "arrival_number", "departs_at", "departure_mode", "departure_number"),
    Ask.PICKUP: ("wants_pickup",),
    Ask.STAY: ("needs_room", "gender", "shares_with"),
    Ask.MEALS: ("meals",),
}
MOMENTS = ("arrives_at", "departs_at")


def _open(label: Any, choices: Any) -> Radio:
    return Radio(label, choices=choices, validators=[Optional()])


class JourneyForm(KeptForm):
    """The parts the event asks; the others are taken out by `journey_form`."""

    arrives_at = Moment(_l("Tiba"), validators=[Optional()])
    arrival_mode = _open(_l("Datang dengan"), options(TravelMode, MODES))
    arrival_number = Text(_l("Nomor penerbangan, kereta, atau kapal"), most=60)
    departs_at = Moment(_l("Pulang"), validators=[Optional()])
    departure_mode = _open(_l("Pulang dengan"), options(TravelMode, MODES))
    departure_number = Text(_l("Nomor perjalanan pulang"), most=60)
    wants_pickup = BooleanField(_l("Minta dijemput dari bandara, stasiun, atau pelabuhan"))
    needs_room = _open(_l("Menginap di hotel acara?"), ROOMS)
    gender = _open(_l("Jenis kelamin"), options(Gender, GENDERS))
    shares_with = Text(_l("Ingin sekamar dengan"), most=200)
    meals = Text(_l("Permintaan makanan"), most=200)

    def journey(self, zone: Zone) -> Journey:
        """The answers; what was not asked stays open."""
        given: dict[str, Any] = {field.name: field.data for field in self.questions if field.data not in (None, "")}
        for name in MOMENTS:
            if moment := given.get(name):
                given[name] = from_local(moment, zone)
        if "needs_room" in given:
            given["needs_room"] = given["needs_room"] == "yes"
        for name, words in (("arrival_mode", TravelMode), ("departure_mode", TravelMode), ("gender", Gender)):
            if word := given.get(name):
                given[name] = words(word)
        return Journey(**given)


def journey_form(terms: RegistrationTerms, journey: Journey | None, zone: Zone, **options: Any) -> JourneyForm:
    """The form of what the event asks, filled with what was answered."""
    form = JourneyForm(data=_values(journey, zone) if journey else {}, **options)
    for ask, names in PARTS.items():
        if ask not in terms.asks:
            for name in names:
                del form[name]
    return form


def _values(journey: Journey, zone: Zone) -> dict[str, Any]:
    values = asdict(journey)
    for name in MOMENTS:
        values[name] = datetime.fromisoformat(local_value(values[name], zone)) if values[name] else None
    values["needs_room"] = {True: "yes", False: "no", None: None}[journey.needs_room]
    return values
