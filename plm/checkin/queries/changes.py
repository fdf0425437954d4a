"""How devices hear of changed slots, none left out, while slow transactions are still writing.

On PostgreSQL a row bears the id of the transaction that wrote it. Whatever is older than the oldest transaction still
running has been seen; the rest is asked for again next time, and may come twice. The highest id seen would be no such
place to go on from: a transaction that began earlier and commits later would be left out for ever.
"""

from sqlalchemy import text
from sqlalchemy.orm import Session

# SQLite has one writer, so a count is in the order of commits.
_STAMPS = {
    "postgresql": "pg_current_xact_id()::text::bigint",
    "sqlite": "(SELECT coalesce(max(changed), 0) + 1 FROM presence)",
}
_HORIZONS = {
    "postgresql": "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint",
    "sqlite": "SELECT coalesce(max(changed), 0) + 1 FROM presence",
}


def stamp(dialect: str) -> str:
    """The SQL that `Presence.changed` is set to by whoever writes."""
    return _STAMPS[dialect]


def horizon(session: Session) -> int:
    """From where to ask next time, read before the rows of this time: all below it is finished and in them."""
    return int(session.scalar(text(_HORIZONS[session.get_bind().dialect.name])) or 0)
