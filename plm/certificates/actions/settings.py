"""What the committee decides once."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from plm.audit.actions import record
from plm.certificates.queries import find_settings
from plm.certificates.rules import Attendance, Policy, SealWay, check_pattern, check_policy
from plm.certificates.tables import CertificateSettings
from plm.events.rules import EventMode
from plm.events.tables import Event


@dataclass(frozen=True)
class Terms:
    """Who earns one; days and checkpoints count as they are named here, whatever becomes of them later."""

    attendance: Attendance = Attendance.ANY
    share_percent: int | None = None
    basis_days: tuple[date, ...] = ()
    basis_checkpoint_ids: tuple[int, ...] = ()
    papers_required: bool = False
    feedback_required: bool = False

    def at(self, mode: EventMode) -> Policy:
        """The rule at a meeting of this mode."""
        values = {**vars(self), "basis_days": frozenset(self.basis_days)}
        return Policy(mode, **{**values, "basis_checkpoint_ids": frozenset(self.basis_checkpoint_ids)})


@dataclass(frozen=True)
class Wording:
    """What the committee decides once for all certificates of an event."""

    number_pattern: str
    learning_hours: int | None
    signed_at_place: str
    signed_on: date
    signatory_name: str
    signatory_position: str
    terms: Terms = field(default_factory=Terms)
    mail_when_ready: bool = False
    seal_way: SealWay = SealWay.KEY


def save_settings(session: Session, *, event: Event, wording: Wording, by: str, now: datetime) -> None:
    """Keep the wording for certificates issued from now on; raises PatternRefused or RuleNotSound."""
    check_pattern(wording.number_pattern)
    check_policy(wording.terms.at(event.mode))
    # Two first wordings of one event take turns; the later word stands.
    session.refresh(event, with_for_update={"key_share": True})
    settings = find_settings(session, event.id)
    if settings is None:
        settings = CertificateSettings(event_id=event.id, last_serial=0)
        session.add(settings)
    for name, value in _values(wording).items():
        setattr(settings, name, value)
    session.flush()
    record(
        session,
        actor=by,
        verb="certificates.settings",
        subject=f"event:{event.id}",
        now=now,
        event_id=event.id,
        facts=_stored(wording.terms),
    )


def _values(wording: Wording) -> dict[str, object]:
    words = {name: value for name, value in vars(wording).items() if name != "terms"}
    return {**words, **_stored(wording.terms)}


def _stored(terms: Terms) -> dict[str, object]:
    """As the table keeps it; a basis that the rule does not use is not kept."""
    shares, days = terms.attendance is Attendance.SHARE, terms.attendance is Attendance.EACH_DAY
    return {
        "attendance": terms.attendance,
        "share_percent": terms.share_percent if shares else None,
        "basis_days": sorted(day.isoformat() for day in terms.basis_days) if days else [],
        "basis_checkpoint_ids": sorted(terms.basis_checkpoint_ids) if shares else [],
        "papers_required": terms.papers_required,
        "feedback_required": terms.feedback_required,
    }
