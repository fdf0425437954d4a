"""Which function does which job."""

from collections.abc import Callable
from typing import Any

from plm.jobs.rules import JobName

Handler = Callable[..., Any]
HANDLERS: dict[JobName, Handler] = {}
WATCHES: dict[Handler, int] = {}


def handles(name: JobName) -> Callable[[Handler], Handler]:
    """Register a handler, called as `handler(session, **arguments)`; it may run twice and must do no harm by it.

    It commits as it goes: hold no transaction open while rendering, because SQLite has one writer.
    """

    def register(handler: Handler) -> Handler:
        HANDLERS[name] = handler
        return handler

    return register


def watches(*, every_seconds: int) -> Callable[[Handler], Handler]:
    """Register a function that the sweeper calls now and then, as `watch(session, moment=…)`.

    It asks for jobs and gives them back as rows and names, to be sent after the commit.
    """

    def register(watch: Handler) -> Handler:
        WATCHES[watch] = every_seconds
        return watch

    return register
