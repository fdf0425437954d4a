"""Who is on a checkpoint's list, and what refuses a place on it."""

from plm.errors import Refusal


class SessionFull(Refusal):
    """Somebody else took the last place; the other sessions are still to be had."""

    code = "session_full"


class ListFull(Refusal):
    """More people than a session that is chosen has places."""

    code = "list_full"


class ChoiceClosed(Refusal):
    """What has begun is not chosen any more."""

    code = "choice_closed"
