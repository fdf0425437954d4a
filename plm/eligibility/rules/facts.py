"""What is known of a whole country, as columns: one place a library, in the order of their ids."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from plm.eligibility.rules.candidates import Candidate
from plm.eligibility.rules.numbers import MISSING, Column, to_units
from plm.libraries.rules import LibraryKind

KINDS = tuple(LibraryKind)
KIND_NUMBER = {kind: number for number, kind in enumerate(KINDS)}


@dataclass(frozen=True)
class Facts:
    """Columns of equal length. `kinds` are places in KINDS; scores are ten-thousandths, MISSING where there is none.

    `history` are the scores of the last periods on one scale, the policy's own first; `components` by code. Both are
    filled only as far as the policy asks.
    """

    ids: Column
    kinds: Column
    regions: NDArray[np.bytes_]
    scores: Column
    history: tuple[Column, ...] = ()
    components: Mapping[str, Column] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ids)

    def is_of(self, kinds: Iterable[LibraryKind]) -> NDArray[np.bool_]:
        """Where the library is of one of these kinds."""
        return np.isin(self.kinds, [KIND_NUMBER[kind] for kind in kinds])

    def each(self, of_kind: Mapping[LibraryKind, int], otherwise: int) -> Column:
        """The number that each library's kind has."""
        return np.array([of_kind.get(kind, otherwise) for kind in KINDS], dtype=np.int64)[self.kinds]

    @cached_property
    def provinces(self) -> Column:
        """The first two characters of the region code as one number, ordered alike."""
        return self._packed(2)

    @cached_property
    def regencies(self) -> Column:
        """The first five characters likewise; 0 for a province."""
        packed = self._packed(5)
        return np.where(packed & 0xFF, packed, 0)

    def _packed(self, size: int) -> Column:
        if not len(self):
            return np.zeros(0, dtype=np.int64)
        letters = self.regions.astype("S13").view(np.uint8).reshape(len(self), 13).astype(np.int64)
        packed: Column = letters[:, :size] @ (1 << np.arange(8 * (size - 1), -1, -8, dtype=np.int64))
        return packed


def unpacked(number: int, size: int) -> str:
    """The characters that `provinces` and `regencies` pack."""
    return number.to_bytes(size, "big").decode() if number else ""


def facts_of_candidates(candidates: Iterable[Candidate]) -> Facts:
    """The columns of a handful of libraries."""
    known = sorted(candidates, key=lambda candidate: candidate.library_id)
    looked_back = max((len(one.history) for one in known), default=0)
    codes = sorted({code for one in known for code in one.components})
    return Facts(
        _column([one.library_id for one in known]),
        _column([KIND_NUMBER[one.kind] for one in known]),
        np.array([one.region_code for one in known], dtype="S13"),
        _column([to_units(one.score) for one in known]),
        tuple(
            _column([to_units(one.history[place]) if place < len(one.history) else MISSING for one in known])
            for place in range(looked_back)
        ),
        {code: _column([to_units(one.components.get(code)) for one in known]) for code in codes},
    )


def _column(values: Sequence[int]) -> Column:
    return np.array(values, dtype=np.int64)
