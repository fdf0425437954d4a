"""The forms for a meeting, its venues and its agenda; moments are typed in the event's own zone."""

from dataclasses import fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, ValidationError
from wtforms.validators import InputRequired, Optional

from plm.events.actions import EventDetails, SessionDetails
from plm.events.rules import EventLevel, EventMode, EventNotSound, EventProblem, SessionKind, Zone
from plm.libraries.rules import parse_phone, parse_region_code
from plm.web.forms import Choice, Day, LongText, Moment, Radio, Text, Whole, Within, options, refuse
from plm.wording import from_local, local_value

if TYPE_CHECKING:
    from plm.events.tables import AgendaSession, Event, Venue

LEVELS = {
    EventLevel.NATIONAL: _l("Nasional"),
    EventLevel.REGIONAL: _l("Regional (beberapa provinsi)"),
    EventLevel.PROVINCE: _l("Provinsi"),
    EventLevel.REGENCY: _l("Kabupaten/Kota"),
}
MODES = {
    EventMode.ONSITE: _l("Luring (bertemu di tempat)"),
    EventMode.ONLINE: _l("Daring"),
    EventMode.HYBRID: _l("Bauran (luring dan daring)"),
}
ZONES = {
    Zone.WIB: _l("WIB (Jakarta)"),
    Zone.WITA: _l("WITA (Makassar, Bali)"),
    Zone.WIT: _l("WIT (Jayapura)"),
}
KINDS = {
    SessionKind.PLENARY: _l("Pleno"),
    SessionKind.CLASS: _l("Kelas berbagi"),
    SessionKind.EXPO: _l("Lapak literasi"),
    SessionKind.CEREMONY: _l("Malam apresiasi atau upacara"),
    SessionKind.OTHER: _l("Lainnya"),
}


class EventForm(FlaskForm):
    """A meeting as typed."""

    name = Text(_l("Nama acara"), needed=_l("Tulis nama acara."))
    slug = Text(_l("Alamat halaman"), most=60)
    level = Radio(_l("Jenjang"), choices=options(LEVELS, LEVELS), default=EventLevel.NATIONAL.value)
    region_code = Text(_l("Kode wilayah"), most=20)
    mode = Radio(_l("Cara bertemu"), choices=options(MODES, MODES), default=EventMode.ONSITE.value)
    starts_on = Day(_l("Hari pertama"), validators=[InputRequired(_l("Isi hari pertama acara."))])
    ends_on = Day(_l("Hari terakhir"), validators=[InputRequired(_l("Isi hari terakhir acara."))])
    check_in_on = Day(_l("Masuk penginapan (bila ada)"), validators=[Optional()])
    check_out_on = Day(_l("Keluar penginapan (bila ada)"), validators=[Optional()])
    zone = Radio(_l("Zona waktu"), choices=options(ZONES, ZONES), default=Zone.WIB.value)
    place = Text(_l("Tempat (bila ada)"))
    city = Text(_l("Kota atau kabupaten (bila ada)"), most=120)
    organiser = Text(_l("Penyelenggara (bila ada)"))
    contact_name = Text(_l("Nama narahubung (bila ada)"))
    contact_phone = Text(_l("Telepon narahubung (bila ada)"), most=40)
    registration_opens_at = Moment(_l("Registrasi dibuka (bila sudah tahu)"), validators=[Optional()])
    registration_closes_at = Moment(_l("Registrasi ditutup (bila sudah tahu)"), validators=[Optional()])
    capacity = Whole(
        _l("Kapasitas (bila dibatasi)"),
        validators=[Optional(), Within(1, 1_000_000, too_small=_l("Tulis jumlah kursi mulai dari 1."))],
    )

    def validate_region_code(self, field: Field) -> None:
        if field.data and not parse_region_code(field.data):
            raise ValidationError(_("Bukan kode wilayah. Tulis seperti 62 atau 62.13."))

    def validate_contact_phone(self, field: Field) -> None:
        if field.data and not parse_phone(field.data):
            raise ValidationError(_("Nomor tidak lengkap. Tulis seperti 0812 3456 7890."))

    @property
    def region(self) -> str | None:
        return parse_region_code(self.region_code.data or "")

    def details(self) -> EventDetails:
        zone = Zone(self.zone.data)
        return EventDetails(
            name=self.name.data or "",
            level=EventLevel(self.level.data),
            mode=EventMode(self.mode.data),
            starts_on=cast(date, self.starts_on.data),
            ends_on=cast(date, self.ends_on.data),
            zone=zone,
            region_code=self.region,
            check_in_on=self.check_in_on.data,
            check_out_on=self.check_out_on.data,
            place=self.place.data or "",
            city=self.city.data or "",
            organiser=self.organiser.data or "",
            contact_name=self.contact_name.data or "",
            contact_phone=parse_phone(self.contact_phone.data or "") or "",
            registration_opens_at=_moment(self.registration_opens_at, zone),
            registration_closes_at=_moment(self.registration_closes_at, zone),
            capacity=self.capacity.data,
        )

    def refuse(self, refusal: EventNotSound) -> None:
        """Show each contradiction at the field that can put it right."""
        fields: dict[EventProblem, Field] = {
            EventProblem.ENDS_BEFORE_START: self.ends_on,
            EventProblem.ARRIVES_AFTER_START: self.check_in_on,
            EventProblem.LEAVES_BEFORE_END: self.check_out_on,
            EventProblem.CLOSES_BEFORE_OPENING: self.registration_closes_at,
            EventProblem.CAPACITY_BELOW_TAKEN: self.capacity,
        }
        for problem in refusal.facts["problems"]:  # type: ignore[attr-defined]  # a tuple of problems
            refuse(fields.get(problem, self.region_code), EventNotSound(**{**refusal.facts, "problems": (problem,)}))


