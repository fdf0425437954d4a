"""The word for what must not proceed, and the cases that every personal link shares."""

from datetime import datetime


class Refusal(Exception):
    """A command that must not proceed; subclasses name the case and carry its facts.

    `code` is stable and names the sentence in `templates/macros/refusals.html`; `status` is the HTTP answer.
    """

    code = "refused"
    status = 409

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code)
        self.facts = facts


class NotFound(Refusal):
    """What was asked for is not there, or not in this event."""

    code = "not_found"
    status = 404


class LinkUnknown(Refusal):
    """Nothing opens with this token."""

    code = "link_unknown"
    status = 404


class LinkExpired(Refusal):
    """The link was good until `expired_at`; a new one is asked for from the committee."""

    code = "link_expired"
    status = 410


class LinkRevoked(Refusal):
    code = "link_revoked"
    status = 410


def require_open(*, expires_at: datetime | None, revoked_at: datetime | None, now: datetime) -> None:
    """Raise LinkRevoked or LinkExpired unless the link still opens."""
    if revoked_at is not None:
        raise LinkRevoked(revoked_at=revoked_at)
    if expires_at is not None and now >= expires_at:
        raise LinkExpired(expired_at=expires_at)
