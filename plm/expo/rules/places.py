"""May booths stand where they are drawn? Not over each other, not through a wall."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from plm.expo.rules.layout import BoothSpec
from plm.expo.rules.measures import DOOR, WALL
from plm.expo.rules.model import Problem


def overlap(one: BoothSpec, other: BoothSpec) -> bool:
    """Sides that only touch do not."""
    return one.x < other.right and other.x < one.right and one.y < other.low and other.y < one.low


def overlaps(specs: Sequence[BoothSpec]) -> Iterator[tuple[BoothSpec, BoothSpec]]:
    """Every pair drawn over each other, swept from the top."""
    tallest = max((spec.height for spec in specs), default=0)
    below: list[BoothSpec] = []
    for spec in sorted(specs, key=lambda one: one.y):
        below = [one for one in below if one.y + tallest > spec.y]
        yield from ((one, spec) for one in below if overlap(one, spec))
        below.append(spec)


def place_problems(
    specs: Sequence[BoothSpec], size: tuple[int, int], moved: Mapping[str, BoothSpec]
) -> Iterator[Problem]:
    """What is wrong with where the moved ones stand among all; what was drawn badly before is not held against them."""
    for spec in moved.values():
        if not is_inside(spec, size):
            yield Problem("outside_hall", {"booth": spec.number})
    for one, other in overlaps(specs):
        if one.number in moved or other.number in moved:
            yield Problem("overlap", {"booth": one.number, "other": other.number})


def is_inside(spec: BoothSpec, size: tuple[int, int]) -> bool:
    width, height = size
    return spec.x >= WALL and spec.y >= WALL and spec.right <= width - WALL and spec.low <= height - DOOR


def shifted(specs: Sequence[BoothSpec], x: int, y: int) -> tuple[BoothSpec, ...]:
    """The same booths as a group whose upper left corner stands at x, y."""
    left, top = min(spec.x for spec in specs), min(spec.y for spec in specs)
    return tuple(replace(spec, x=spec.x - left + x, y=spec.y - top + y) for spec in specs)
