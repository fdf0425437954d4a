"""One after the other in a process: Pango shares its font maps, and a function is replaced while we paint."""

import threading
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import ParamSpec, TypeVar

_turn = threading.RLock()
Asked = ParamSpec("Asked")
Given = TypeVar("Given")


def alone(work: Callable[Asked, Given]) -> Callable[Asked, Given]:
    """The same work, by one thread at a time."""

    @wraps(work)
    def waiting(*args: Asked.args, **kwargs: Asked.kwargs) -> Given:
        with _turn:
            return work(*args, **kwargs)

    return waiting


def each_alone(made: Iterable[Given]) -> Iterator[Given]:
    """The same things, each made by one thread at a time."""
    making = iter(made)
    while True:
        with _turn:
            try:
                one = next(making)
            except StopIteration:
                return
        yield one