MOMENTS = ("registration_opens_at", "registration_closes_at")


def event_form(event: "Event") -> EventForm:
    """The form filled with the event, its moments in its own zone; posted values win."""
    kept = {field.name: getattr(event, field.name) for field in fields(EventDetails)}
    words = {name: kept[name].value for name in ("level", "mode", "zone")}
    return EventForm(data=kept | words | {name: _local(kept[name], event.zone) for name in MOMENTS})


class VenueForm(FlaskForm):
    """A place, on the map or online."""

    name = Text(_l("Nama tempat"), needed=_l("Tulis nama tempat."))
    address = LongText(_l("Alamat (bila ada)"), most=1000)
    online_url = Text(_l("Tautan daring (bila ada)"), most=500)

    def validate_online_url(self, field: Field) -> None:
        if field.data and not _is_web_address(field.data):
            raise ValidationError(_("Tulis tautan lengkap, misalnya https://contoh.id/ruang."))


class SessionForm(FlaskForm):
    """A line of the agenda."""

    title = Text(_l("Judul sesi"), needed=_l("Tulis judul sesi."))
    kind = Radio(_l("Bentuk"), choices=options(KINDS, KINDS), default=SessionKind.PLENARY.value)
    starts_at = Moment(_l("Mulai"), validators=[InputRequired(_l("Isi tanggal dan jam mulai."))])
    ends_at = Moment(_l("Waktu selesai"), validators=[InputRequired(_l("Isi tanggal dan jam selesai."))])
    venue = Choice(_l("Tempat"))

    def offer(self, venues: "list[Venue]") -> None:
        """Only the event's own venues can be chosen."""
        self.venue.choices = [("", _("Belum ditentukan")), *((str(venue.id), venue.name) for venue in venues)]

    def details(self, zone: Zone) -> SessionDetails:
        return SessionDetails(
            title=self.title.data or "",
            kind=SessionKind(self.kind.data),
            starts_at=from_local(cast(datetime, self.starts_at.data), zone),
            ends_at=from_local(cast(datetime, self.ends_at.data), zone),
            venue_id=int(self.venue.data) if self.venue.data else None,
        )


def session_form(line: "AgendaSession", zone: Zone) -> SessionForm:
    """The form filled with the line; posted values win."""
    return SessionForm(
        title=line.title,
        kind=line.kind.value,
        starts_at=_local(line.starts_at, zone),
        ends_at=_local(line.ends_at, zone),
        venue=str(line.venue_id or ""),
    )


def _local(value: datetime | None, zone: Zone) -> datetime | None:
    return datetime.fromisoformat(local_value(value, zone)) if value else None


def _moment(field: Any, zone: Zone) -> datetime | None:
    return from_local(field.data, zone) if field.data else None


def _is_web_address(text: str) -> bool:
    parts = urlsplit(text)
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not set(text) & set(' \t\n<>"')
