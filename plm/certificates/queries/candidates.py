"""Who stands where before anything is issued."""

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from plm.certificates.rules import (
    Earned,
    EarnedRole,
    NotEarned,
    Policy,
    Standing,
    Unmet,
    decide,
    printed_line,
)
from plm.certificates.tables import Certificate, CertificateSettings
from plm.checkin.queries import attended_participant_ids
from plm.events.tables import Event
from plm.registration.rules import name_line
from plm.registration.tables import Delegation, Participant, ParticipantRole


@dataclass(frozen=True)
class Candidate:
    """One person in one role, with the decision; `issued` when the register has a line of any state."""

    participant: Participant
    role: EarnedRole
    decision: Earned | NotEarned
    issued: bool

    @property
    def name(self) -> str:
        """As it would be printed."""
        person = self.participant
        return printed_line(name_line(person.title_prefix, person.name, person.title_suffix))

    @property
    def unmet(self) -> tuple[Unmet, ...]:
        return self.decision.unmet if isinstance(self.decision, NotEarned) else ()

    @property
    def is_due(self) -> bool:
        return isinstance(self.decision, Earned) and not self.issued


def find_settings(session: Session, event_id: int) -> CertificateSettings | None:
    return session.get(CertificateSettings, event_id)


def candidates_of(session: Session, event: Event, *, attendance_required: bool) -> list[Candidate]:
    """Everybody of the event in each of their roles, by name."""
    policy = Policy(event.mode, attendance_required)
    registered = select(Certificate.participant_id, Certificate.role).where(Certificate.event_id == event.id)
    here = attended_participant_ids(session, event.id)
    known = {(person, role) for person, role in session.execute(registered)}
    query = (
        select(Participant, ParticipantRole.role, or_(Delegation.id.is_(None), Delegation.submitted_at.is_not(None)))
        .join(ParticipantRole, ParticipantRole.participant_id == Participant.id)
        .outerjoin(Delegation, Delegation.id == Participant.delegation_id)
        .where(Participant.event_id == event.id)
        .order_by(Participant.name, Participant.id, ParticipantRole.role)
    )
    return [
        Candidate(
            person,
            EarnedRole(role),
            decide(Standing(role, person.state, bool(submitted), person.id in here), policy),
            (person.id, EarnedRole(role)) in known,
        )
        for person, role, submitted in session.execute(query)
    ]
