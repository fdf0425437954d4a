"""What in a name wants somebody's eye before it stands on paper for good."""

import re
import unicodedata
from enum import StrEnum

from plm.certificates.rules.identity import needs_a_look, printed_line


class Look(StrEnum):
    """Why somebody should look at a name; the last three are what the paper itself showed."""

    HIDDEN_SIGNS = "hidden_signs"
    VERY_LONG = "very_long"
    NO_CAPITALS = "no_capitals"
    ALL_CAPITALS = "all_capitals"
    DIGITS = "digits"
    SPACES = "spaces"
    GLYPH_MISSING = "glyph_missing"
    TOO_SMALL = "too_small"
    TOO_LONG = "too_long"


# Acronyms and initials are capitals as they should be: RA, TBM, M.
_SHOUTED = re.compile(r"[^\W\d_]{4,}")


def looks_of(typed: str, *, bare: str | None = None) -> tuple[Look, ...]:
    """Everything odd in a line as it was typed; `bare` leaves out titles, which have capitals of their own."""
    name = typed if bare is None else bare
    checks = {
        Look.HIDDEN_SIGNS: printed_line(typed) != " ".join(typed.split()),
        Look.VERY_LONG: needs_a_look(printed_line(typed)),
        Look.NO_CAPITALS: name.islower(),
        Look.ALL_CAPITALS: name.isupper() and _SHOUTED.search(name) is not None,
        Look.DIGITS: any(unicodedata.category(sign) == "Nd" for sign in name),
        Look.SPACES: typed != " ".join(typed.split()),
    }
    return tuple(look for look, is_so in checks.items() if is_so)
