"""Who gets a place: the most, in fair rounds over regions, then by KPI, then by order of application."""

import numpy as np

from plm.expo.rules.hall import Hall
from plm.expo.rules.matching import Matching
from plm.expo.rules.model import Exhibitor
from plm.expo.rules.rounds import region_counts


def admitted(hall: Hall) -> tuple[Exhibitor, ...]:
    """The applicants (pins aside) who get a place, in order of application.

    One assignment of applicants to free slots or to the reject units of their region. The j-th reject unit of a region
    costs the round it gives up, so late rounds are given up first, everywhere; the KPI of the rejected comes second.
    The sets that can be seated form a matroid, so this order of weights yields the lexicographic best (tested against
    brute force).
    """
    applicants = hall.applicants
    if not applicants or not hall.slots:
        return ()
    units = _reject_units(hall)
    unit_price = 1 + sum(exhibitor.kpi for exhibitor in applicants)
    costs = np.full((len(applicants), len(hall.slots) + len(units)), np.inf)
    costs[:, : len(hall.slots)] = np.where(hall.fit, 0.0, np.inf)
    for row, applicant in enumerate(applicants):
        for column, (region, rounds) in enumerate(units, start=len(hall.slots)):
            if region == applicant.region:
                costs[row, column] = rounds * unit_price + applicant.kpi
    matching = Matching(costs)
    seats = np.arange(costs.shape[1]) < len(hall.slots)
    placed = []
    for row, applicant in enumerate(applicants):
        if seats[matching.column[row]] or matching.move(row, seats):
            matching.keep(row, seats)
            placed.append(applicant)
    return tuple(placed)


def _reject_units(hall: Hall) -> list[tuple[str, int]]:
    """(region, rounds from the end) of each unit; a pinned place has already used its region's first rounds."""
    pinned = region_counts(hall.exhibitor[one].region for one in hall.pinned_to)
    waiting = region_counts(one.region for one in hall.applicants)
    last = max(waiting[region] + pinned[region] for region in waiting)
    return [
        (region, last + 1 - (pinned[region] + waiting[region] - rejected))
        for region in sorted(waiting)
        for rejected in range(waiting[region])
    ]
