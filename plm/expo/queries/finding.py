"""One word for what is not there."""

from typing import TypeVar

from plm.errors import NotFound

Row = TypeVar("Row")


def found(row: Row | None, what: str, name: object) -> Row:
    """The row, or NotFound with what was looked for."""
    if row is None:
        raise NotFound(what=what, value=name)
    return row
