"""The personal link and the reply."""

from datetime import datetime
from enum import StrEnum

from plm.errors import Refusal

LINK = "invitation"


class Reply(StrEnum):
    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"


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


def require_open(*, expires_at: datetime, revoked_at: datetime | None, now: datetime) -> None:
    """Raise LinkRevoked or LinkExpired unless the link still opens."""
    if revoked_at is not None:
        raise LinkRevoked(revoked_at=revoked_at)
    if now >= expires_at:
        raise LinkExpired(expired_at=expires_at)
