"""The states of a mail, and what may follow which."""

from enum import StrEnum

from plm.errors import Refusal

# Longer than a mail server is waited for: whoever began to send a mail and has not said how it went by then, is gone.
LOST_AFTER_SECONDS = 120
MOST_TRIES = 50


class MailState(StrEnum):
    """QUEUED waits; SENDING is with the mail server now; UNKNOWN may have arrived, and nobody can tell.

    FAILED was refused for good; DROPPED was not needed any more when its turn came.
    """

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"
    DROPPED = "dropped"


# What the committee has to look at.
TROUBLED = (MailState.UNKNOWN, MailState.FAILED)


class MailStill(Refusal):
    """The mail is in another state meanwhile."""

    code = "mail_still"
