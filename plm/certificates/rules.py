"""Who earned a certificate and why not, its number and code, and how a name stands on paper."""

import re
import string
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum

from plm.errors import Refusal
from plm.events.rules import EventMode
from plm.registration.rules import EventRole, ParticipantState


class CertificateState(StrEnum):
    ISSUED = "issued"
    REVOKED = "revoked"
    REPLACED = "replaced"


class Unmet(StrEnum):
    """Why somebody earns none."""

    NOT_TAKING_PART = "not_taking_part"
    NOT_SUBMITTED = "not_submitted"
    NOT_PRESENT = "not_present"
    ROLE_EARNS_NONE = "role_earns_none"


class Ground(StrEnum):
    """What a certificate rests on."""

    PRESENT = "present"
    SUBMITTED = "submitted"


class RegisterPart(StrEnum):
    """Parts of the register that can be looked at alone; the first three are valid certificates."""

    ISSUED, READY, FAILED = "issued", "ready", "failed"
    REVOKED, REPLACED = "revoked", "replaced"


class Failure(StrEnum):
    """Why a certificate has no PDF."""

    GLYPH_MISSING = "glyph_missing"


class PatternProblem(StrEnum):
    SERIAL_MISSING = "serial_missing"
    UNKNOWN_PART = "unknown_part"
    BAD_SERIAL_WIDTH = "bad_serial_width"
    BAD_BRACES = "bad_braces"
    TOO_LONG = "too_long"


class PatternRefused(Refusal):
    """The number pattern cannot be used; `problem` says why."""

    code = "certificate_pattern_refused"
    status = 422


class CertificateSettingsMissing(Refusal):
    """Nothing is issued before the committee has named pattern, date and signatory."""

    code = "certificate_settings_missing"


class CertificateEnded(Refusal):
    """Only a valid certificate can be revoked, and each is replaced once."""

    code = "certificate_ended"


class ReasonMissing(Refusal):
    code = "certificate_reason_missing"
    status = 422


@dataclass(frozen=True)
class Policy:
    """`attendance_required` may be lifted for an online event alone."""

    mode: EventMode
    attendance_required: bool = True

    @property
    def asks_attendance(self) -> bool:
        return self.attendance_required or self.mode is not EventMode.ONLINE


@dataclass(frozen=True)
class Standing:
    """What is known of one person in one role."""

    role: EventRole
    state: ParticipantState
    submitted: bool
    present: bool


@dataclass(frozen=True)
class Earned:
    ground: Ground


@dataclass(frozen=True)
class NotEarned:
    unmet: tuple[Unmet, ...]


def decide(standing: Standing, policy: Policy) -> Earned | NotEarned:
    """Earned by an accepted entry, or by registering where the committee asks no attendance online."""
    checks = {
        Unmet.ROLE_EARNS_NONE: standing.role is not EventRole.GUEST,
        Unmet.NOT_TAKING_PART: standing.state is ParticipantState.ACTIVE,
        Unmet.NOT_SUBMITTED: standing.submitted,
        Unmet.NOT_PRESENT: standing.present or not policy.asks_attendance,
    }
    if unmet := tuple(reason for reason, met in checks.items() if not met):
        return NotEarned(unmet)
    return Earned(Ground.PRESENT if standing.present else Ground.SUBMITTED)


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

    def as_document(self) -> dict[str, object]:
        return {key: value.isoformat() if isinstance(value, date) else value for key, value in asdict(self).items()}

    @classmethod
    def from_document(cls, held: Mapping[str, str]) -> "Identity":
        """Back from JSON, where days are text."""
        values: dict[str, object] = {field.name: held[field.name] for field in fields(cls)}
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
    role: EventRole
    identity: Identity


ROMAN_MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
DEFAULT_PATTERN = "{urut:04d}/PLM/{bulan_romawi}/{tahun}"
SERIAL_WIDTH = re.compile(r"(0[1-9]d)?")
LONGEST_NUMBER = 120


def check_pattern(pattern: str) -> None:
    """Refuse a pattern whose numbers could collide or fail: `{urut}` once, then only known parts."""
    try:
        parts = list(string.Formatter().parse(pattern))
    except ValueError as broken:
        raise PatternRefused(problem=PatternProblem.BAD_BRACES) from broken
    named = [(name, spec, conversion) for _, name, spec, conversion in parts if name is not None]
    if any(name not in ("urut", "bulan_romawi", "bulan", "tahun") or conversion for name, _, conversion in named):
        raise PatternRefused(problem=PatternProblem.UNKNOWN_PART)
    if [name for name, _, _ in named].count("urut") != 1:
        raise PatternRefused(problem=PatternProblem.SERIAL_MISSING)
    if any(not SERIAL_WIDTH.fullmatch(spec or "") or (spec and name != "urut") for name, spec, _ in named):
        raise PatternRefused(problem=PatternProblem.BAD_SERIAL_WIDTH)
    if len(number_of(pattern, serial=999_999, on=date(2024, 8, 1))) > LONGEST_NUMBER:
        raise PatternRefused(problem=PatternProblem.TOO_LONG)


def number_of(pattern: str, *, serial: int, on: date) -> str:
    """`{urut:04d}/PLM-N/{bulan_romawi}/{tahun}` becomes `0412/PLM-N/XI/2024`."""
    month = ROMAN_MONTHS[on.month - 1]
    return pattern.format(urut=serial, bulan_romawi=month, bulan=f"{on.month:02d}", tahun=on.year)


CODE_LENGTH = 12  # sixty random bits


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


def file_name(number: str) -> str:
    """`Sertifikat 0412-PLM-N-XI-2024.pdf`"""
    return f"Sertifikat {re.sub(r'[^A-Za-z0-9.]+', '-', number).strip('-')}.pdf"
