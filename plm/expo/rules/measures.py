"""Metres as people measure, from inside the wall, and units as the plan is drawn: 76 units are 3 metres."""

from decimal import ROUND_HALF_UP, Decimal

WALL, GAP, DOOR = 14, 12, 44
UNITS, METRES = 76, 3
LARGEST = 20_000
_STEPS = (Decimal(1), Decimal("0.1"), Decimal("0.01"))


def units(metres: Decimal | int) -> int:
    """A length on the plan."""
    return int((Decimal(metres) * UNITS / METRES).to_integral_value(ROUND_HALF_UP))


def metres(length: int) -> Decimal:
    """A length in the hall, as short as it can be written so that it gives the same units again."""
    exact = Decimal(length) * METRES / UNITS
    shown = (exact.quantize(step, ROUND_HALF_UP) for step in _STEPS)
    return next(value for value in shown if units(value) == length)


def place(distance: Decimal) -> int:
    """A coordinate on the plan from metres along the floor."""
    return WALL + units(distance)


def distance(coordinate: int) -> Decimal:
    """Metres along the floor from the inside of the wall."""
    return metres(coordinate - WALL)


def decimal_of(text: str) -> Decimal | None:
    """`2,5` or `2.5` as people write it; None when it is no finite number."""
    try:
        number = Decimal(text.replace(",", ".").replace(" ", ""))
    except ArithmeticError:
        return None
    return number if number.is_finite() and abs(number) < LARGEST else None
