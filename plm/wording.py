"""Facts become sentences: refusals through their templates, values through Babel in the reader's language."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.numbers import format_decimal
from flask import Flask, render_template
from flask_babel import get_locale
from flask_babel import gettext as _

from plm.errors import Refusal
from plm.events.rules import Zone
from plm.registration.rules import EventRole, name_line, shown_phone

DASH = "–"


def refusal_sentence(refusal: Refusal) -> str:
    """The sentence of a refusal, from `templates/refusals/<code>.html` with its facts."""
    return str(render_template(f"refusals/{refusal.code}.html", **refusal.facts)).strip()


def decimal(value: Decimal | int | None, places: int | None = None) -> str:
    """`7,72` in Indonesian; a dash for nothing. Without `places` only the digits that are there, at least none."""
    if value is None:
        return DASH
    pattern = "#,##0.####" if places is None else "#,##0." + "0" * places if places else "#,##0"
    return format_decimal(value, format=pattern, locale=_locale())


def day(value: date | None, *, weekday: bool = False) -> str:
    """`6 November 2024`, or with the day's name."""
    if value is None:
        return DASH
    return format_date(value, "EEEE, d MMMM y" if weekday else "d MMMM y", locale=_locale())


def days(first: date, last: date | None) -> str:
    """`6–8 November 2024`, `30 November – 2 Desember 2024`, one day as itself."""
    if last is None or first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}{DASH}{day(last)}"
    start = "d MMMM" if first.year == last.year else "d MMMM y"
    return f"{format_date(first, start, locale=_locale())} {DASH} {day(last)}"


def clock_time(value: datetime | None, zone: Zone) -> str:
    """`08.42 WITA`: the time of day in the event's zone, with the zone's name."""
    if value is None:
        return DASH
    return f"{format_time(_local(value, zone), 'HH.mm', locale=_locale())} {zone.name}"


def moment(value: datetime | None, zone: Zone) -> str:
    """`6 November 2024 pukul 08.42 WITA`."""
    if value is None:
        return DASH
    return str(_("%(day)s pukul %(time)s", day=day(_local(value, zone).date()), time=clock_time(value, zone)))


def local_value(value: datetime | None, zone: Zone) -> str:
    """A moment as a `datetime-local` input wants it."""
    return "" if value is None else _local(value, zone).strftime("%Y-%m-%dT%H:%M")


def local_day(value: datetime, zone: Zone) -> date:
    """Which day it is in the zone at that moment."""
    return _local(value, zone).date()


def from_local(value: datetime, zone: Zone) -> datetime:
    """A moment typed in the event's zone, made aware."""
    return value.replace(tzinfo=ZoneInfo(zone.value))


def file_size(size: int) -> str:
    """`1,4 MB`, `10 MB`, `310 KB`."""
    if size >= 1_000_000:
        return f"{decimal(round(Decimal(size) / 1_000_000, 1))} MB"
    return f"{max(1, round(size / 1000))} KB"


def grouped_code(code: str, size: int = 4) -> str:
    """A code in groups, `7HQ3-MZ2K-TX9D`, for eyes and fingers."""
    return "-".join(code[start : start + size] for start in range(0, len(code), size))


def full_name(person: Any) -> str:
    """A person's name with titles, as it will stand on paper."""
    return name_line(person.title_prefix, person.name, person.title_suffix)


def role_word(role: EventRole) -> str:
    """A role as people read it."""
    words = {
        EventRole.PARTICIPANT: _("Peserta"),
        EventRole.COMPANION: _("Pendamping"),
        EventRole.SPEAKER: _("Narasumber"),
        EventRole.MODERATOR: _("Moderator"),
        EventRole.FACILITATOR: _("Fasilitator"),
        EventRole.PANELIST: _("Panelis"),
        EventRole.COMMITTEE: _("Panitia"),
        EventRole.GUEST: _("Tamu undangan"),
        EventRole.JUROR: _("Juri"),
    }
    return str(words[role])


def whatsapp(phone: str, text: str = "") -> str:
    """The address that opens a chat, with a message ready. The text must be raw: no page will unescape it."""
    address = f"https://wa.me/{phone.removeprefix('+')}"
    return f"{address}?text={quote(text)}" if text else address


def ticket_by_whatsapp(person: Any, *, event: Any, link: str) -> str:
    """The same with the ticket's message. Made here, since `_` in a page escapes the names it is given."""
    text = _("Tiket %(event)s untuk %(name)s: %(link)s", event=event.name, name=person.name, link=link)
    return whatsapp(person.phone, text)


def register(app: Flask) -> None:
    """Make the words available in every template."""
    app.jinja_env.filters.update(
        decimal=decimal,
        day=day,
        clock_time=clock_time,
        moment=moment,
        local_value=local_value,
        file_size=file_size,
        phone=shown_phone,
        full_name=full_name,
        grouped_code=grouped_code,
        whatsapp=whatsapp,
    )
    app.jinja_env.globals.update(
        days=days, refusal_sentence=refusal_sentence, ticket_by_whatsapp=ticket_by_whatsapp, timedelta=timedelta
    )


def _local(value: datetime, zone: Zone) -> datetime:
    return value.astimezone(ZoneInfo(zone.value))


def _locale() -> str:
    return str(get_locale() or "id")
