"""Alembic's environment: the app's engine and our metadata."""

from typing import Any, Literal

from alembic import context
from sqlalchemy.types import TypeDecorator

from plm.extensions import db
from plm.schema import metadata


def plain_type(kind: str, item: Any, autogen_context: Any) -> str | Literal[False]:
    """Write our own column types as the plain ones below them, so that an old migration needs no newer code."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


def run() -> None:
    """Migrate over a given connection (tests), else over the app's engine."""
    connection = context.config.attributes.get("connection")
    if connection is not None:
        _run_on(connection)
        return
    with db.engine.connect() as own:
        _run_on(own)


def _run_on(connection: Any) -> None:
    # SQLite changes a column by copying its table, and dropping the old one would break what points to it.
    lenient = connection.dialect.name == "sqlite" and not connection.in_transaction()
    if lenient:
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
    _migrate(connection)
    if lenient:
        connection.commit()
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        connection.commit()
        if broken:
            raise RuntimeError(f"rows point to nothing after the migration: {broken[:5]}")
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")


def _migrate(connection: Any) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        render_item=plain_type,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
