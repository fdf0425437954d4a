"""Work that runs a loop of its own, in a thread where the browser's loop does not run."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Given = TypeVar("Given")


def apart(work: Callable[[], Given]) -> Given:
    with ThreadPoolExecutor(max_workers=1) as own:
        return own.submit(work).result()
