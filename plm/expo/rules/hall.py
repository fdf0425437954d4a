"""The sound input made ready for the two assignments."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from plm.expo.rules.fit import NEUTRAL, fits, percentiles, points
from plm.expo.rules.matching import Costs, Marks
from plm.expo.rules.model import Booth, Exhibitor, Inputs, Zone


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
        return np.array([[self.fits(one, booth) for booth in self.slots] for one in self.applicants], dtype=np.bool_)

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

    def point_costs(self, placed: tuple[Exhibitor, ...]) -> Costs:
        """Placed exhibitors by slots: points as negative costs, forbidden pairs infinite."""
        return np.array(
            [
                [-float(self.points(one, booth)) if self.fits(one, booth) else np.inf for booth in self.slots]
                for one in placed
            ]
        )
