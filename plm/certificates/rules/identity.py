"""What stands on the paper."""

import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum

from plm.certificates.rules.words import EarnedRole
from plm.events.rules import EventMode


@dataclass(frozen=True)
class Identity:
    """What stands on the paper, frozen at the moment of issue."""

    name: str
    nip: str
    institution: str
    event: str
    place: str
    organiser: str
    starts_on: date
    ends_on: date
    mode: EventMode
    learning_hours: int | None
    signed_at_place: str
    signed_on: date
    signatory_name: str
    signatory_position: str
    award: str = ""

    def as_document(self) -> dict[str, object]:
        return {key: value.isoformat() if isinstance(value, date) else value for key, value in asdict(self).items()}

    @classmethod
    def from_document(cls, held: Mapping[str, str]) -> "Identity":
        """Back from JSON, where days are text."""
        values: dict[str, object] = {field.name: held[field.name] for field in fields(cls) if field.name in held}
        for key in ("starts_on", "ends_on", "signed_on"):
            values[key] = date.fromisoformat(held[key])
        values["mode"] = EventMode(held["mode"])
        return cls(**values)  # type: ignore[arg-type]  # JSON keeps what as_document wrote


@dataclass(frozen=True)
class Paper:
    """One certificate as it goes to print."""

    event_id: int
    number: str
    code: str
    role: EarnedRole
    identity: Identity


@dataclass(frozen=True)
class StoredPdf:
    """Where a PDF lies: whole under its key, or as `prefix_size` shared bytes and its own part of the same file."""

    storage_key: str
    prefix_size: int = 0
    tail_at: int = 0
    tail_size: int = 0

    @property
    def is_whole(self) -> bool:
        return self.tail_size == 0


# Joiners carry meaning in several scripts; every other invisible sign could only mislead on paper.
JOINERS = "\u200c\u200d"


def printed_line(text: str) -> str:
    """One line as it may stand on paper: no control or bidi signs, single spaces."""
    seen = (
        sign for sign in text if sign.isspace() or sign in JOINERS or unicodedata.category(sign) not in ("Cc", "Cf")
    )
    return " ".join("".join(seen).split())


class NameSize(StrEnum):
    NORMAL = "normal"
    LONG = "long"
    LONGER = "longer"
    LONGEST = "longest"


# (letters that still fit, size, lines); what is longer still needs somebody's eye.
NAME_SIZES = ((40, NameSize.NORMAL, 1), (90, NameSize.LONG, 2), (160, NameSize.LONGER, 2))


def name_layout(name: str) -> tuple[NameSize, tuple[str, ...]]:
    """How large a name is set and where it breaks: lines of about one length."""
    for most, size, lines in NAME_SIZES:
        if len(name) <= most:
            return size, _broken(name, lines)
    return NameSize.LONGEST, (name,)


def _broken(name: str, lines: int) -> tuple[str, ...]:
    words = name.split(" ")
    if lines == 1 or len(words) == 1:
        return (name,)
    breaks = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    return min(breaks, key=lambda pair: max(map(len, pair)))


def needs_a_look(name: str) -> bool:
    """Whether a name is set so small that somebody should look at the paper."""
    return name_layout(name)[0] is NameSize.LONGEST
