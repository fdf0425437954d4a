"""What the committee decides once."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.certificates.queries import find_settings
from plm.certificates.rules import (
    Attendance,
    check_pattern,
)
from plm.certificates.tables import CertificateSettings
from plm.events.rules import EventMode
from plm.events.tables import Event


@dataclass(frozen=True)
class Wording:
    """What the committee decides once for all certificates of an event."""

    number_pattern: str
    learning_hours: int | None
    signed_at_place: str
    signed_on: date
    signatory_name: str
    signatory_position: str
    attendance_required: bool = True


def save_settings(session: Session, *, event: Event, wording: Wording, by: str, now: datetime) -> None:
    """Keep the wording for certificates issued from now on; raises PatternRefused."""
    check_pattern(wording.number_pattern)
    # Two first wordings of one event take turns; the later word stands.
    session.refresh(event, with_for_update={"key_share": True})
    settings = find_settings(session, event.id)
    if settings is None:
        settings = CertificateSettings(event_id=event.id, last_serial=0)
        session.add(settings)
    values = dict(vars(wording))
    required = values.pop("attendance_required") or event.mode is not EventMode.ONLINE
    for name, value in values.items():
        setattr(settings, name, value)
    settings.attendance = Attendance.ANY if required else Attendance.NONE
    session.flush()
    record(session, actor=by, verb="certificates.settings", subject=f"event:{event.id}", now=now, event_id=event.id)
