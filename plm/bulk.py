"""Writing tens of thousands of rows at once: COPY on PostgreSQL, one prepared statement on SQLite."""

import gc
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Dialect, FromClause, Table, func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

Process = Callable[[Any], Any]


def insert_rows(
    session: Session,
    table: FromClause,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    written: Collection[str] = (),
) -> None:
    """Insert within the session's transaction; Python-side defaults do not apply. IntegrityError as from a flush.

    Values of the columns in `written` stand as the database keeps them already, such as JSON as text.
    """
    session.flush()
    connection = session.connection()
    made = _whole(table)
    processes = [_as_it_is if name in written else _process(made, name, connection.dialect) for name in columns]
    ready = [tuple(process(value) for process, value in zip(processes, row, strict=True)) for row in rows]
    if not ready:
        return
    if connection.dialect.name == "postgresql":
        _copy(connection, made, columns, ready)
    else:
        names = ", ".join(_quoted(connection, name) for name in columns)
        marks = ", ".join("?" * len(columns))
        into = f"INSERT INTO {_quoted(connection, made.name)} ({names}) VALUES ({marks})"  # noqa: S608  # our own names
        connection.exec_driver_sql(into, ready)


def insert_with_ids(
    session: Session, table: FromClause, columns: Sequence[str], rows: Sequence[Sequence[object]]
) -> list[int]:
    """The same for a table counted by `id`; gives the new ids in the order of the rows."""
    ids = _reserve(session, _whole(table), len(rows))
    insert_rows(session, table, ["id", *columns], ((number, *row) for number, row in zip(ids, rows, strict=True)))
    return ids


@contextmanager
def without_collecting() -> Iterator[None]:
    """While tens of thousands of plain values are made: they hold no cycles, and the collector only walks them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _whole(table: FromClause) -> Table:
    if not isinstance(table, Table):
        raise TypeError("rows go into a table")
    return table


def _process(table: Table, name: str, dialect: Dialect) -> Process:
    """What the column's type does to a value on its way to this database."""
    return table.c[name].type.dialect_impl(dialect).bind_processor(dialect) or _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def _reserve(session: Session, table: Table, wanted: int) -> list[int]:
    """Ids nobody else gets: of the sequence, or, where SQLite's one writer holds the lock, after the highest."""
    if session.connection().dialect.name == "postgresql":
        of_sequence = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :wanted)")
        return list(session.scalars(of_sequence, {"name": table.name, "wanted": wanted}))
    session.flush()
    highest = session.scalar(select(func.max(table.c.id))) or 0
    return list(range(highest + 1, highest + 1 + wanted))


def _copy(connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    names = ", ".join(_quoted(connection, name) for name in columns)
    statement = f"COPY {_quoted(connection, table.name)} ({names}) FROM STDIN"
    driver: Any = connection.connection.dbapi_connection
    errors = connection.dialect.loaded_dbapi.IntegrityError
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except errors as error:
        raise IntegrityError(statement, None, error) from error


def _quoted(connection: Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote(name)
