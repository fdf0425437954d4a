"""Which booth each admitted exhibitor gets: most points, ties to the earlier application and the lower number."""

from collections.abc import Mapping

import numpy as np

from plm.expo.rules.hall import Hall
from plm.expo.rules.matching import Costs, Marks, Matching
from plm.expo.rules.model import Exhibitor


def placed(hall: Hall, admitted: tuple[Exhibitor, ...]) -> Mapping[str, str]:
    """Exhibitor to booth id, pins included. Among equally good plans each, in order of application, chooses."""
    chosen = dict(hall.pinned_to)
    if not admitted:
        return chosen
    costs = hall.point_costs(admitted)
    matching = Matching(costs)
    settled = np.zeros(len(hall.slots), dtype=np.bool_)
    for row, exhibitor in enumerate(admitted):
        column = _choose(matching, costs, row, settled)
        settled[column] = True
        chosen[exhibitor.id] = hall.slots[column].id
    return chosen


def _choose(matching: Matching, costs: Costs, row: int, settled: Marks) -> int:
    """The row's dearest slot that some optimum still allows; it stays there."""
    allowed = np.flatnonzero(matching.tight[row] & ~settled)
    for column in allowed[np.argsort(costs[row, allowed], kind="stable")].tolist():
        only = np.zeros(len(settled), dtype=np.bool_)
        only[column] = True
        if matching.column[row] == column or matching.move(row, only):
            matching.keep(row, only)
            return int(column)
    raise AssertionError("an optimal assignment leaves every row a tight column")
