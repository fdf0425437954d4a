"""make bench: one JSON line a figure, medians; `make bench ONLY=allocation` for those whose name begins so.

Issue figures live here as they come; a baseline is measured in the same run, and nothing here fails a build.
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from flask_migrate import upgrade

from config import read_settings
from plm.adapters.certificates import certificate_html
from plm.adapters.pdf import load_weasyprint, render_pdf
from plm.adapters.regions import published_regions
from plm.adapters.signing import make_development_p12, open_seal, sign_pdf
from plm.app import create_app
from plm.clock import now
from plm.expo.rules import Booth, Exhibitor, Inputs, allocate, verify
from plm.extensions import db
from plm.libraries.actions import load_regions
from tests.certificates.scenes import paper_of

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


def allocation() -> Iterator[Figure]:
    for size in (50, 200, 500):
        inputs = hall(size, seed=size)
        plan = allocate(inputs)
        assert not verify(plan, inputs)
        yield Figure(f"allocation-{size}", cpu_seconds(lambda inputs=inputs: allocate(inputs), 3), "CPU s")


def certificate() -> Iterator[Figure]:
    """One certificate as it is made now, printed and signed, against the same page by plain WeasyPrint, unsigned."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "key.p12"
        make_development_p12(path, "development", now=now())
        seal = open_seal(path, "development")
        html = certificate_html(paper_of(), public_url="https://plm.example.id", seal=seal)
        load_weasyprint()
        render_pdf(html)
        plain = cpu_seconds(lambda: render_pdf(html))
        signed = cpu_seconds(lambda: sign_pdf(render_pdf(html), seal, now=now()))
        yield Figure("certificate-signed", signed * 1000, "CPU ms", plain * 1000)


def regions() -> Iterator[Figure]:
    """All 91,599 regions into an empty SQLite database."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(read_settings({"PLM_PROFILE": "demo", "PLM_DEMO_DIR": folder}))
        with app.app_context():
            upgrade()
            published = list(published_regions())
            started = time.process_time()
            load_regions(db.session(), regions=published)
            db.session.commit()
            yield Figure("regions-load", time.process_time() - started, "CPU s")


FIGURES = {"allocation": allocation, "certificate": certificate, "regions": regions}


def main(wanted: str) -> None:
    for name, measure in FIGURES.items():
        if name.startswith(wanted):
            for figure in measure():
                print(figure.line(), flush=True)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
