"""Counting regions: the fairness of a plan is read from here."""

from collections import Counter
from collections.abc import Hashable, Iterable


def region_counts(regions: Iterable[str]) -> Counter[str]:
    """How many places each region has; zero for the rest."""
    return Counter(regions)


def rounds_of(regions: Iterable[Hashable]) -> tuple[int, ...]:
    """How many regions have at least one place, at least two, and so on."""
    counts = Counter(regions).values()
    return tuple(sum(count > reached for count in counts) for reached in range(max(counts, default=0)))
