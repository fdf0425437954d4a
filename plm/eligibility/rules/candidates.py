"""What is known of one library, and what the committee decided on it by hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from plm.eligibility.rules.words import ManualKind
from plm.libraries.rules import LibraryKind, regency_of


class Candidate(NamedTuple):
    """What is known of one library; `score` is its latest of the policy's period.

    `history` are its scores of the last periods on the same scale, the policy's own first; `components` by code.
    Both are filled only as far as the policy asks. A tuple, because a country is made of 84,276 of them.
    """

    library_id: int
    kind: LibraryKind
    region_code: str
    score: Decimal | None = None
    history: tuple[Decimal | None, ...] = ()
    components: Mapping[str, Decimal] = MappingProxyType({})

    @property
    def regency_code(self) -> str | None:
        return regency_of(self.region_code)

    @property
    def province_code(self) -> str:
        return self.region_code[:2]


@dataclass(frozen=True)
class Manual:
    """One library in or out by hand."""

    kind: ManualKind
    reason: str
    by: str
    at: datetime
