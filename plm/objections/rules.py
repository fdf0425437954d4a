"""Objections (keberatan): a library says a decision is wrong, the committee answers, something follows or not."""

from datetime import datetime
from enum import StrEnum

from plm.errors import Refusal


class ObjectionState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class Verdict(StrEnum):
    """Whether the library was right."""

    UPHELD = "upheld"
    PARTLY = "partly"
    REJECTED = "rejected"


class Consequence(StrEnum):
    """What the answer leads to: nothing, a decision by hand that lets the library in, or a new run."""

    NONE = "none"
    INCLUDED = "included"
    NEW_RUN = "new_run"


class NothingDecided(Refusal):
    """Nothing has been decided about the library, so there is nothing to object to."""

    code = "nothing_decided"


class ObjectionsClosed(Refusal):
    """Objections were taken until `closed_at`."""

    code = "objections_closed"


class ObjectionStands(Refusal):
    """The library has an objection that is not answered yet."""

    code = "objection_stands"


class ObjectionSettled(Refusal):
    """Somebody has answered, or the library has withdrawn it."""

    code = "objection_settled"


class AnswerContradicts(Refusal):
    """A rejected objection changes nothing."""

    code = "answer_contradicts"
    status = 422


def require_window(closes_at: datetime | None, *, now: datetime) -> None:
    """Raise ObjectionsClosed after the end; without one, objections are taken at any time."""
    if closes_at is not None and now > closes_at:
        raise ObjectionsClosed(closed_at=closes_at)


def require_sound_answer(verdict: Verdict, consequence: Consequence) -> None:
    """Raise AnswerContradicts for a rejection that would let the library in."""
    if verdict is Verdict.REJECTED and consequence is not Consequence.NONE:
        raise AnswerContradicts(verdict=verdict, consequence=consequence)
