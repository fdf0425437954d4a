"""Hands that begin at one moment."""

import threading
from collections.abc import Callable


def all_at_once(work: Callable[[int], object], hands: int) -> list[object]:
    """What each thread got or raised, in order of the hands."""
    start, results = threading.Barrier(hands), [None] * hands

    def run(hand: int) -> None:
        start.wait()
        try:
            results[hand] = work(hand)
        except Exception as error:  # noqa: BLE001  # the error is the result
            results[hand] = error

    threads = [threading.Thread(target=run, args=(hand,)) for hand in range(hands)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
