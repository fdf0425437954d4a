"""Giving booths."""

from collections.abc import Iterator
from random import Random

from plm.expo.rules import Booth, Exhibitor, Inputs, allocate, verify
from tests.bench.measuring import Figure, cpu_seconds


def hall(size: int, seed: int) -> Inputs:
    """`size` places and 1.3 times as many exhibitors of 38 provinces; a third of each knows power."""
    dice = Random(seed)
    power = frozenset({"power"})
    booths = tuple(
        Booth(
            id=f"B{n:04d}", x=60 * (n % 30), y=60 * (n // 30), amenities=power if dice.random() < 0.4 else frozenset()
        )
        for n in range(size)
    )
    exhibitors = tuple(
        Exhibitor(
            id=f"E{n:04d}",
            kpi=dice.randint(300, 999),
            category=dice.choice("MNKW"),
            region=f"{11 + dice.randrange(38)}",
            needs=power if dice.random() < 0.3 else frozenset(),
            prefs=tuple(f"B{w:04d}" for w in dice.sample(range(size), 3)),
        )
        for n in range(round(size * 1.3))
    )
    return Inputs(booths=booths, exhibitors=exhibitors)


def measure() -> Iterator[Figure]:
    for size in (50, 200, 500):
        inputs = hall(size, seed=size)
        plan = allocate(inputs)
        assert not verify(plan, inputs)
        yield Figure(f"allocation-{size}", cpu_seconds(lambda inputs=inputs: allocate(inputs), 3), "CPU s")
