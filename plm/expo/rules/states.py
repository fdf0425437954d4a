"""What may happen to a plan in which state."""

from plm.expo.rules.refusals import PlanFrozen, PlanNotDraft, PlanNotRead, PlanSuperseded
from plm.expo.words import PlanState


def require_readable(state: PlanState, number: int) -> None:
    """Only what has not been public yet is read for publication; reading twice does no harm."""
    if state not in (PlanState.DRAFT, PlanState.PROOF):
        raise PlanNotDraft(number=number)


def require_publishable(state: PlanState, number: int, *, revision: int, read: int | None) -> None:
    """Nothing is published unread: the reader saw this very revision."""
    require_readable(state, number)
    if state is not PlanState.PROOF or read != revision:
        raise PlanNotRead(number=number)


def require_movable(state: PlanState, number: int) -> None:
    """A frozen plan stays; one that was replaced is history."""
    if state is PlanState.FROZEN:
        raise PlanFrozen(number=number)
    if state is PlanState.SUPERSEDED:
        raise PlanSuperseded(number=number)
