"""Tens of thousands of rows at once: by COPY or one prepared statement; read as columns."""

import gc
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Dialect, FromClause, Integer, Select, String, Table, cast, func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

Process = Callable[[Any], Any]
ROWS_A_WRITE = 5_000


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
    connection, made = session.connection(), _whole(table)
    processes = [_as_it_is if name in written else _process(made, name, connection.dialect) for name in columns]
    ready = [tuple(process(value) for process, value in zip(processes, row, strict=True)) for row in rows]
    if not ready:
        return
    if connection.dialect.name == "postgresql":
        with _copying(connection, made, columns) as copy:
            for row in ready:
                copy.write_row(row)
    else:
        _insert_prepared(connection, made, columns, ready)


def insert_columns(session: Session, table: FromClause, columns: Mapping[str, Iterable[object]]) -> None:
    """The same for columns of whole numbers, texts and None that stand as the database keeps them already."""
    session.flush()
    connection, made, names = session.connection(), _whole(table), list(columns)
    if connection.dialect.name != "postgresql":
        if rows := list(zip(*columns.values(), strict=True)):
            _insert_prepared(connection, made, names, rows)
        return
    lines = map("\t".join, zip(*(map(_in_copy, column) for column in columns.values()), strict=True))
    with _copying(connection, made, names) as copy:
        while some := "\n".join(islice(lines, ROWS_A_WRITE)):
            copy.write(f"{some}\n")


def insert_with_ids(
    session: Session, table: FromClause, columns: Sequence[str], rows: Sequence[Sequence[object]]
) -> list[int]:
    """The same for a table counted by `id`; gives the new ids in the order of the rows."""
    ids = _reserve(session, _whole(table), len(rows))
    insert_rows(session, table, ["id", *columns], ((number, *row) for number, row in zip(ids, rows, strict=True)))
    return ids


def read_columns(session: Session, query: Select[*tuple[Any, ...]]) -> list[NDArray[Any]]:
    """The columns of a query without NULLs, in its order: whole numbers as int64, texts without commas as bytes.

    The database sends each column as one text, because making a Python value of every cell takes far longer.
    """
    rows = query.subquery()
    row = session.execute(select(*(func.aggregate_strings(cast(column, String), ",") for column in rows.c))).one()
    return [_column(found or "", isinstance(column.type, Integer)) for found, column in zip(row, rows.c, strict=True)]


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


def _column(found: str, is_whole: bool) -> NDArray[Any]:
    if is_whole:
        return np.fromstring(found, dtype=np.int64, sep=",")
    return np.array(found.split(",") if found else [], dtype=np.bytes_)


def _in_copy(value: object) -> str:
    """As PostgreSQL's text format has it."""
    if value is None:
        return r"\N"
    found = str(value)
    if "\\" in found:
        found = found.replace("\\", r"\\")
    for mark, written in (("\t", r"\t"), ("\n", r"\n"), ("\r", r"\r")):
        if mark in found:
            found = found.replace(mark, written)
    return found


@contextmanager
def _copying(connection: Connection, table: Table, columns: Sequence[str]) -> Iterator[Any]:
    names = ", ".join(_quoted(connection, name) for name in columns)
    statement = f"COPY {_quoted(connection, table.name)} ({names}) FROM STDIN"
    driver: Any = connection.connection.dbapi_connection
    errors = connection.dialect.loaded_dbapi.IntegrityError
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            yield copy
    except errors as error:
        raise IntegrityError(statement, None, error) from error


def _insert_prepared(
    connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Sequence[object]]
) -> None:
    names = ", ".join(_quoted(connection, name) for name in columns)
    marks = ", ".join("?" * len(columns))
    into = f"INSERT INTO {_quoted(connection, table.name)} ({names}) VALUES ({marks})"  # noqa: S608  # our own names
    connection.exec_driver_sql(into, rows)


def _quoted(connection: Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote(name)
