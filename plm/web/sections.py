"""The sections in the committee's header: the event's own, or the country's without an event."""

from typing import TYPE_CHECKING, Any

from flask import Flask, current_app
from flask_babel import gettext as _

if TYPE_CHECKING:
    from plm.events.tables import Event

Section = tuple[str, str, dict[str, Any]]


def register(app: Flask) -> None:
    app.jinja_env.globals["sections"] = sections


def sections(event: "Event | None") -> list[Section]:
    """Endpoint, label and arguments of each section that exists."""
    if event is None:
        found: list[Section] = [
            ("committee.events.index", _("Acara"), {}),
            ("committee.libraries.index", _("Perpustakaan"), {}),
            ("committee.kpi.index", _("KPI"), {}),
            ("committee.accounts.index", _("Akun"), {}),
        ]
    else:
        here = {"slug": event.slug}
        found = [
            ("committee.dashboard.index", _("Ringkasan"), here),
            ("committee.eligibility.index", _("Kelayakan"), here),
            ("committee.invitations.index", _("Undangan"), here),
            ("committee.registration.index", _("Peserta"), here),
            ("committee.expo.index", _("Lapak"), here),
            ("committee.checkin.index", _("Kehadiran"), here),
            ("committee.certificates.index", _("Sertifikat"), here),
        ]
    return [section for section in found if section[0] in current_app.view_functions]
