"""The sections in the committee's header: the event's own, or the country's without an event."""

from typing import TYPE_CHECKING, Any

from flask import Flask
from flask_babel import gettext as _
from flask_babel import pgettext
from flask_login import current_user

from plm.accounts.rules import NATIONWIDE, Ability

if TYPE_CHECKING:
    from plm.events.tables import Event

Section = tuple[str, str, dict[str, Any]]


def register(app: Flask) -> None:
    app.jinja_env.globals["sections"] = sections


def sections(event: "Event | None") -> list[Section]:
    """Endpoint, label and arguments of each section this person may open."""
    return _nationwide() if event is None else _of_event(event)


def _nationwide() -> list[Section]:
    """Who serves one province, regency or event sees the list of their events only."""
    found: list[Section] = [("committee.events.index", _("Acara"), {})]
    if current_user.may(Ability.READ, NATIONWIDE):
        found += [
            ("committee.libraries.index", _("Perpustakaan"), {}),
            ("committee.kpi.index", _("KPI"), {}),
            ("committee.accounts.index", _("Akun"), {}),
        ]
    return found


def _of_event(event: "Event") -> list[Section]:
    """Rooms only where people stay: an online meeting has none."""
    here = {"slug": event.slug}
    stays = [("committee.lodging.index", _("Kamar"), here)] if event.check_in_on and event.check_out_on else []
    return [
        ("committee.dashboard.index", _("Ringkasan"), here),
        ("committee.eligibility.index", _("Kelayakan"), here),
        ("committee.invitations.index", _("Undangan"), here),
        ("committee.registration.index", pgettext("section", "Peserta"), here),
        *stays,
        ("committee.expo.index", pgettext("section", "Lapak"), here),
        ("committee.checkin.index", _("Kehadiran"), here),
        ("committee.certificates.index", _("Sertifikat"), here),
    ]
