"""Which applicants can be seated together: kinds of applicants on kinds of places, with a way round for everyone."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from plm.expo.rules.hall import Hall


@dataclass
class Seating:
    """`kind_of` each applicant, which kinds of places each kind may take (`open_to`), how many there are (`room`).

    `seated[kind, sort]` counts who stands where; who exactly does not matter yet.
    """

    kind_of: Sequence[int]
    open_to: Sequence[tuple[int, ...]]
    room: Sequence[int]
    seated: Counter[tuple[int, int]] = field(default_factory=Counter)
    used: Counter[int] = field(default_factory=Counter)

    def seat(self, kind: int) -> bool:
        """One more of this kind, others of its places moving on if they must; False when nobody can make room."""
        came_from: dict[int, tuple[int, int] | None] = {}
        ask: list[tuple[int, int | None]] = [(kind, None)]
        asked = {kind}
        for one, through in ask:
            for sort in self.open_to[one]:
                if sort in came_from:
                    continue
                came_from[sort] = (one, -1 if through is None else through)
                if self.used[sort] < self.room[sort]:
                    self._shift(sort, came_from)
                    return True
                for other in range(len(self.open_to)):
                    if other not in asked and self.seated[other, sort]:
                        asked.add(other)
                        ask.append((other, sort))
        return False

    def _shift(self, sort: int, came_from: dict[int, tuple[int, int] | None]) -> None:
        self.used[sort] += 1
        while True:
            step = came_from[sort]
            assert step is not None
            kind, left = step
            self.seated[kind, sort] += 1
            if left < 0:
                return
            self.seated[kind, left] -= 1
            sort = left


def seating_of(hall: Hall) -> Seating:
    """Applicants who fit the same places are of one kind, places that fit the same applicants of one sort."""
    fit = hall.fit
    sorts: dict[bytes, int] = {}
    sort_of = [sorts.setdefault(column.tobytes(), len(sorts)) for column in np.ascontiguousarray(fit.T)]
    first = [sort_of.index(sort) for sort in range(len(sorts))]
    kinds: dict[tuple[int, ...], int] = {}
    kind_of = [kinds.setdefault(tuple(np.flatnonzero(row[first]).tolist()), len(kinds)) for row in fit]
    counts = Counter(sort_of)
    return Seating(kind_of, list(kinds), [counts[sort] for sort in range(len(sorts))])
