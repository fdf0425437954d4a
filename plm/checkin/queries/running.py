"""Running the ledger's own statements, through a session or, where every microsecond counts, through the driver."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

import psycopg
from psycopg import Connection
from psycopg.errors import DeadlockDetected, SerializationFailure, UniqueViolation
from psycopg.rows import namedtuple_row
from sqlalchemy import TextClause, bindparam, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from plm.db import UtcDateTime

# A name after one colon; two colons are a cast.
_NAME = re.compile(r"(?<!:):([a-z_]+)")


class Overtaken(Exception):
    """Another request was faster; read again and decide anew."""


@dataclass(frozen=True, eq=False)
class Statement:
    """SQL with `:names`, the types of its columns where they need reading, and the names that are moments."""

    sql: str
    columns: Mapping[str, Any] = field(default_factory=dict)
    moments: frozenset[str] = frozenset()

    @cached_property
    def for_session(self) -> TextClause:
        clause = text(self.sql).bindparams(*(bindparam(name, type_=UtcDateTime) for name in self.moments))
        return clause.columns(**self.columns) if self.columns else clause  # type: ignore[return-value]

    @cached_property
    def for_driver(self) -> str:
        return _NAME.sub(r"%(\1)s", self.sql.replace("%", "%%"))


class Runner(Protocol):
    """What the ledger needs of a database."""

    dialect: str
    # Whether each statement is committed by itself, so that a failed one leaves nothing to take back.
    alone: bool

    def rows(self, statement: Statement, given: Mapping[str, Any]) -> Sequence[Any]:
        """Rows with their columns as attributes."""

    def change(self, statement: Statement, given: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> int:
        """How many rows were written; Overtaken where a key is taken."""


class SessionRunner:
    """Inside the transaction of a session."""

    alone = False

    def __init__(self, session: Session) -> None:
        self.session = session
        self.dialect = session.get_bind().dialect.name

    def rows(self, statement: Statement, given: Mapping[str, Any]) -> Sequence[Any]:
        try:
            return self.session.connection().execute(statement.for_session, given).all()
        except (IntegrityError, OperationalError) as error:
            raise _overtaken_or(error) from error

    def change(self, statement: Statement, given: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> int:
        try:
            return self.session.connection().execute(statement.for_session, given).rowcount
        except (IntegrityError, OperationalError) as error:
            raise _overtaken_or(error) from error


def _overtaken_or(error: IntegrityError | OperationalError) -> Exception:
    deadlocked = isinstance(error.orig, (DeadlockDetected, SerializationFailure))
    return Overtaken() if deadlocked or isinstance(error, IntegrityError) else error


# Ways of reading whole tables.
_WAYS = ("seqscan", "hashjoin", "mergejoin", "material", "memoize")


class DriverRunner:
    """PostgreSQL through psycopg in autocommit; its statements stay prepared."""

    dialect = "postgresql"
    alone = True

    def __init__(self, conninfo: str) -> None:
        # The plan for one scan is the same whoever comes, and planning it takes longer than running it; made in the
        # morning over an empty ledger it must not read the whole table at noon.
        settings = ("TimeZone=UTC", "plan_cache_mode=force_generic_plan", *(f"enable_{way}=off" for way in _WAYS))
        self.connection: Connection[Any] = psycopg.connect(
            conninfo, autocommit=True, options=" ".join(f"-c {one}" for one in settings)
        )
        self.connection.prepare_threshold = 0
        self.cursor = self.connection.cursor(row_factory=namedtuple_row)

    def rows(self, statement: Statement, given: Mapping[str, Any]) -> Sequence[Any]:
        try:
            return self.cursor.execute(statement.for_driver, given).fetchall()
        except (UniqueViolation, DeadlockDetected) as error:
            raise Overtaken from error

    def change(self, statement: Statement, given: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> int:
        raise NotImplementedError("one statement with WITH says it all")

    def close(self) -> None:
        self.connection.close()
