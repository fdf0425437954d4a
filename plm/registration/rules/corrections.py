"""What people ask to have put right, and specific personal data that they may give and take back."""

from collections.abc import Mapping
from dataclasses import fields
from enum import StrEnum

from plm.errors import Refusal
from plm.registration.rules.people import PersonDetails
from plm.registration.rules.terms import Ask


class CorrectionState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class CorrectionAnswered(Refusal):
    """Somebody has answered already."""

    code = "correction_answered"


class NothingWanted(Refusal):
    """What is asked for is what stands already."""

    code = "nothing_wanted"
    status = 422


class ConsentMissing(Refusal):
    """Specific personal data is kept with the person's own consent alone (UU 27/2022, article 22)."""

    code = "consent_missing"
    status = 422


# What is asked under each heading, and the longest text of each.
SPECIFIC_FIELDS: Mapping[Ask, Mapping[str, int]] = {
    Ask.HEALTH: {"note": 500},
    Ask.NEEDS: {"note": 500},
    Ask.BANK: {"bank": 60, "account": 40, "holder": 120},
}


def changes_wanted(before: PersonDetails, after: PersonDetails) -> dict[str, tuple[str, str]]:
    """Each field that differs, with what stands and what is wanted."""
    pairs = {one.name: (getattr(before, one.name), getattr(after, one.name)) for one in fields(PersonDetails)}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
