"""Rows that only one of several requests may write."""

from typing import Any, cast

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from plm.db import Base


def insert_once(session: Session, table: type[Base], values: dict[str, Any]) -> bool:
    """Whether the row is ours; False if its key stands already, after waiting for whoever is writing it."""
    dialect = sqlite if session.connection().dialect.name == "sqlite" else postgresql
    rows = cast(Table, table.__table__)
    insert = dialect.insert(rows).values(**values).on_conflict_do_nothing().returning(*rows.primary_key)
    return session.execute(insert).first() is not None
