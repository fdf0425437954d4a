"""Base, shared column types and the behaviour of SQLite connections."""

from contextvars import ContextVar
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Engine, Integer, MetaData, String, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase, mapped_column, registry
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

SCORE_SCALE = 10_000
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


@lru_cache(maxsize=1 << 16)
def from_scaled(value: int) -> Decimal:
    """The decimal behind a stored integer; scores repeat, so most are made once."""
    return Decimal(value) / SCORE_SCALE


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC; a naive one is a bug and raises ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored moment must be aware")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal with up to four places, stored as an integer so that both databases compare it exactly."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        scaled = value * SCORE_SCALE
        if scaled != int(scaled):
            raise ValueError("more than four decimal places")
        return int(scaled)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else from_scaled(value)


class Word(TypeDecorator[StrEnum]):
    """A StrEnum stored as its value, so that adding a word needs no migration of a database type."""

    impl = String(40)
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:
        return None if value is None else self.words(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.words(value)


# SQLite only counts up by itself on an INTEGER primary key.
_Id = BigInteger().with_variant(Integer, "sqlite")

intpk = Annotated[int, mapped_column(_Id, primary_key=True)]
moment = Annotated[datetime, mapped_column(UtcDateTime)]
document = Annotated[dict[str, Any], mapped_column(JSON)]
items = Annotated[list[Any], mapped_column(JSON)]


class Base(DeclarativeBase):
    """The shared metadata; constraints get names so that Alembic can drop them on every database."""

    # On a registry of its own, because Flask-SQLAlchemy derives a second base from this one.
    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={datetime: UtcDateTime, Decimal: ExactDecimal, int: _Id},
    )


# A transaction that only reads may begin deferred; one that might write takes SQLite's write lock at once,
# because a read snapshot that later wants to write is refused without waiting.
_read_only: ContextVar[bool] = ContextVar("read_only", default=False)


def begin_read_only(flag: bool) -> None:
    """With True, SQLite transactions of this context begin deferred from here on: several readers beside one writer."""
    _read_only.set(flag)


def prepare_sqlite(engine: Engine) -> None:
    """WAL, foreign keys, a patient lock, and transactions that really begin (savepoints leak otherwise)."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def on_connect(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=15000", "synchronous=NORMAL"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN" if _read_only.get() else "BEGIN IMMEDIATE")
