"""What one event asks of those who come, and what it allows."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from plm.errors import Refusal


class Ask(StrEnum):
    """A part that is asked only where the event needs it."""

    TRAVEL = "travel"
    PICKUP = "pickup"
    STAY = "stay"
    MEALS = "meals"
    HEALTH = "health"
    NEEDS = "needs"
    BANK = "bank"


JOURNEY = frozenset({Ask.TRAVEL, Ask.PICKUP, Ask.STAY, Ask.MEALS})
# Specific personal data (UU 27/2022, article 4): asked of the person alone, never of whoever registers them.
SPECIFIC = frozenset({Ask.HEALTH, Ask.NEEDS, Ask.BANK})
MOST_EXTRA = 20


class ChangesClosed(Refusal):
    """Nobody is exchanged any more since `until`."""

    code = "changes_closed"


@dataclass(frozen=True, kw_only=True)
class RegistrationTerms:
    """What is asked, how many more may come at their own cost, and until when somebody else may come instead."""

    asks: frozenset[Ask] = frozenset()
    extra: int = 0
    substitution_until: datetime | None = None

    @property
    def journey(self) -> frozenset[Ask]:
        return self.asks & JOURNEY

    @property
    def specific(self) -> frozenset[Ask]:
        return self.asks & SPECIFIC


def require_changes_open(terms: RegistrationTerms, *, starts_at: datetime, zone: object, now: datetime) -> None:
    """Raise ChangesClosed past the cut-off; where none is set, the meeting's own beginning is one."""
    until = terms.substitution_until or starts_at
    if now >= until:
        raise ChangesClosed(until=until, zone=zone)
