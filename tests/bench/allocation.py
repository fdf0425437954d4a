"""Giving booths: time, certified gap, moves, memory, and what greedy placing with pairwise swaps reaches."""

import json
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace

from plm.expo.rules import Inputs, Plan, allocate
from plm.expo.rules.certified import problems_of
from tests.bench.greedy import greedy_with_swaps
from tests.bench.measuring import Figure
from tests.expo.neighbouring import rows_of_booths

SECONDS = {50: 1, 200: 1.5, 500: 6, 1000: 20}
GAP = {200: 1.0, 500: 0.7, 1000: 1.0}
RATIOS = (1.0, 1.3)
SMALL_HALLS = 6


def measure() -> Iterator[Figure]:
    fresh = secrets.randbelow(10**6)
    for size, seconds in SECONDS.items():
        for kind in ("ordinary", "hard"):
            runs = [
                timed(rows_of_booths(size, seed, ratio=ratio, hard=kind == "hard"))
                for ratio in RATIOS
                for seed in (1, fresh)
            ]
            yield Figure(f"allocation-{kind}-{size}", max(run[0] for run in runs), "CPU s", goal=f"<= {seconds}")
            if size in GAP:
                most = GAP[size] if kind == "ordinary" else 2.5
                worst = max(gap(plan) for _, plan in runs)
                yield Figure(f"allocation-gap-{kind}-{size}", worst, "% at most", goal=f"<= {most}")
    yield from small_halls(fresh)
    yield from against_greedy(fresh)
    yield from cancellation()
    yield Figure("allocation-memory-1000", memory(), "MB RSS", goal="<= 300")


def timed(inputs: Inputs) -> tuple[float, Plan]:
    started = time.process_time()
    plan = allocate(inputs)
    taken = time.process_time() - started
    assert not problems_of(plan, inputs)
    return taken, plan


def gap(plan: Plan) -> float:
    """How far below the best possible plan at most, in percent."""
    return 100 * (plan.objective.bound - plan.objective.score) / plan.objective.bound


def small_halls(fresh: int) -> Iterator[Figure]:
    """Sixty places: the slowest, and how many of all are proven the best."""
    seeds = [*range(1, SMALL_HALLS // 2 + 1), *range(fresh, fresh + SMALL_HALLS // 2)]
    for kind in ("ordinary", "hard"):
        runs = [timed(rows_of_booths(60, seed, hard=kind == "hard")) for seed in seeds]
        proven = sum(plan.objective.optimal for _, plan in runs)
        yield Figure(f"allocation-proven-{kind}-60", proven, "halls", len(runs), goal=f"= {len(runs)}")
        yield Figure(f"allocation-proven-{kind}-60-slowest", max(run[0] for run in runs), "CPU s", goal="<= 5")


def against_greedy(fresh: int) -> Iterator[Figure]:
    """The score to the score of greedy placing of the same people with pairwise swaps until none helps."""
    for size in (200, 500):
        for name, seed in (("fixed", 1), ("fresh", fresh)):
            inputs = rows_of_booths(size, seed, ratio=1.3)
            plan = allocate(inputs)
            plain = greedy_with_swaps(inputs, plan)
            yield Figure(f"allocation-score-{size}-{name}", plan.objective.score, "points", plain, "ratio >= 1.015")


def cancellation(size: int = 500) -> Iterator[Figure]:
    """One of those who have a place withdraws: the most moves over several of them."""
    inputs = rows_of_booths(size, 1, ratio=1.3)
    seats = {seat.exhibitor: seat.booth for seat in allocate(inputs).seats}
    moves, lost = [], []
    for gone in list(seats)[:: size // 4]:
        left = replace(
            inputs,
            exhibitors=tuple(one for one in inputs.exhibitors if one.id != gone),
            previous=tuple(pair for pair in seats.items() if pair[0] != gone),
        )
        plan = timed(left)[1]
        moves.append(plan.objective.moves)
        lost.append(plan.objective.lost)
    yield Figure(f"allocation-moves-{size}", max(moves), "exhibitors", goal="<= 2")
    yield Figure(f"allocation-lost-{size}", max(lost), "exhibitors", goal="= 0")


def memory() -> float:
    """The peak of a process of its own; `ru_maxrss` would count the parent's, which exec hands on."""
    script = (
        "from pathlib import Path; from plm.expo.rules import allocate;"
        "from tests.expo.neighbouring import rows_of_booths;"
        "allocate(rows_of_booths(1000, 1, ratio=1.3, hard=True));"
        "print(int(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0]) / 1024)"
    )
    answer = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    return float(json.loads(answer.stdout))
