"""What the pages of certificates share."""

from typing import Any

from flask import Blueprint, current_app, render_template, url_for

from plm.adapters.signing import SigningUnavailable, open_seal
from plm.certificates import queries
from plm.certificates.rules import (
    Attendance,
)
from plm.extensions import db
from plm.web.guards import may_change, this_event

blueprint = Blueprint("certificates", __name__)


def page_of(name: str, **facts: Any) -> str:
    """A page of this room, with what each of them needs."""
    event = this_event()
    return render_template(f"committee/certificates/{name}.html", event=event, may_change=may_change(), **facts)


def home() -> str:
    """The register."""
    return url_for("committee.certificates.index", slug=this_event().slug)


def people_due() -> list[queries.Candidate]:
    """Everybody of the event in each role, with the decision as the rule stands now."""
    event = this_event()
    held = queries.find_settings(db.session(), event.id)
    return queries.candidates_of(
        db.session(), event, attendance_required=held.attendance is not Attendance.NONE if held else True
    )


def seal_in_use() -> Any:
    """Who will sign, or None when the key cannot be used."""
    settings = current_app.extensions["settings"]
    try:
        return open_seal(settings.signing_p12, settings.signing_password)
    except SigningUnavailable:
        return None
