"""Which function does which job."""

from collections.abc import Callable
from typing import Any

from plm.jobs.rules import JobName

Handler = Callable[..., Any]
HANDLERS: dict[JobName, Handler] = {}


def handles(name: JobName) -> Callable[[Handler], Handler]:
    """Register a handler, called as `handler(session, **arguments)`; it may run twice and must do no harm by it.

    It commits as it goes: hold no transaction open while rendering, because SQLite has one writer.
    """

    def register(handler: Handler) -> Handler:
        HANDLERS[name] = handler
        return handler

    return register
