"""Who stands where before anything is issued."""

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from plm.awards.queries import Given, awards_of
from plm.certificates.queries.standing import Known, known_of, policy_of
from plm.certificates.rules import (
    Attendance,
    Decision,
    Earned,
    EarnedRole,
    Lack,
    Look,
    NotEarned,
    Policy,
    Standing,
    Unmet,
    decide,
    decide_award,
    looks_of,
    printed_line,
)
from plm.certificates.tables import Certificate, CertificateSettings
from plm.events.tables import Event
from plm.registration.rules import name_line
from plm.registration.tables import Delegation, Participant, ParticipantRole


@dataclass(frozen=True)
class Candidate:
    """One person in one role, or one award, with the decision; `issued` when the register has a line of any state.

    `participant` is None where a library won an award.
    """

    role: EarnedRole
    decision: Decision
    issued: bool
    participant: Participant | None = None
    given: Given | None = None

    @property
    def typed_name(self) -> str:
        if self.given is not None:
            return self.given.winner.name
        person = self.participant
        return name_line(person.title_prefix, person.name, person.title_suffix) if person else ""

    @property
    def name(self) -> str:
        """As it would be printed."""
        return printed_line(self.typed_name)

    @property
    def institution(self) -> str:
        """As it would be printed."""
        where = (
            self.given.winner.institution if self.given else self.participant.institution if self.participant else ""
        )
        return printed_line(where)

    @property
    def award(self) -> str:
        """`Terbaik I, Perpustakaan Desa Terbaik`, or nothing."""
        return printed_line(self.given.line) if self.given else ""

    @property
    def looks(self) -> tuple[Look, ...]:
        """What in the name wants somebody's eye."""
        return looks_of(self.typed_name, bare=self.participant.name if self.participant else None)

    @property
    def lacks(self) -> tuple[Lack, ...]:
        return self.decision.lacks if isinstance(self.decision, NotEarned) else ()

    @property
    def unmet(self) -> tuple[Unmet, ...]:
        return tuple(lack.reason for lack in self.lacks)

    @property
    def is_due(self) -> bool:
        return isinstance(self.decision, Earned) and not self.issued


def find_settings(session: Session, event_id: int) -> CertificateSettings | None:
    return session.get(CertificateSettings, event_id)


def candidates_of(session: Session, event: Event) -> list[Candidate]:
    """Everybody of the event in each of their roles, by name, then each award; as the rule stands now."""
    policy = policy_of(find_settings(session, event.id), event)
    return [*_people(session, event, policy), *_winners(session, event)]


def asks_more_than_an_entry(settings: CertificateSettings) -> bool:
    """Whether who came is not enough to know who earned one."""
    return (
        settings.papers_required
        or settings.feedback_required
        or settings.attendance in (Attendance.SHARE, Attendance.EACH_DAY)
    )


def count_people_due(session: Session, event: Event) -> int:
    """How many people earned one in some role and have none of it yet; awards aside."""
    due = (one.participant for one in candidates_of(session, event) if one.is_due and one.given is None)
    return len({person.id for person in due if person is not None})


def _people(session: Session, event: Event, policy: Policy) -> list[Candidate]:
    known, registered = known_of(session, event, policy), _registered(session, event.id)
    query = (
        select(Participant, ParticipantRole.role, or_(Delegation.id.is_(None), Delegation.submitted_at.is_not(None)))
        .join(ParticipantRole, ParticipantRole.participant_id == Participant.id)
        .outerjoin(Delegation, Delegation.id == Participant.delegation_id)
        .where(Participant.event_id == event.id)
        .order_by(Participant.name, Participant.id, ParticipantRole.role)
    )
    return [
        Candidate(
            EarnedRole(role),
            decide(_standing(person, EarnedRole(role), bool(submitted), known), policy),
            (person.id, EarnedRole(role)) in registered,
            person,
        )
        for person, role, submitted in session.execute(query)
    ]


def _standing(person: Participant, role: EarnedRole, submitted: bool, known: Known) -> Standing:
    return Standing(
        role,
        person.state,
        submitted,
        known.entries.get(person.id, frozenset()),
        known.papers_missing(person.id, person.delegation_id),
        person.id in known.answered,
    )


def _registered(session: Session, event_id: int) -> set[tuple[int | None, EarnedRole]]:
    query = select(Certificate.participant_id, Certificate.role).where(
        Certificate.event_id == event_id, Certificate.award_id.is_(None)
    )
    return {(person_id, role) for person_id, role in session.execute(query)}


def _winners(session: Session, event: Event) -> list[Candidate]:
    query = select(Certificate.award_id).where(Certificate.event_id == event.id, Certificate.award_id.is_not(None))
    registered = set(session.scalars(query))
    return [_winner(given, given.award.id in registered) for given in awards_of(session, event.id)]


def _winner(given: Given, issued: bool) -> Candidate:
    person = given.winner.participant
    decision = decide_award(withdrawn=given.award.withdrawn_at is not None, state=person.state if person else None)
    return Candidate(EarnedRole.WINNER, decision, issued, person, given)
