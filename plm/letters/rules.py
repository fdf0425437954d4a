"""Invitation letters (surat undangan): what stands in them, and how a run of them comes to its end."""

from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from plm.errors import Refusal

SERIAL = "{urut}"


class LetterKind(StrEnum):
    """One letter for each library, or one for all with the libraries in an attached list (daftar terlampir)."""

    EACH = "each"
    LIST = "list"


class LetterFailure(StrEnum):
    GLYPH_MISSING = "glyph_missing"


class LetterSettingsMissing(Refusal):
    """Nothing is printed before the committee has worded the letter."""

    code = "letter_settings_missing"


class NobodyInvited(Refusal):
    """There is nobody to write to."""

    code = "nobody_invited"


class LineNotPaired(Refusal):
    """A line of the costs or contacts has no `=` or comma in it; `line` is what was typed."""

    code = "line_not_paired"
    status = 422


@dataclass(frozen=True)
class LetterWords:
    """The wording of an event's letters. `costs` are (what, who bears it), `contacts` (name, number)."""

    letterhead: tuple[str, ...]
    address: tuple[str, ...]
    number: str
    attachment: str
    subject: str
    place: str
    dated_on: date
    opening: str
    closing: str
    costs: tuple[tuple[str, str], ...]
    contacts: tuple[tuple[str, str], ...]
    signer_position: str
    signer_name: str
    signer_nip: str
    copies: tuple[str, ...]

    def to_document(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {**asdict(self), "dated_on": self.dated_on.isoformat()}

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> "LetterWords":
        """What `to_document` wrote."""
        lists = {name: tuple(document[name]) for name in ("letterhead", "address", "copies")}
        pairs = {name: tuple((one, other) for one, other in document[name]) for name in ("costs", "contacts")}
        dated_on = date.fromisoformat(document["dated_on"])
        return cls(**{**document, **lists, **pairs, "dated_on": dated_on})

    def number_of(self, serial: int) -> str:
        """The free-text number, with the letter's place in the run where it asks for it."""
        return self.number.replace(SERIAL, f"{serial:03d}")


@dataclass(frozen=True)
class Addressee:
    """To whom a letter goes: the library, where it lies, and how many people it may send."""

    name: str
    place: str
    seats: int


@dataclass(frozen=True)
class Progress:
    """How far a run is."""

    done: int
    failed: int
    all: int

    @property
    def moves(self) -> bool:
        return self.done + self.failed < self.all


def lines_of(text: str) -> tuple[str, ...]:
    """The lines that say something, trimmed."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def pairs_of(text: str, mark: str) -> tuple[tuple[str, str], ...]:
    """Lines such as `Akomodasi = penyelenggara` as pairs; raises LineNotPaired for one without the mark."""
    found = []
    for line in lines_of(text):
        one, marked, other = (part.strip() for part in line.partition(mark))
        if not (one and marked and other):
            raise LineNotPaired(line=line, mark=mark)
        found.append((one, other))
    return tuple(found)
