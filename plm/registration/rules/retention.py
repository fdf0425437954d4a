"""How long each field is kept after the meeting; the registers of attendance and certificates stay."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum


class Kept(StrEnum):
    """What goes, each at its own time."""

    SPECIFIC = "specific"
    DRAFTS = "drafts"
    JOURNEY = "journey"
    CORRECTIONS = "corrections"
    PHONE = "phone"
    EMAIL = "email"
    NIP = "nip"
    PAPERS = "papers"


# Days after the last day. Papers and staff numbers belong to the accounts of a journey, which auditors ask for.
USUAL_DAYS: Mapping[Kept, int] = {
    Kept.SPECIFIC: 14,
    Kept.DRAFTS: 30,
    Kept.JOURNEY: 60,
    Kept.CORRECTIONS: 365,
    Kept.PHONE: 365,
    Kept.EMAIL: 365,
    Kept.NIP: 1825,
    Kept.PAPERS: 1825,
}
LONGEST_DAYS = 3650


def due(days: Mapping[Kept, int], *, ends_on: date, today: date) -> tuple[Kept, ...]:
    """What has been kept long enough, in the order of the words."""
    return tuple(kept for kept in Kept if today > ends_on + timedelta(days=days[kept]))
