"""Who may share a room."""

from collections.abc import Iterable

from plm.logistics.rules.words import Gender


def may_share(genders: Iterable[Gender | None]) -> bool:
    """Whether these people may share: one alone always, several when all are known to be of one gender."""
    found = list(genders)
    return len(found) < 2 or (None not in found and len(set(found)) == 1)
