"""Work of pyHanko's that wants a loop of its own."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def in_a_thread(work: Coroutine[Any, Any, Any]) -> Any:
    """In a thread of its own, because the caller's may be running a loop already."""
    with ThreadPoolExecutor(max_workers=1) as own:
        return own.submit(asyncio.run, work).result()
