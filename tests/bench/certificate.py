"""Certificates: printed and signed by the batch, against one plain rendering a person, in interleaved runs."""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from plm.adapters.engine import Road, Sheet, Template, make_batch
from plm.adapters.signing import Seal, make_development_p12, open_seal
from plm.clock import now
from tests.adapters.engine.naive import naive_pdf, naive_signed, naive_signer
from tests.adapters.engine.reading import files_of, widest_difference
from tests.adapters.engine.scenes import light, ornate, people
from tests.bench.measuring import Figure

BATCH = 500
RUNS = 5
CHUNKS, CHUNK = 40, 1_000


def measure() -> Iterator[Figure]:
    """CPU milliseconds a certificate, pixels, bytes, one re-issue, and the memory of a worker."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "key.p12"
        make_development_p12(path, "development", now=now())
        seal, signer, sheets = open_seal(path, "development"), naive_signer(path, "development"), people(BATCH)
        plain, both, ours = interleaved(
            lambda: naive_pdf(ornate(), sheets[0]),
            lambda: naive_signed(ornate(), sheets[0], signer),
            lambda: spend(ornate(), sheets, seal),
        )
        yield ratio("certificate-ornate", plain, ours / BATCH, "100 times")
        yield ratio("certificate-ornate-both-signed", both, ours / BATCH, "150 times")
        plain, ours = interleaved(lambda: naive_pdf(light(), sheets[0]), lambda: spend(light(), sheets, seal))
        yield ratio("certificate-light", plain, ours / BATCH, "70 times")
        plain, ours = interleaved(
            lambda: naive_pdf(ornate(), sheets[0]), lambda: spend(ornate(), sheets[:1], seal, Road.PUBLIC)
        )
        yield Figure("certificate-plain-road", ours * 1000, "CPU ms", plain * 1000)
        (one,) = interleaved(lambda: spend(ornate(), sheets[:1], seal))
        yield Figure("certificate-reissue", one * 1000, "CPU ms", goal="at most 200")
        mine, theirs = (
            files_of(make_batch(ornate(), sheets, seal=seal, now=now()))[7],
            naive_signed(ornate(), sheets[7], signer),
        )
        yield Figure("certificate-size", len(mine) / 1024, "KiB", len(theirs) / 1024, "at most 15 % more")
        difference = widest_difference(mine, naive_pdf(ornate(), sheets[7]))
        yield Figure("certificate-pixels", difference, "of 255", goal="at most 16")
        yield from memory(path)


def ratio(name: str, plain: float, ours: float, goal: str) -> Figure:
    return Figure(name, ours * 1000, "CPU ms", plain * 1000, f"{goal}; {plain / ours:.0f} times")


def interleaved(*works: Callable[[], object]) -> list[float]:
    """The median CPU seconds of each; a slow moment of the machine meets all of them."""
    taken: list[list[float]] = [[] for _ in works]
    for work in works:
        work()
    for _ in range(RUNS):
        for work, times in zip(works, taken, strict=True):
            started = time.process_time()
            work()
            times.append(time.process_time() - started)
    return [statistics.median(times) for times in taken]


def spend(template: Template, sheets: list[Sheet], seal: Seal, road: Road = Road.HOLES) -> None:
    for piece in make_batch(template, sheets, seal=seal, now=now(), road=road).pieces:
        assert piece.failure is None


def memory(p12: Path) -> Iterator[Figure]:
    """In a process of its own: the highest it came to, and how much it grew after the fifth chunk."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.bench.certificate", str(p12)], capture_output=True, text=True, check=True
    )
    peaks = [float(line) for line in run.stdout.split()]
    yield Figure("certificate-worker-memory", peaks[-1], "MiB", goal="at most 250")
    yield Figure("certificate-worker-growth", peaks[-1] - peaks[4], "MiB after the fifth chunk of 40", goal="flat")


def work_through(p12: Path) -> None:
    """Forty chunks of a thousand, as a worker has them; the peak in MiB after each."""
    seal = open_seal(p12, "development")
    for number in range(CHUNKS):
        spend(ornate(), people(CHUNK, first=number * CHUNK + 1), seal)
        print(highest_memory(), flush=True)


def highest_memory() -> float:
    """In MiB, of this program alone: `getrusage` begins with what the process was before it became this one."""
    status = Path("/proc/self/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) / 1024


if __name__ == "__main__":
    work_through(Path(sys.argv[1]))
