"""What it is worth to give a place, as one whole number: an earlier criterion outweighs all later ones together."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from plm.expo.rules.model import Exhibitor

Place = tuple[str, str]


@dataclass(frozen=True)
class Worth:
    """The order of the criteria, written as digits of one number, the first criterion in front.

    Digits: confirmed who keep a place; places given; regions with a first place, with a second, …; subregions
    likewise; sum of KPI; one bit for each applicant, the earliest in front. Python's whole numbers have no end, so
    no digit runs over into the next.
    """

    applicants: Sequence[Exhibitor]
    confirmed: frozenset[str]
    taken: Sequence[Exhibitor]

    @cached_property
    def regions(self) -> Counter[str]:
        """Places that pins have used already."""
        return Counter(one.region for one in self.taken)

    @cached_property
    def subregions(self) -> Counter[Place]:
        return Counter(subregion_of(one) for one in self.taken)

    @cached_property
    def _digit(self) -> int:
        return len(self.applicants).bit_length() + 1

    @cached_property
    def _kpi_at(self) -> int:
        return len(self.applicants)

    @cached_property
    def _subrounds_at(self) -> int:
        return self._kpi_at + (1 + sum(one.kpi for one in self.applicants)).bit_length()

    @cached_property
    def most_subrounds(self) -> int:
        """As many places as a subregion can have at most."""
        counts = Counter(subregion_of(one) for one in self.applicants)
        return max((count + self.subregions[place] for place, count in counts.items()), default=0)

    @cached_property
    def _rounds_at(self) -> int:
        return self._subrounds_at + self._digit * self.most_subrounds

    @cached_property
    def most_rounds(self) -> int:
        """As many places as a region can have at most."""
        counts = Counter(one.region for one in self.applicants)
        return max((count + self.regions[region] for region, count in counts.items()), default=0)

    @cached_property
    def _placed_at(self) -> int:
        return self._rounds_at + self._digit * self.most_rounds

    @cached_property
    def of(self) -> dict[str, int]:
        """What each applicant's own place is worth: confirmed, placed, KPI and order of application."""
        last = len(self.applicants) - 1
        return {
            one.id: ((one.id in self.confirmed) << self._placed_at + self._digit)
            + (1 << self._placed_at)
            + (one.kpi << self._kpi_at)
            + (1 << last - order)
            for order, one in enumerate(self.applicants)
        }

    def of_round(self, places: int) -> int:
        """What a region's next place is worth when it has so many."""
        return 1 << self._rounds_at + self._digit * (self.most_rounds - 1 - places)

    def of_subround(self, places: int) -> int:
        """What a subregion's next place is worth when it has so many."""
        return 1 << self._subrounds_at + self._digit * (self.most_subrounds - 1 - places)


def subregion_of(one: Exhibitor) -> Place:
    """A subregion lies in one region, whatever it is called."""
    return (one.region, one.subregion)
