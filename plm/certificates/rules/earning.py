"""Who earned a certificate, and why not."""

from dataclasses import dataclass
from enum import StrEnum

from plm.events.rules import EventMode
from plm.registration.rules import EventRole, ParticipantState


class Unmet(StrEnum):
    """Why somebody earns none."""

    NOT_TAKING_PART = "not_taking_part"
    NOT_SUBMITTED = "not_submitted"
    NOT_PRESENT = "not_present"
    ROLE_EARNS_NONE = "role_earns_none"


class Ground(StrEnum):
    """What a certificate rests on."""

    PRESENT = "present"
    SUBMITTED = "submitted"


@dataclass(frozen=True)
class Policy:
    """`attendance_required` may be lifted for an online event alone."""

    mode: EventMode
    attendance_required: bool = True

    @property
    def asks_attendance(self) -> bool:
        return self.attendance_required or self.mode is not EventMode.ONLINE


@dataclass(frozen=True)
class Standing:
    """What is known of one person in one role."""

    role: EventRole
    state: ParticipantState
    submitted: bool
    present: bool


@dataclass(frozen=True)
class Earned:
    ground: Ground


@dataclass(frozen=True)
class NotEarned:
    unmet: tuple[Unmet, ...]


def decide(standing: Standing, policy: Policy) -> Earned | NotEarned:
    """Earned by an accepted entry, or by registering where the committee asks no attendance online."""
    checks = {
        Unmet.ROLE_EARNS_NONE: standing.role is not EventRole.GUEST,
        Unmet.NOT_TAKING_PART: standing.state is ParticipantState.ACTIVE,
        Unmet.NOT_SUBMITTED: standing.submitted,
        Unmet.NOT_PRESENT: standing.present or not policy.asks_attendance,
    }
    if unmet := tuple(reason for reason, met in checks.items() if not met):
        return NotEarned(unmet)
    return Earned(Ground.PRESENT if standing.present else Ground.SUBMITTED)
