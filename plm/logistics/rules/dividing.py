"""How many empty rooms of each size women and men get."""

from collections import Counter
from collections.abc import Mapping
from itertools import product

# Near the fair share every total that can be reached is reached; few rooms are tried in every way.
REACH = 4


def divide(sizes: Mapping[int, int], *, women: int, men: int) -> tuple[Counter[int], Counter[int]]:
    """Split the rooms so that the most people have a bed, a lack is shared, and each size goes by the fair share."""
    people = women + men
    if not people:
        return Counter(), Counter()
    beds = sorted(sizes)
    whole = sum(size * sizes[size] for size in beds)
    spans = [_span(sizes[size], sizes[size] * women // people) for size in beds]

    def worth(taken: tuple[int, ...]) -> tuple[int, int, int, int]:
        total = sum(size * number for size, number in zip(beds, taken, strict=True))
        without, without_men = max(0, women - total), max(0, men - (whole - total))
        unfair = abs(without * men - without_men * women)
        far = sum(size * abs(number * people - sizes[size] * women) for size, number in zip(beds, taken, strict=True))
        return (-without - without_men, -unfair, -far, total)

    best = max(product(*spans), key=worth)
    of_women = Counter(dict(zip(beds, best, strict=True)))
    return of_women, Counter({size: sizes[size] - of_women[size] for size in beds})


def _span(rooms: int, share: int) -> range:
    return range(max(0, share - REACH), min(rooms, share + REACH + 1) + 1)
