"""Decimals as text that is the same wherever it was made."""

from decimal import Decimal
from functools import lru_cache


@lru_cache(maxsize=1 << 16)
def plain(value: Decimal) -> str:
    """`7.72`, `6`: no exponent and no idle zeros."""
    return format(value.normalize(), "f")
