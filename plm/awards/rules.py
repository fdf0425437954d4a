"""What an award says, and whom it can be given to."""

from dataclasses import dataclass
from enum import StrEnum

from plm.errors import Refusal


class WinnerKind(StrEnum):
    PERSON = "person"
    LIBRARY = "library"


@dataclass(frozen=True)
class WinnerKey:
    """Who won: a person or a library of the event, written `person-33` or `library-7` in forms."""

    kind: WinnerKind
    id: int

    @property
    def word(self) -> str:
        return f"{self.kind.value}-{self.id}"


class AwardWithdrawn(Refusal):
    """What was withdrawn is changed no more; a new award takes its place."""

    code = "award_withdrawn"


class WinnerUnknown(Refusal):
    """The winner is nobody of this event."""

    code = "award_winner_unknown"
    status = 422


def read_winner(word: str) -> WinnerKey:
    """The winner that `WinnerKey.word` names, or WinnerUnknown."""
    kind, _, number = word.partition("-")
    if kind not in set(WinnerKind) or not (number.isascii() and number.isdigit() and len(number) <= 18):
        raise WinnerUnknown(word=word)
    return WinnerKey(WinnerKind(kind), int(number))


def award_line(category: str, place: str) -> str:
    """`Terbaik I, Perpustakaan Desa Terbaik`"""
    return ", ".join(filter(None, (place.strip(), category.strip())))
