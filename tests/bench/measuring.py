"""What a figure is, and how CPU time is taken."""

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

RUNS = 5


@dataclass(frozen=True)
class Figure:
    """One measured figure; `ratio` is value to baseline, where there is one."""

    figure: str
    value: float
    unit: str
    baseline: float | None = None
    goal: str = ""

    def line(self) -> str:
        ratio = round(self.value / self.baseline, 3) if self.baseline else None
        facts = {**vars(self), "value": round(self.value, 3), "ratio": ratio}
        return json.dumps({**facts, "baseline": round(self.baseline, 3) if self.baseline else None})


def cpu_seconds(work: Callable[[], object], runs: int = RUNS) -> float:
    """The median CPU time of one call."""
    taken = []
    for _ in range(runs):
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return statistics.median(taken)
