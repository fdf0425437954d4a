"""Who earned a certificate, and why not."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from plm.certificates.rules.refusals import RuleNotSound, RuleProblem
from plm.certificates.rules.words import Attendance, EarnedRole
from plm.events.rules import EventMode
from plm.registration.rules import ParticipantState

# Those who come to learn; whoever speaks or works there need not sit in every session.
LISTENERS = frozenset({EarnedRole.PARTICIPANT, EarnedRole.COMPANION})
# How `Standing.papers_missing` names the assignment letter, which has no name of its own.
LETTER = ""

Entry = tuple[date, int]


class Unmet(StrEnum):
    """Why somebody earns none."""

    ROLE_EARNS_NONE = "role_earns_none"
    AWARD_WITHDRAWN = "award_withdrawn"
    NOT_TAKING_PART = "not_taking_part"
    NOT_SUBMITTED = "not_submitted"
    BASIS_MISSING = "basis_missing"
    NOT_PRESENT = "not_present"
    SHARE_NOT_REACHED = "share_not_reached"
    DAYS_MISSING = "days_missing"
    PAPERS_MISSING = "papers_missing"
    FEEDBACK_MISSING = "feedback_missing"


class Ground(StrEnum):
    """What a certificate rests on."""

    PRESENT = "present"
    SHARE = "share"
    EACH_DAY = "each_day"
    SUBMITTED = "submitted"
    PAPERS = "papers"
    FEEDBACK = "feedback"
    AWARD = "award"


@dataclass(frozen=True)
class Policy:
    """What the committee asks; the bases are those of the moment it was saved, whatever became of them since."""

    mode: EventMode
    attendance: Attendance = Attendance.ANY
    share_percent: int | None = None
    basis_days: frozenset[date] = frozenset()
    basis_checkpoint_ids: frozenset[int] = frozenset()
    papers_required: bool = False
    feedback_required: bool = False

    def attendance_of(self, role: EarnedRole) -> Attendance:
        """What is asked of a role: none of it only online, shares and days only of those who come to learn."""
        if self.attendance is Attendance.NONE:
            return Attendance.NONE if self.mode is EventMode.ONLINE else Attendance.ANY
        return self.attendance if role in LISTENERS else Attendance.ANY

    def asks_feedback_of(self, role: EarnedRole) -> bool:
        return self.feedback_required and role in LISTENERS

    @property
    def needed(self) -> int:
        """How many checkpoints the share comes to, rounded up."""
        return -(-(self.share_percent or 100) * len(self.basis_checkpoint_ids) // 100)


@dataclass(frozen=True)
class Standing:
    """What is known of one person in one role; `entries` are the days and checkpoints where an entry counts."""

    role: EarnedRole
    state: ParticipantState
    submitted: bool
    entries: frozenset[Entry] = frozenset()
    papers_missing: tuple[str, ...] = ()
    feedback_given: bool = False

    @property
    def days(self) -> frozenset[date]:
        return frozenset(day for day, _ in self.entries)

    @property
    def checkpoint_ids(self) -> frozenset[int]:
        return frozenset(checkpoint_id for _, checkpoint_id in self.entries)


@dataclass(frozen=True)
class Lack:
    """One reason with its facts: `had` of `out_of` where `needs` were asked, and the days and papers missing."""

    reason: Unmet
    had: int = 0
    needs: int = 0
    out_of: int = 0
    days: tuple[date, ...] = ()
    papers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Earned:
    """What it rests on; `had` of `out_of` are the sessions or days attended."""

    grounds: tuple[Ground, ...]
    had: int = 0
    out_of: int = 0


@dataclass(frozen=True)
class NotEarned:
    """Every reason."""

    lacks: tuple[Lack, ...]


Decision = Earned | NotEarned


def check_policy(policy: Policy) -> None:
    """Refuse a rule by which nobody could ever be judged."""
    asked, share = policy.attendance, policy.attendance is Attendance.SHARE
    problems = {
        RuleProblem.ONLINE_ONLY: asked is Attendance.NONE and policy.mode is not EventMode.ONLINE,
        RuleProblem.SHARE_MISSING: share and not 1 <= (policy.share_percent or 0) <= 100,
        RuleProblem.CHECKPOINTS_MISSING: share and not policy.basis_checkpoint_ids,
        RuleProblem.DAYS_MISSING: asked is Attendance.EACH_DAY and not policy.basis_days,
    }
    if found := tuple(problem for problem, is_so in problems.items() if is_so):
        raise RuleNotSound(problems=found)


def decide(standing: Standing, policy: Policy) -> Decision:
    """Earned when nothing is lacking; else every reason with its facts. Less known never earns more."""
    lacks = _lacks(standing, policy)
    return NotEarned(lacks) if lacks else _earned(standing, policy)


def decide_award(*, withdrawn: bool, state: ParticipantState | None) -> Decision:
    """An award asks for no attendance; `state` is None where a library won it."""
    lacks = {
        Unmet.AWARD_WITHDRAWN: withdrawn,
        Unmet.NOT_TAKING_PART: state is not None and state is not ParticipantState.ACTIVE,
    }
    found = tuple(Lack(reason) for reason, is_so in lacks.items() if is_so)
    return NotEarned(found) if found else Earned((Ground.AWARD,))


def _lacks(standing: Standing, policy: Policy) -> tuple[Lack, ...]:
    missing = standing.papers_missing if policy.papers_required else ()
    found = (
        Lack(Unmet.ROLE_EARNS_NONE) if standing.role is EarnedRole.GUEST else None,
        Lack(Unmet.NOT_TAKING_PART) if standing.state is not ParticipantState.ACTIVE else None,
        None if standing.submitted else Lack(Unmet.NOT_SUBMITTED),
        _absence(standing, policy),
        Lack(Unmet.PAPERS_MISSING, papers=missing) if missing else None,
        Lack(Unmet.FEEDBACK_MISSING)
        if policy.asks_feedback_of(standing.role) and not standing.feedback_given
        else None,
    )
    return tuple(lack for lack in found if lack)


def _absence(standing: Standing, policy: Policy) -> Lack | None:
    match policy.attendance_of(standing.role):
        case Attendance.NONE:
            return None
        case Attendance.SHARE:
            return _short_of_share(standing, policy)
        case Attendance.EACH_DAY:
            return _short_of_days(standing, policy)
    return None if standing.entries else Lack(Unmet.NOT_PRESENT)


def _short_of_share(standing: Standing, policy: Policy) -> Lack | None:
    if not policy.basis_checkpoint_ids or not policy.share_percent:
        return Lack(Unmet.BASIS_MISSING)
    had, out_of = len(standing.checkpoint_ids & policy.basis_checkpoint_ids), len(policy.basis_checkpoint_ids)
    if had >= policy.needed:
        return None
    return Lack(Unmet.SHARE_NOT_REACHED, had=had, needs=policy.needed, out_of=out_of)


def _short_of_days(standing: Standing, policy: Policy) -> Lack | None:
    if not policy.basis_days:
        return Lack(Unmet.BASIS_MISSING)
    missing = policy.basis_days - standing.days
    if not missing:
        return None
    out_of = len(policy.basis_days)
    return Lack(Unmet.DAYS_MISSING, had=out_of - len(missing), needs=out_of, out_of=out_of, days=tuple(sorted(missing)))


def _earned(standing: Standing, policy: Policy) -> Earned:
    asked = policy.attendance_of(standing.role)
    more = {
        Ground.PAPERS: policy.papers_required,
        Ground.FEEDBACK: policy.asks_feedback_of(standing.role),
    }
    others = tuple(ground for ground, is_so in more.items() if is_so)
    if asked is Attendance.SHARE:
        had = len(standing.checkpoint_ids & policy.basis_checkpoint_ids)
        return Earned((Ground.SHARE, *others), had, len(policy.basis_checkpoint_ids))
    if asked is Attendance.EACH_DAY:
        return Earned((Ground.EACH_DAY, *others), len(policy.basis_days), len(policy.basis_days))
    return Earned((Ground.PRESENT if standing.entries else Ground.SUBMITTED, *others))
