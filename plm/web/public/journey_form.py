"""How somebody comes, stays and goes: asked only where the event needs it, and nothing in it is needed."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import Optional

from plm.logistics.rules import Gender, StayWish
from plm.registration.rules import Ask, Journey, RegistrationTerms, TravelMode
from plm.web.changing import GENDERS
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
        stay = PARTS[Ask.STAY]
        given: dict[str, Any] = {
            field.name: field.data
            for field in self.questions
            if field.name not in stay and field.data not in (None, "")
        }
        for name in MOMENTS:
            if moment := given.get(name):
                given[name] = from_local(moment, zone)
        for name in ("arrival_mode", "departure_mode"):
            if word := given.get(name):
                given[name] = TravelMode(word)
        return Journey(**given)

    def wish(self) -> StayWish | None:
        """What is wished for the stay, on the days of the journey; None where the event does not ask."""
        if not self.needs_room:
            return None
        arrives, leaves = (self._fields[name].data if name in self._fields else None for name in MOMENTS)
        if arrives and leaves and leaves.date() <= arrives.date():
            arrives = leaves = None  # a day's visit has no night of its own
        return StayWish(
            needs_room=self.needs_room.data != "no",
            gender=Gender(self.gender.data) if self.gender.data else None,
            shares_with=self.shares_with.data or "",
            arrives_on=arrives.date() if arrives else None,
            leaves_on=leaves.date() if leaves else None,
        )


def journey_form(
    terms: RegistrationTerms, journey: Journey | None, wish: StayWish | None, zone: Zone, **options: Any
) -> JourneyForm:
    """The form of what the event asks, filled with what was answered."""
    known = _values(journey, zone) if journey else {}
    if wish:
        gender = wish.gender.value if wish.gender else None
        known |= {"needs_room": "yes" if wish.needs_room else "no", "gender": gender, "shares_with": wish.shares_with}
    form = JourneyForm(data=known, **options)
    for ask, names in PARTS.items():
        if ask not in terms.asks:
            for name in names:
                del form[name]
    return form


def _values(journey: Journey, zone: Zone) -> dict[str, Any]:
    values = asdict(journey)
    for name in MOMENTS:
        values[name] = datetime.fromisoformat(local_value(values[name], zone)) if values[name] else None
    return values
