"""The personal link and the reply."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from plm.errors import Refusal

LINK = "invitation"
LETTER_TEMPLATE = "invitation"
REMINDER_TEMPLATE = "reminder"
QUESTION_TEMPLATE = "question"


class Reply(StrEnum):
    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class ReplyTab(StrEnum):
    """How the committee's list is cut."""

    PENDING = "pending"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    ASKING = "asking"

    @property
    def replies(self) -> tuple[Reply, ...]:
        if self is ReplyTab.ASKING:
            return tuple(Reply)
        return (Reply.ACCEPTED, Reply.DECLINED) if self is ReplyTab.ANSWERED else (Reply(self.value),)


class LibraryNotEligible(Refusal):
    """The latest decision run does not invite these `library_ids`."""

    code = "library_not_eligible"


class ExpiryPassed(Refusal):
    """A new link must end later than now."""

    code = "expiry_passed"
    status = 422


class AddressMissing(Refusal):
    """The library has no mail address to send to."""

    code = "address_missing"


@dataclass(frozen=True)
class Invited:
    """What inviting did: how many are new, how many stood already."""

    new: int
    standing: int


def require_future(expires_at: datetime, *, now: datetime) -> None:
    """Raise ExpiryPassed for a link that would be dead at birth."""
    if expires_at <= now:
        raise ExpiryPassed(expires_at=expires_at)


class NothingAsked(Refusal):
    """No new link is asked for, or somebody has answered already."""

    code = "nothing_asked"


class FreedBy(StrEnum):
    """Why a place is free again."""

    DECLINED = "declined"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True)
class Freed:
    """An invited place that nobody takes: which invitation, of which library, why, and since when."""

    invitation_id: int
    library_id: int
    cause: FreedBy
    at: datetime


class PlaceMoved(Refusal):
    """The library's place went to another one at `moved_at`."""

    code = "place_moved"


class RunOutdated(Refusal):
    """The reserve moves by the facts of the latest run, and these are not the facts any more."""

    code = "run_outdated"


class QuestionAnswered(Refusal):
    """Somebody has answered already."""

    code = "question_answered"


def freed_by(
    reply: Reply, *, replied_at: datetime | None, expires_at: datetime, revoked_at: datetime | None, now: datetime
) -> tuple[FreedBy, datetime] | None:
    """Why and since when an invitation holds no place any more; None while it does."""
    if revoked_at is not None:
        return FreedBy.REVOKED, revoked_at
    if reply is Reply.DECLINED:
        return FreedBy.DECLINED, replied_at or now
    if reply is Reply.PENDING and now >= expires_at:
        return FreedBy.EXPIRED, expires_at
    return None


def is_silent(reply: Reply, expires_at: datetime, revoked_at: datetime | None, *, now: datetime) -> bool:
    """Whether a reminder says anything: no answer yet, and the link still opens."""
    return reply is Reply.PENDING and revoked_at is None and now < expires_at


def reminder_purpose(invitation_id: int, day: date) -> str:
    """One reminder an invitation and day, whoever presses."""
    return f"reminder:{invitation_id}:{day.isoformat()}"


def letter_purpose(invitation_id: int, nonce: str) -> str:
    """One letter a link: a renewed link may be sent again, the same link is not."""
    return f"invitation:{invitation_id}:{nonce}"
