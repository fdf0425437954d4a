"""What is said of seats: rank, queue, what was promised, what was full, and the score that would have been enough."""

from collections.abc import Iterable, Iterator

import numpy as np

from plm.eligibility.rules.facts import KIND_NUMBER, unpacked
from plm.eligibility.rules.numbers import MISSING, Column, from_units
from plm.eligibility.rules.policy import COMPETING_KINDS
from plm.eligibility.rules.reasons import (
    BeyondBest,
    BeyondCapacity,
    BeyondProvince,
    Filled,
    Guaranteed,
    OfficeFollows,
    WithinBest,
)
from plm.eligibility.rules.requirements import Mask
from plm.eligibility.rules.seats import Seating
from plm.eligibility.rules.writing import Texts, joined, quoted, said_each, scores_as_text

Said = tuple[Iterable[int], Texts]


def seat_texts(seating: Seating) -> list[str]:
    """What is said of each library's seat, a comma before every reason; nothing of those who were not in question."""
    texts = [""] * len(seating.facts)
    for rows, said in _all_said(seating):
        for row, text in zip(rows, said, strict=True):
            texts[row] += text
    return texts


def _all_said(seating: Seating) -> Iterator[Said]:
    """In the order in which a library is told."""
    yield from _of_regency(seating)
    yield _of_promise(seating)
    yield seating.filled, said_each(Filled, place=range(1, len(seating.filled) + 1))
    yield from _of_province(seating)
    followed = seating.follows > 0
    codes = _codes(seating.facts.regencies[seating.offices[followed]], 5)
    villages = seating.follows[followed].tolist()
    yield seating.offices[followed].tolist(), said_each(OfficeFollows, villages=villages, regency=codes)
    yield from _of_capacity(seating)


def _of_regency(seating: Seating) -> Iterator[Said]:
    best, competing = seating.policy.best_per_regency, seating.competing
    if best is None:
        return
    rank, of = seating.in_regency.rank, seating.in_regency.of
    regencies, scores = seating.facts.regencies[competing], seating.facts.scores[competing]
    within = rank <= best
    beyond = ~within & ~seating.seated[competing]
    lasts = dict(zip(regencies[rank == best].tolist(), scores[rank == best].tolist(), strict=True))
    for chosen, reason in ((within, WithinBest), (beyond, BeyondBest)):
        facts = {"rank": rank[chosen].tolist(), "of": of[chosen].tolist(), "invited": [best] * int(chosen.sum())}
        facts["regency"] = _codes(regencies[chosen], 5)
        if reason is BeyondBest:
            facts["queue"] = (rank[chosen] - best).tolist()
            facts["needed"] = _needed(regencies[chosen], lasts)
        yield competing[chosen].tolist(), said_each(reason, **facts)


def _of_promise(seating: Seating) -> Said:
    best, competing = seating.policy.best_per_regency, seating.competing
    chosen = np.isin(competing, seating.guaranteed)
    if best is not None:
        chosen &= seating.in_regency.rank > best
    rows, rank = competing[chosen], seating.in_province.rank[chosen]
    promised = [seating.policy.provinces.guarantee or 0] * len(rows)
    provinces = _codes(seating.facts.provinces[rows], 2)
    return rows.tolist(), said_each(Guaranteed, rank=rank.tolist(), invited=promised, province=provinces)


def _of_province(seating: Seating) -> Iterator[Said]:
    """Of those without a seat whose province has sent as many as it may."""
    cap, facts, competing = seating.policy.provinces.cap, seating.facts, seating.competing
    if cap is None:
        return
    sitting = seating.seated & facts.is_of(COMPETING_KINDS)
    keys, counts = np.unique(facts.provinces[sitting], return_counts=True)
    chosen = ~seating.seated[competing] & np.isin(facts.provinces[competing], keys[counts >= cap])
    rows = competing[chosen]
    yield (
        rows.tolist(),
        said_each(
            BeyondProvince,
            rank=seating.in_province.rank[chosen].tolist(),
            of=seating.in_province.of[chosen].tolist(),
            invited=[cap] * len(rows),
            province=_codes(facts.provinces[rows], 2),
            needed=_needed(facts.provinces[rows], _lowest(seating, facts.provinces, sitting)),
        ),
    )


def _of_capacity(seating: Seating) -> Iterator[Said]:
    """Of those without a seat whose kind has none left."""
    facts = seating.facts
    waiting = np.concatenate([seating.competing, seating.offices])
    waiting = waiting[~seating.seated[waiting]]
    lowest = _lowest(seating, facts.kinds, seating.seated)
    for kind, seats in seating.policy.capacity.items():
        number = KIND_NUMBER[kind]
        if int((facts.kinds[seating.seated] == number).sum()) >= seats:
            needed = from_units(lowest.get(number, MISSING))
            rows = waiting[facts.kinds[waiting] == number].tolist()
            yield rows, [joined([BeyondCapacity(kind, seats, needed)])] * len(rows)


def _lowest(seating: Seating, groups: Column, sitting: Mask) -> dict[int, int]:
    """By group, the lowest score that got a seat."""
    scored = np.flatnonzero(sitting & (seating.facts.scores != MISSING))
    order = scored[np.argsort(seating.facts.scores[scored], kind="stable")]
    keys, firsts = np.unique(groups[order], return_index=True)
    return dict(zip(keys.tolist(), seating.facts.scores[order[firsts]].tolist(), strict=True))


def _needed(groups: Column, lowest: dict[int, int]) -> list[str]:
    return scores_as_text(np.array([lowest.get(group, MISSING) for group in groups.tolist()], dtype=np.int64))


def _codes(packed: Column, size: int) -> list[str]:
    names = {number: unpacked(number, size) for number in np.unique(packed).tolist()}
    return quoted(map(names.__getitem__, packed.tolist()))
