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
    return _nationwide() if event is None else _of_event({"slug": event.slug})


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


def _of_event(here: dict[str, Any]) -> list[Section]:
    return [
        ("committee.dashboard.index", _("Ringkasan"), here),
        ("committee.eligibility.index", _("Kelayakan"), here),
        ("committee.invitations.index", _("Undangan"), here),
        ("committee.registration.index", pgettext("section", "Peserta"), here),
        ("committee.expo.index", pgettext("section", "Lapak"), here),
        ("committee.checkin.index", _("Kehadiran"), here),
        ("committee.certificates.index", _("Sertifikat"), here),
    ]
