"""The sound input made ready for the two assignments."""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from plm.expo.rules.digests import digest
from plm.expo.rules.fit import NEUTRAL, fits, percentiles, points
from plm.expo.rules.matching import Costs, Marks
from plm.expo.rules.model import Booth, Exhibitor, Inputs, Zone
from plm.expo.rules.neighbours import near_pairs

Whole = NDArray[np.int64]
Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Hall:
    """Booths, exhibitors and free slots of a sound input, by id and as matrices."""

    inputs: Inputs

    @cached_property
    def booth(self) -> dict[str, Booth]:
        return {booth.id: booth for booth in self.inputs.booths}

    @cached_property
    def exhibitor(self) -> dict[str, Exhibitor]:
        return {exhibitor.id: exhibitor for exhibitor in self.inputs.exhibitors}

    @cached_property
    def pinned_to(self) -> dict[str, str]:
        return dict(self.inputs.pins)

    @cached_property
    def confirmed(self) -> dict[str, str]:
        return dict(self.inputs.previous)

    @cached_property
    def near(self) -> dict[str, dict[str, int]]:
        """The booths that each booth sees, and how near they are."""
        found: dict[str, dict[str, int]] = {}
        for (one, other), nearness in near_pairs(self.inputs).items():
            found.setdefault(one, {})[other] = nearness
            found.setdefault(other, {})[one] = nearness
        return found

    @cached_property
    def sha256(self) -> str:
        """The digest of the inputs: of the record, and the seed of the search."""
        return digest(self.inputs)

    @cached_property
    def applicants(self) -> tuple[Exhibitor, ...]:
        """Those without a pin, in order of application."""
        return tuple(one for one in self.inputs.exhibitors if one.id not in self.pinned_to)

    @cached_property
    def slots(self) -> tuple[Booth, ...]:
        """One entry for each place that is not pinned, in order of booth number."""
        used = Counter(self.pinned_to.values())
        return tuple(
            booth for booth in self.inputs.booths if not booth.blocked for _ in range(booth.capacity - used[booth.id])
        )

    @cached_property
    def fit(self) -> Marks:
        """Applicants by slots: may this one stand there?"""
        return self.fits_of(self.applicants, self.slots)

    @cached_property
    def percentile(self) -> dict[str, int]:
        return dict(percentiles(self.inputs.exhibitors))

    @cached_property
    def _zones(self) -> dict[str, Zone]:
        return {zone.id: zone for zone in self.inputs.zones}

    def zone_of(self, booth: Booth) -> Zone:
        return self._zones.get(booth.zone, NEUTRAL)

    def fits(self, exhibitor: Exhibitor, booth: Booth) -> bool:
        return fits(exhibitor, booth, self.zone_of(booth))

    def points(self, exhibitor: Exhibitor, booth: Booth) -> int:
        zone = self.zone_of(booth)
        return points(exhibitor, booth, zone, self.percentile[exhibitor.id], self.inputs.rules)

    def fits_of(self, people: Sequence[Exhibitor], booths: Sequence[Booth]) -> Marks:
        """People by booths: may this one stand there? Asked once for each kind of exhibitor and of booth."""
        kinds, kind_of = _kinds(people, lambda one: (one.needs, one.category, one.watts))
        sorts, sort_of = _kinds(
            booths, lambda booth: (booth.amenities, booth.zone, booth.blocked, booth.watts, booth.capacity)
        )
        fit = [[self.fits(one, booth) for booth in sorts] for one in kinds]
        return np.array(fit, dtype=np.bool_).reshape(len(kinds), len(sorts))[np.ix_(kind_of, sort_of)]

    def points_of(self, people: Sequence[Exhibitor], booths: Sequence[Booth]) -> Whole:
        """People by booths: what standing there is worth, fit or not; the same numbers as `points`."""
        kinds, kind_of = _kinds(people, lambda one: (one.needs, one.category))
        sorts, sort_of = _kinds(booths, lambda booth: (booth.amenities, booth.zone))
        plain = [[self._plain_points(one, booth) for booth in sorts] for one in kinds]
        found = np.array(plain, dtype=np.int64).reshape(len(kinds), len(sorts))[np.ix_(kind_of, sort_of)]
        share = np.array([self.percentile[one.id] for one in people], dtype=np.int64)
        quality = np.array([booth.quality for booth in booths], dtype=np.int64)
        found += self.inputs.rules.quality_points * quality[None, :] * share[:, None] // 10_000
        columns: dict[str, list[int]] = {}
        for column, booth in enumerate(booths):
            columns.setdefault(booth.id, []).append(column)
        for row, one in enumerate(people):
            for wish in one.prefs:
                for column in columns.get(wish, ()):
                    found[row, column] = self.points(one, booths[column])
        return found

    def _plain_points(self, exhibitor: Exhibitor, booth: Booth) -> int:
        nobody = replace(exhibitor, prefs=())
        return points(nobody, booth, self.zone_of(booth), 0, self.inputs.rules)

    def point_costs(self, placed: Sequence[Exhibitor]) -> Costs:
        """Placed exhibitors by slots: points as negative costs, forbidden pairs infinite."""
        costs = -self.points_of(placed, self.slots).astype(np.float64)
        costs[~self.fits_of(placed, self.slots)] = np.inf
        return costs


def _kinds(things: Sequence[Thing], key: Callable[[Thing], Hashable]) -> tuple[list[Thing], list[int]]:
    """One of each kind, and the kind of each."""
    first: dict[Hashable, Thing] = {}
    keys = [key(one) for one in things]
    for one, kind in zip(things, keys, strict=True):
        first.setdefault(kind, one)
    number = {kind: place for place, kind in enumerate(first)}
    return list(first.values()), [number[kind] for kind in keys]
