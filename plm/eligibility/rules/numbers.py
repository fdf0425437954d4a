"""Decimals as text that is the same wherever it was made, and as whole numbers that a column holds."""

from decimal import Decimal
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

# Scores have at most four places, so ten-thousandths are exact.
UNITS = 10_000
MISSING = int(np.iinfo(np.int64).min)
Column = NDArray[np.int64]


@lru_cache(maxsize=1 << 16)
def plain(value: Decimal) -> str:
    """`7.72`, `6`: no exponent and no idle zeros."""
    return format(value.normalize(), "f")


def to_units(value: Decimal | None) -> int:
    """Ten-thousandths; MISSING for None."""
    return MISSING if value is None else int(value * UNITS)


@lru_cache(maxsize=1 << 16)
def from_units(units: int) -> Decimal | None:
    """The decimal back."""
    return None if units == MISSING else Decimal(units) / UNITS


def on_scale(units: Column, maximum: Decimal, of: Decimal) -> Column:
    """Each score as its share of the scale `of`, on the scale `maximum`; halves go to the even neighbour."""
    wide, narrow = to_units(maximum), to_units(of)
    whole, rest = np.divmod(units * wide, narrow)
    up: Column = (2 * rest > narrow) | ((2 * rest == narrow) & (whole % 2 == 1))
    return whole + up
