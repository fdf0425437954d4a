"""Decimals as text that is the same wherever it was made."""

from decimal import Decimal


def plain(value: Decimal) -> str:
    """`7.72`, `6`: no exponent and no idle zeros."""
    return format(value.normalize(), "f")
