"""Hands that begin at one moment."""

import threading
from collections.abc import Callable

from sqlalchemy import Engine
from sqlalchemy.orm import Session


def all_at_once(work: Callable[[int], object], hands: int, *, patience: float | None = None) -> list[object]:
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
        thread.join(timeout=patience)
    return results


def in_transactions(engine: Engine, *works: Callable[[Session], object]) -> list[Exception]:
    """Each work in a transaction of its own, begun at one moment; what failed."""

    def run(hand: int) -> None:
        with Session(engine) as session:
            works[hand](session)
            session.commit()

    results = all_at_once(run, len(works), patience=60)
    return [result for result in results if isinstance(result, Exception)]
