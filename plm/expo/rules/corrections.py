"""Neighbours follow from geometry; what the committee says about a pair stands above it."""

from collections.abc import Iterable
from dataclasses import dataclass

from plm.expo.rules.model import Neighbours
from plm.expo.rules.order import natural

MOST_NEARNESS = 4


@dataclass(frozen=True)
class Near:
    """A neighbour of the booth that was asked about; `drawn` is what geometry says, 0: nothing."""

    booth: str
    nearness: int
    drawn: int
    corrected: bool


def ordered(one: str, other: str) -> tuple[str, str]:
    """The pair in the order people count."""
    first, second = sorted((one, other), key=lambda number: (natural(number), number))
    return first, second


def corrected(drawn: Iterable[Neighbours], corrections: Iterable[Neighbours]) -> tuple[Neighbours, ...]:
    """Geometry with the corrections above it; nearness 0 takes a pair away."""
    near = {ordered(pair.one, pair.other): pair.nearness for pair in (*drawn, *corrections)}
    pairs = sorted(near, key=lambda pair: (natural(pair[0]), natural(pair[1]), pair))
    return tuple(Neighbours(*pair, near[pair]) for pair in pairs if near[pair])


def near_to(booth: str, drawn: Iterable[Neighbours], corrections: Iterable[Neighbours]) -> tuple[Near, ...]:
    """The booth's neighbours, the nearest first; a pair that was taken away is still listed, with nearness 0."""
    by_drawing = {other: pair.nearness for pair in drawn if (other := _partner(booth, pair))}
    by_hand = {other: pair.nearness for pair in corrections if (other := _partner(booth, pair))}
    found = (
        Near(other, by_hand.get(other, by_drawing.get(other, 0)), by_drawing.get(other, 0), other in by_hand)
        for other in by_drawing.keys() | by_hand.keys()
    )
    return tuple(sorted(found, key=lambda one: (-one.nearness, natural(one.booth))))


def _partner(booth: str, pair: Neighbours) -> str | None:
    if booth not in (pair.one, pair.other):
        return None
    return pair.other if pair.one == booth else pair.one
